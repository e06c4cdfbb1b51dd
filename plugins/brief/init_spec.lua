local map = agon.testing.map
local export = agon.testing.export

local debate = [[
[main]: The main claim.
  + [poll]: Nine in ten agree. {kind: evidence, source: lee-2024}
  - [objection]: Polls mislead. {kind: rebuttal}
]]

describe("brief", function()
	it("ranks the answers and lists evidence and rebuttals", function()
		local text = export(map(debate), "brief")
		assert.contains("### 1. The main claim.", text)
		assert.contains("- Nine in ten agree.", text)
		assert.contains("- Polls mislead.", text)
	end)

	it("lists the sources that it cites", function()
		assert.contains("## Sources", export(map(debate), "brief"))
	end)

	it("says which scorer is unknown", function()
		assert.raises("there is no scorer `gut-feeling`", function()
			export(map(debate), "brief", { scorer = "gut-feeling" })
		end)
	end)
end)

describe("brief: what it turns on", function()
	local rivals = [[
[which]: Which is it? {kind: question}
  + [left]: The left.
    + [middle]: A reason. {credence: 0.9}
      + [ground]: Its only ground. {kind: evidence, credence: 0.9}
    + [shown]: It was shown. {kind: evidence, credence: 0.9}
    - [dropped]: Nobody answered this. {kind: rebuttal}
    - [met]: This was answered. {kind: rebuttal}
      - [answer]: No. {kind: rebuttal}
  + [right]: The right.
    - [worse]: This keeps it down. {kind: rebuttal}
]]

	it("names what carries the leader's support, down to the only ground of a reason", function()
		local text = export(map(rivals), "brief")
		assert.matches("rests on, and the share[^\n]*\n\n%- A reason%. — 5%d %%\n%- Its only ground%. — 5%d %%\n%- It was shown%. — 4%d %%", text)
	end)

	it("names what the leader has not answered, and what keeps the second down", function()
		local text = export(map(rivals), "brief")
		assert.matches("not answered:\n\n%- Nobody answered this%. — 0%.50\n\nThe second", text)
		assert.contains("The second would rise without:\n\n- This keeps it down.", text)
	end)

	it("counts linked premises as one step that falls with either", function()
		local text = export(
			map [[
[which]: Which is it? {kind: question}
  + [only]: The only answer.

(1) [major]: All who sign are bound.
(2) [minor]: They signed, 日本 👩‍👧 too. \\input
----
(3) [only]
]],
			"brief"
		)
		assert.contains("- All who sign are bound. — 100 %", text)
		assert.matches("%- They signed, 日本 👩‍👧 too%. [^\n]* — 100 %%", text)
	end)

	it("says so where nothing is said, and comes out of circles", function()
		local bare = export(map "[which]: Which is it? {kind: question}\n  + [only]: The only answer.", "brief")
		assert.contains("Nothing is said for the first answer and nothing against it.", bare)
		local circle = export(map "[which]: Which is it? {kind: question}\n  + [egg]: First the egg.\n    + [hen]: First the hen.\n      + [egg]", "brief")
		assert.contains("- First the hen. — 100 %", circle)
		assert.contains("# Nothing", export(map "===\ntitle: Nothing\n===", "brief"))
	end)
end)
