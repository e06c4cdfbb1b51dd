local map = agon.testing.map
local export = agon.testing.export

local debate = [[
[main]: The main claim.
  + [poll]: Nine in ten agree. {kind: evidence, source: lee-2024}
  - [objection]: Polls mislead. {kind: rebuttal}
]]

describe("brief", function()
	it("ranks the answers and lists evidence and rebuttals", function()
		local text = export(map(debate), "brief")
		assert.contains("### 1. The main claim.", text)
		assert.contains("- Nine in ten agree.", text)
		assert.contains("- Polls mislead.", text)
	end)

	it("lists the sources that it cites", function()
		assert.contains("## Sources", export(map(debate), "brief"))
	end)

	it("says which scorer is unknown", function()
		assert.raises("there is no scorer `gut-feeling`", function()
			export(map(debate), "brief", { scorer = "gut-feeling" })
		end)
	end)
end)
