local function argument(scheme, more, attack)
	return agon.testing.map(string.format(
		[[
[drift]: They drift apart.
  + [aims]: Their aims differ. {link: {name: step, scheme: %s, attributes: {%s}}}
    %s
]],
		scheme,
		more or "",
		attack or ""
	))
end

local function open(map, options)
	return agon.testing.lint(map, "critical-questions", options)
end

describe("critical-questions", function()
	it("lists the questions of a step's scheme, one note a link", function()
		local list = open(argument "sign")
		assert.equal(#list, 1)
		assert.equal(list[1].severity, "note")
		assert.equal(list[1].code, "critical-questions/sign")
		assert.equal(list[1].link, "step")
		assert.contains("2 questions are open: 1. How reliably", list[1].message)
	end)

	it("leaves out what the link says is answered", function()
		assert.contains("a question is open: 2. What else", open(argument("sign", "cq: 1"))[1].message)
		assert.contains("a question is open: 1. How", open(argument("sign", "cq: [2, 2, 9]"))[1].message)
		assert.same(open(argument("sign", 'cq: "1, 2"')), {})
		assert.equal(#open(argument("sign", "cq: {}")), 1)
	end)

	it("takes an undercut for an answer to the question that it names, or to all", function()
		local unnamed = argument("sign", "", "_ [other]: Something else did it. {kind: rebuttal}")
		assert.same(open(unnamed), {})
		assert.equal(#open(unnamed, { strict = true }), 1)
		local named = argument("sign", "", "_ [other]: Something else did it. {kind: rebuttal, link: {attributes: {cq: 2}}}")
		assert.contains("a question is open: 1. How", open(named)[1].message)
		assert.contains("a question is open: 1. How", open(named, { strict = true })[1].message)
	end)

	it("knows a scheme by the names that other programs give it, and no strange ones", function()
		for _, name in ipairs { "CauseToEffect", "cause_to_effect", "SUPPORT_CAUSE_TO_EFFECT", "argument-from-cause-to-effect" } do
			assert.contains("3 questions are open", open(argument(name))[1].message)
		end
		assert.same(open(argument "gut-feeling"), {})
		assert.same(open(argument "日本"), {})
		assert.same(open(agon.testing.map "[a]: A.\n  + [b]: B."), {})
	end)

	it("comes out of circles, and looks at a link once", function()
		local circle = agon.testing.map [[
[egg]: First the egg.
  + [hen]: First the hen. {link: {scheme: sign}}
    + [egg]
      >< [hen]
]]
		assert.equal(#open(circle), 1)
	end)
end)
