local map = agon.testing.map
local score = agon.testing.score

describe("evidence-weight", function()
	it("leaves a claim about which nothing is said where it was", function()
		assert.equal(score(map "[alone]: Nothing bears on this.", "evidence-weight").alone, 0.5)
	end)

	it("raises a claim that is supported and lowers one that is attacked", function()
		local scores = score(
			map [[
[held]: People hold this.
  + [reason]: There is a reason.

[doubted]: People doubt this.
  - [objection]: There is an objection. {kind: rebuttal}
]],
			"evidence-weight"
		)
		assert.near(scores.held, 0.6)
		assert.near(scores.doubted, 0.4)
	end)
end)
