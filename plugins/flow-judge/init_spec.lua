local function judge(text)
	return agon.testing.score(agon.testing.map(text), "flow-judge")
end

describe("flow-judge", function()
	it("takes what nobody has touched for conceded, with reasons or without", function()
		local scores = judge [[
[bare]: Nobody gave a reason, nobody objected.

[backed]: A reason was given.
  + [reason]: The reason. {kind: evidence}
]]
		assert.same(scores, { bare = 1, backed = 1, reason = 1 })
	end)

	it("lets an attack that nobody answers take down what it attacks, whatever else speaks for it", function()
		local scores = judge [[
[claim]: Much speaks for it.
  + [first]: One reason. {kind: evidence, credence: 1}
  + [second]: Another. {kind: evidence, credence: 1}
  - [dropped]: Nobody answered this. {kind: rebuttal, credence: 0.1}
]]
		assert.equal(scores.claim, 0)
		assert.equal(scores.first, 1)
		assert.equal(scores.dropped, 1)
	end)

	it("puts an answered attack out if the answer stands, and back if the answer falls", function()
		local answered = judge [[
[claim]: A claim.
  - [attack]: An attack. {kind: rebuttal}
    - [answer]: An answer. {kind: rebuttal}
]]
		assert.same(answered, { claim = 1, attack = 0, answer = 1 })
		local extended = judge [[
[claim]: A claim.
  - [attack]: An attack. {kind: rebuttal}
    - [answer]: An answer. {kind: rebuttal}
      - [reply]: The answer misses. {kind: rebuttal}
]]
		assert.same(extended, { claim = 0, attack = 1, answer = 0, reply = 1 })
	end)

	it("lets an undercut take away the support and not the evidence", function()
		local scores = judge [[
[only]: It rests on one reason.
  + [shown]: The evidence. {kind: evidence}
    _ [so-what]: It shows nothing of the sort. {kind: rebuttal}

[two]: It rests on two.
  + [one]: The first. {kind: evidence}
    _ [not-this]: Not this one. {kind: rebuttal}
  + [other]: The second. {kind: evidence}
]]
		assert.equal(scores.shown, 1)
		assert.equal(scores.only, 0)
		assert.equal(scores.two, 1)
	end)

	it("lets an undercut take the force from an attack, and an answer to the undercut give it back", function()
		local scores = judge [[
[spared]: The attack on it misses.
  - [wide]: An attack. {kind: rebuttal}
    _ [beside]: It is beside the point. {kind: rebuttal}

[hit]: The attack on it does not.
  - [aimed]: An attack. {kind: rebuttal}
    _ [no]: It is beside the point. {kind: rebuttal}
      - [yes]: It is the point. {kind: rebuttal}
]]
		assert.equal(scores.spared, 1)
		assert.equal(scores.wide, 1)
		assert.equal(scores.hit, 0)
	end)

	it("lets linked premises stand or fall together", function()
		local scores = judge [[
(1) [major]: All who sign are bound.
(2) [minor]: They signed.
----
(3) [bound]: They are bound.

[minor]
  - [unsigned]: The page is blank. {kind: rebuttal}
]]
		assert.equal(scores.major, 1)
		assert.equal(scores.minor, 0)
		assert.equal(scores.bound, 0)
	end)

	it("leaves open what only waits for itself, and what hangs on that", function()
		local scores = judge [[
[war]: There will be war.
  >< [peace]: There will be peace.

[arm]: One should arm.
  + [war]

[egg]: First the egg.
  + [hen]: First the hen.
    + [egg]
]]
		assert.same(scores, { war = 0.5, peace = 0.5, arm = 0.5, egg = 0.5, hen = 0.5 })
	end)

	it("settles a circle that something from outside decides", function()
		local scores = judge [[
[war]: There will be war.
  >< [peace]: There will be peace.
  - [treaty]: The treaty is signed. {kind: evidence}
]]
		assert.same(scores, { war = 0, peace = 1, treaty = 1 })
	end)

	it("counts a shared node wherever it bears, and has nothing to say of a question", function()
		local scores = judge [[
[which]: Which is it? {kind: question}
  + [left]: The left.
    - [shared]: Neither holds. {kind: rebuttal}
  + [right]: The right.
    - [shared]
]]
		assert.same(scores, { left = 0, right = 0, shared = 1 })
	end)

	it("judges a map with nothing in it", function()
		assert.same(judge "===\ntitle: Nothing\n===", {})
	end)
end)
