local map = agon.testing.map
local export = agon.testing.export

describe("outline", function()
	it("puts what bears on a claim under it, with its sign", function()
		local text = export(
			map [[
[Main]: The main claim.
  + <Reason>: A reason for it.
  - <Objection>: An objection to it.
]],
			"outline",
			{ width = 60 }
		)
		assert.matches("* [Main] The main claim.", text)
		assert.matches("\n  + [Reason] A reason for it.", text)
		assert.matches("\n  - [Objection] An objection to it.", text)
	end)

	it("shows a scorer's numbers when asked", function()
		local text = export(map [[ [Main]: The main claim. ]], "outline", { scorer = "evidence-weight" })
		assert.matches("(0.50)", text)
	end)
end)
