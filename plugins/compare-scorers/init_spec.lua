local function compare(text, args)
	local map = if type(text) == "string" then agon.testing.map(text) else text
	args = args or {}
	args.map = args.map or "spec"
	return agon.testing.run("compare-scorers", args, { maps = { map } })
end

local debate = [[
[main]: The main claim. {credence: 0.9}
  + [reason]: A reason for it. {credence: 0.8}
  - [objection]: An objection to it. {kind: rebuttal, credence: 0.2}
    - [answer]: An answer. {kind: rebuttal, credence: 0.7}
]]

describe("compare-scorers", function()
	it("puts scorers side by side, and says how alike they rank", function()
		local done = compare(debate, { scorers = "evidence-weight, flow-judge" })
		assert.equal(done.status, 0)
		assert.contains("node\tevidence-weight\tflow-judge", done.output)
		assert.matches("evidence%-weight\tflow%-judge\t%-?%d%.?%d*", done.output)
		assert.same(done.changes, {})
	end)

	it("gives a scorer one with itself, and names nodes only once", function()
		local done = compare(debate, { scorers = "flow-judge,flow-judge" })
		assert.equal(select(2, string.gsub(done.output, "\nmain\t", "")), 1)
		assert.equal(string.find(done.output, "tau%-b"), nil)
	end)

	it("compares all there are, and shows no more nodes than asked for", function()
		local done = compare(debate, { top = 1 })
		assert.contains("tau-b", done.output)
		assert.equal(select(2, string.gsub(done.output, "\nreason\t%d", "")) <= 2, true)
	end)

	it("says what is not there", function()
		assert.raises("there is no scorer `gut`", function()
			compare(debate, { scorers = "gut" })
		end)
		assert.raises("there is no map `", function()
			compare(debate, { map = "\u{202e}no" })
		end)
		assert.raises("argument `map` is missing", function()
			agon.testing.run("compare-scorers", {})
		end)
	end)

	it("has nothing to compare where nothing is scored", function()
		local done = compare("===\ntitle: Nothing\n===")
		assert.equal(done.status, 0)
		assert.contains("they rank every node alike", done.output)
	end)
end)
