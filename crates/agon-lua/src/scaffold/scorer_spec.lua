describe("NAME", function()
	it("scores a supported claim above one that is not", function()
		local scores = agon.testing.score(
			agon.testing.map [[
[supported]: A claim with a reason.
  + [reason]: The reason.

[alone]: A claim without one.
]],
			"NAME"
		)
		assert.truthy(scores.supported > scores.alone)
		assert.near(scores.alone, 0.5)
	end)
end)
