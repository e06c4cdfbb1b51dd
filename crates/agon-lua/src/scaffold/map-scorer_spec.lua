describe("NAME", function()
	it("gives the most to the node on which most rests", function()
		local scores = agon.testing.score(
			agon.testing.map [[
[one]: A claim.
  + [shared]: What supports both.

[other]: Another claim.
  + [shared]
  + [own]: What supports one.
]],
			"NAME"
		)
		assert.near(scores.shared, 1)
		assert.near(scores.own, 0.5)
		assert.near(scores.one, 0)
	end)
end)
