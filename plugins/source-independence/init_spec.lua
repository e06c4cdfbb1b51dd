local map = agon.testing.map
local score = agon.testing.score

local both = [[
[Once]: One piece of evidence from one source.
  + [One]: He said so. {kind: evidence, source: lee-2024}

[Twice]: Two pieces of evidence from the same source.
  + [Two]: He said so. {kind: evidence, source: lee-2024}
  + [Three]: He said so again. {kind: evidence, source: lee-2024}

[Apart]: Two pieces of evidence from two sources.
  + [Four]: He said so. {kind: evidence, source: lee-2024}
  + [Five]: She said so. {kind: evidence, source: kim-2023}
]]

describe("source-independence", function()
	local scores

	before_each(function()
		scores = score(map(both), "source-independence")
	end)

	it("counts the second piece from one source for nothing", function()
		assert.near(scores.Twice, scores.Once)
	end)

	it("counts a second source in full", function()
		assert.truthy(scores.Apart > scores.Once)
	end)
end)
