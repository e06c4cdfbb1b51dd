local function weigh(text)
	return agon.testing.score(agon.testing.map(text), "recency")
end

describe("recency", function()
	it("halves evidence for every ten years that it is older than the newest", function()
		local scores = weigh [[
[new]: Seen last. {kind: evidence, year: 2020, credence: 0.8}

[old]: Seen ten years before. {kind: evidence, year: 2010, credence: 0.8}

[older]: Seen thirty years before. {kind: evidence, year: 1990, credence: 0.8}
]]
		assert.near(scores.new, 0.8)
		assert.near(scores.old, 0.4)
		assert.near(scores.older, 0.1)
	end)

	it("lets a claim lose what its evidence loses", function()
		local scores = weigh [[
[fresh]: It rests on new evidence.
  + [new]: Seen last. {kind: evidence, year: 2020, credence: 0.8}

[stale]: It rests on old evidence.
  + [old]: Seen ten years before. {kind: evidence, year: 2010, credence: 0.8}

[doubted]: Old evidence is against it.
  - [old]
]]
		assert.near(scores.fresh, 1.8 / 2.8)
		assert.near(scores.stale, 1.4 / 2.4)
		assert.near(scores.doubted, 1 / 2.4)
	end)

	it("takes evidence of no known year for half, and does not age what is historical", function()
		local scores = weigh [==[
[dated]: Seen last. {kind: evidence, year: 2020, credence: 0.8}

[undated]: Seen some day. {kind: evidence, credence: 0.8}

[treaty]: It was signed. #historical {kind: evidence, year: 1905, credence: 0.8}

[odd]: Its year is no number. {kind: evidence, year: "long ago \" ]] {", credence: 0.8}
]==]
		assert.near(scores.undated, 0.4)
		assert.near(scores.treaty, 0.8)
		assert.near(scores.odd, 0.4)
	end)

	it("needs no year anywhere, and no node", function()
		assert.near(weigh("[only]: Seen some day. {kind: evidence, credence: 0.8}").only, 0.4)
		assert.near(weigh("[claim]: Nothing bears on it.").claim, 0.5)
		assert.same(weigh "===\ntitle: Nothing\n===", {})
	end)

	it("weighs a link by the weakest of its premises, and by what undercuts it", function()
		local scores = weigh [[
(1) [new]: Seen last. {kind: evidence, year: 2020, credence: 0.8}
(2) [old]: Seen ten years before. {kind: evidence, year: 2010, credence: 0.8}
----
(3) [both]: It needs both.

[cut]: The step to it is doubtful.
  + [new]
    _ [leap]: It does not follow. {kind: rebuttal, credence: 1}
]]
		assert.near(scores.both, 1.4 / 2.4)
		assert.near(scores.cut, 1.4 / 2.4)
	end)

	it("comes to rest on a circle", function()
		local scores = weigh [[
[war]: There will be war.
  >< [peace]: There will be peace.

[which]: Which will it be? {kind: question}
  + [war]
  + [peace]
]]
		assert.near(scores.war, math.sqrt(2) - 1, 1e-6)
		assert.near(scores.peace, scores.war, 1e-6)
		assert.equal(scores.which, nil)
	end)
end)
