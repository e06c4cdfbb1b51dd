local map = agon.testing.map
local score = agon.testing.score

local both = [[
[once]: One piece of evidence from one source.
  + [one]: He said so. {kind: evidence, source: lee-2024}

[twice]: Two pieces of evidence from the same source.
  + [two]: He said so. {kind: evidence, source: lee-2024}
  + [three]: He said so again. {kind: evidence, source: lee-2024}

[apart]: Two pieces of evidence from two sources.
  + [four]: He said so. {kind: evidence, source: lee-2024}
  + [five]: She said so. {kind: evidence, source: kim-2023}
]]

describe("source-independence", function()
	local scores

	before_each(function()
		scores = score(map(both), "source-independence")
	end)

	it("counts the second piece from one source for nothing", function()
		assert.near(scores.twice, scores.once)
	end)

	it("counts a second source in full", function()
		assert.truthy(scores.apart > scores.once)
	end)
end)
