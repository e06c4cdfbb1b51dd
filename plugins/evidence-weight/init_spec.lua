local map = agon.testing.map
local score = agon.testing.score

describe("evidence-weight", function()
	it("leaves a claim about which nothing is said where it was", function()
		assert.equal(score(map [[ [Alone]: Nothing bears on this. ]], "evidence-weight").Alone, 0.5)
	end)

	it("raises a claim that is supported and lowers one that is attacked", function()
		local scores = score(
			map [[
[Held]: People hold this.
  + <Reason>: There is a reason.

[Doubted]: People doubt this.
  - <Objection>: There is an objection.
]],
			"evidence-weight"
		)
		assert.near(scores.Held, 0.6)
		assert.near(scores.Doubted, 0.4)
	end)
end)
