local map = agon.testing.map [[
[main]: The main claim.
  + [reason]: The reason.
  - [doubt]: A doubt.
]]

describe("NAME", function()
	it("counts what speaks for and against a claim", function()
		local done = agon.testing.run("NAME", { map = map.name, least = 1 }, { maps = { map } })
		assert.equal(done.status, 0)
		assert.contains("main", done.output)
	end)

	it("says when there is no such map", function()
		local done = agon.testing.run("NAME", { map = "nothing" }, { maps = { map } })
		assert.equal(done.status, 1)
		assert.contains("there is no map nothing", done.output)
	end)
end)
