describe("NAME", function()
	it("writes a page for each claim and a list of them", function()
		local files = agon.testing.export(
			agon.testing.map [[
[main]: The main claim.
  + [proof]: The proof of it.
]],
			"NAME"
		)
		assert.equal(files[1].path, "index.md")
		assert.contains("(main.md)", files[1].data)
		assert.equal(files[2].path, "main.md")
		assert.contains("supports: The proof of it.", files[2].data)
	end)
end)
