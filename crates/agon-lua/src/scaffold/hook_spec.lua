local function try(text)
	local map = agon.testing.map "[claim]: A claim."
	return agon.testing.commit(map, { add = "claim", text = text, supports = "claim" }, { most = 3 })
end

describe("NAME", function()
	it("lets short nodes pass", function()
		assert.equal(try("It is short.").refused, false)
	end)

	it("refuses long ones and says why", function()
		local tried = try("It is one too long.")
		assert.truthy(tried.refused)
		assert.contains("5 words", tried.complaints[1].message)
	end)
end)
