local map = agon.testing.map
local export = agon.testing.export

describe("outline", function()
	it("puts what bears on a claim under it, with its sign", function()
		local text = export(
			map [[
[main]: The main claim.
  + [reason]: A reason for it.
  - [objection]: An objection to it. {kind: rebuttal}
]],
			"outline",
			{ width = 60 }
		)
		assert.contains("* [main] The main claim.", text)
		assert.contains("\n  + [reason] A reason for it.", text)
		assert.contains("\n  - [objection] An objection to it.", text)
	end)

	it("shows a scorer's numbers when asked", function()
		local text = export(map "[main]: The main claim.", "outline", { scorer = "evidence-weight" })
		assert.contains("(0.50)", text)
	end)
end)
