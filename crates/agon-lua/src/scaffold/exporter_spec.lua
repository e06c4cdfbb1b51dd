describe("NAME", function()
	it("writes what every node says", function()
		local text = agon.testing.export(
			agon.testing.map [[
[main]: The main claim.
  + [reason]: The reason for it.
]],
			"NAME"
		)
		assert.contains("claim: The main claim.", text)
		assert.contains("The reason for it.", text)
	end)
end)
