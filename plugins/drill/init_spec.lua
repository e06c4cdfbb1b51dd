local function drill(text, answers)
	return agon.testing.run("drill", { map = "spec" }, { maps = { agon.testing.map(text) }, answers = answers })
end

local debate = [[
[why]: Why? {kind: question}
  + [main]: The main claim.
    - [first]: A first objection. {kind: rebuttal}
    - [met]: One that was met. {kind: rebuttal}
      - [reply]: The reply. {kind: rebuttal}
    + [ground]: A ground. {kind: evidence}
      _ [so-what]: It shows nothing. {kind: rebuttal}
]]

describe("drill", function()
	it("asks about each open rebuttal and adds the answers as rebuttals of it", function()
		local done = drill(debate, { "Not so.", "It does." })
		assert.equal(#done.asked, 2)
		assert.equal(#done.changes, 2)
		assert.equal(done.changes[1].add, "rebuttal")
		assert.equal(done.changes[1].text, "Not so.")
		assert.equal(done.message, "drill spec: 2 answers")
		assert.contains("2 answered, 0 skipped, 0 left", done.output)
		assert.equal(string.find(done.output, "[met]", 1, true), nil)
	end)

	it("asks about replies too where it is told to", function()
		local done = agon.testing.run("drill", { map = "spec", all = true }, { maps = { agon.testing.map(debate) }, answers = { "", "", "", "" } })
		assert.equal(#done.asked, 3)
		assert.contains("[reply] The reply.\n  rebuts [met] One that was met.\n    rebuts [main]", done.output)
	end)

	it("shows what it attacks, up to the question, and the step it undercuts", function()
		local done = drill(debate, { "q" })
		assert.contains("1 of 2  [first] A first objection.\n  rebuts [main] The main claim.\n    answers [why] Why?\n", done.output)
		assert.contains("0 answered, 0 skipped, 2 left", done.output)
		assert.contains("undercuts the step from [ground] A ground.", drill(debate, { "", "" }).output)
	end)

	it("ends with the answers, and at q, keeping what was said", function()
		local done = drill(debate, { "One.", " Q " })
		assert.equal(#done.changes, 1)
		assert.equal(done.message, "drill spec: 1 answer")
		assert.contains("1 answered, 0 skipped, 1 left", done.output)
		assert.equal(#drill(debate, {}).changes, 0)
	end)

	it("has nothing to ask where all is answered, and comes out of circles", function()
		assert.contains("no rebuttal waits for an answer", drill("[a]: A.").output)
		local circle = "[a]: A.\n  - [b]: B. {kind: rebuttal}\n    - [c]: C. {kind: rebuttal}\n      - [b]"
		assert.contains("no rebuttal waits for an answer", drill(circle, { "x" }).output)
	end)

	it("takes any answer", function()
		local done = drill(debate, { "\u{202d}日本\t]] '); --\27[31m \\input{x}", "q" })
		assert.equal(done.changes[1].text, "\u{202d}日本 ]] '); -- [31m \\input{x}")
		assert.raises("there is no map `other`", function()
			agon.testing.run("drill", { map = "other" }, { maps = {} })
		end)
	end)
end)
