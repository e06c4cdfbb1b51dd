local map = agon.testing.map
local export = agon.testing.export

local debate = [[
[Main]: The main claim.
  + [Poll]: Nine in ten agree. {kind: evidence, source: lee-2024}
  - <Objection>: Polls mislead.
]]

describe("brief", function()
	it("ranks the answers and lists evidence and rebuttals", function()
		local text = export(map(debate), "brief")
		assert.matches("### 1. The main claim.", text)
		assert.matches("- Nine in ten agree.", text)
		assert.matches("- Polls mislead.", text)
	end)

	it("lists the sources that it cites", function()
		assert.matches("## Sources", export(map(debate), "brief"))
	end)

	it("says which scorer is unknown", function()
		assert.raises("there is no scorer `gut-feeling`", function()
			export(map(debate), "brief", { scorer = "gut-feeling" })
		end)
	end)
end)
