local map = agon.testing.map [[
[one]: It has one reason.
  + [a]: The only one.

[two]: It has two.
  + [b]: The first.
  + [c]: The second.
]]

describe("NAME", function()
	it("finds claims with one reason", function()
		local found = agon.testing.lint(map, "NAME")
		assert.equal(#found, 1)
		assert.equal(found[1].node, "one")
		assert.contains("1 of 2", found[1].message)
	end)

	it("asks for as many as the option says", function()
		assert.equal(#agon.testing.lint(map, "NAME", { least = 3 }), 2)
	end)
end)
