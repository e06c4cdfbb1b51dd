local function write(text, options)
	return agon.testing.export(agon.testing.map(text), "slides", options)
end

--- The slides, by heading.
local function headings(text)
	local found = {}
	for heading in string.gmatch(text, "\n## ([^\n]*)") do
		table.insert(found, heading)
	end
	return found
end

describe("slides", function()
	it("has a title, a slide of ranked answers, and a slide for each", function()
		local text = write [[
===
title: A dispute
===
[which]: Which is it? {kind: question}
  + [left]: The left.
    - [blind]: It was not. {kind: rebuttal}
  + [right]: The right.
    + [seen]: It was seen. {kind: evidence, source: lee-2024, paragraph: 7}
]]
		assert.contains('title: "A dispute"', text)
		assert.contains("# Which is it?", text)
		assert.same(headings(text), { "The answers, ranked", "The right.", "The left.", "Sources" })
		assert.contains("1. The right. — 0.60\n2. The left. — 0.40\n", text)
		assert.matches("%- %*%*Best support:%*%* It was seen%. %([^\n]*, ¶ 7%)", text)
		assert.contains("- **Strongest rebuttal:** It was not.", text)
		assert.contains("- **Strongest rebuttal:** none: nobody has answered it", text)
	end)

	it("shows the weightiest link, and all of its premises", function()
		local text = write [[
[claim]: A claim.
  + [weak]: A weak reason. {credence: 0.1}

(1) [major]: All who sign are bound. {credence: 0.9}
(2) [minor]: They signed. {credence: 0.9}
----
(3) [claim]
]]
		assert.contains("- **Best support:** All who sign are bound.\n- **and:** They signed.\n", text)
	end)

	it("counts an undercut of the support among the rebuttals", function()
		local text = write [[
[claim]: A claim.
  + [reason]: A reason.
    _ [leap]: It does not follow. {kind: rebuttal}
]]
		assert.contains("- **Strongest rebuttal:** It does not follow.", text)
		assert.contains("    - but against this step: It does not follow.", text)
	end)

	it("puts what does not fit into the notes", function()
		local long = string.rep("word ", 60) .. "end."
		local text = write("[long]: " .. long)
		assert.equal(headings(text)[1], string.rep("word ", 24) .. "…")
		assert.contains("\n" .. long .. "\n", text)
		local cjk = string.rep("日本語", 200)
		assert.truthy(utf8.len(headings(write("[long]: " .. cjk))[1]) < 300)
	end)

	it("lets no text become a slide, a list, a note or metadata", function()
		local text = write [==[
===
title: "\"]] : {evil}\n---\n# no slide"
===
[a]: "x" {text: "---\n# no slide\n::: notes\n\\input{x} 日本 👩‍👧 [x]{.y} $1$ @key"}

[b]: "y" {text: "(1) no list #"}

[c]: "z" {text: "iv) no list"}
]==]
		assert.same(#headings(text), 3)
		assert.contains("## \\--- # no slide ", text)
		assert.equal(string.find(text, "\\input", 1, true), string.find(text, "\\\\input", 1, true) + 1)
		assert.contains("## \\(1\\) no list \\#", text)
		assert.contains("## iv\\) no list", text)
		local _, rules = string.gsub(text, "\n%-%-%-", "")
		assert.equal(rules, 1)
	end)

	it("gives every claim a slide if asked, shared ones once, and comes out of circles", function()
		local text = write(
			[[
[egg]: First the egg.
  + [hen]: First the hen.
    + [egg]
]],
			{ claims = "all" }
		)
		local found = headings(text)
		table.sort(found)
		assert.same(found, { "First the egg.", "First the hen." })
	end)

	it("writes a title for an empty map", function()
		assert.equal(write "===\ntitle: Nothing\n===", '---\ntitle: "Nothing"\n---\n\n')
	end)
end)
