local function write(text, options)
	return agon.testing.export(agon.testing.map(text), "flashcards", options)
end

--- The cards as lists of fields, read as Anki reads them.
local function cards(text)
	local body = string.gsub(text, "^#.-\n\"", "\"", 1)
	local found, fields, at = {}, {}, 1
	if string.sub(body, 1, 1) == "#" then
		return found
	end
	while at <= #body do
		assert.equal(string.sub(body, at, at), '"')
		local value = ""
		at += 1
		while true do
			local quote = string.find(body, '"', at, true)
			value ..= string.sub(body, at, quote - 1)
			at = quote + 1
			if string.sub(body, at, at) ~= '"' then
				break
			end
			value ..= '"'
			at += 1
		end
		table.insert(fields, value)
		if string.sub(body, at, at) == "\n" then
			table.insert(found, fields)
			fields = {}
		else
			assert.equal(string.sub(body, at, at), "\t")
		end
		at += 1
	end
	return found
end

describe("flashcards", function()
	it("asks for the answer to a rebuttal and for the case of a claim", function()
		local text = write [[
[claim]: A claim. #topic
  + [proof]: A proof. {kind: evidence, source: lee-2024, paragraph: 7}
  - [attack]: An attack. {kind: rebuttal}
    - [answer]: An answer. {kind: rebuttal}
      + [shown]: It was shown. {kind: evidence}
]]
		assert.contains("#separator:tab\n#html:false\n", text)
		assert.contains("\n#tags column:4\n", text)
		local found = cards(text)
		assert.equal(#found, 3)
		assert.equal(found[1][2], "Make the case: A claim.")
		assert.matches("^1%. A proof%. %(.*, ¶ 7%)$", found[1][3])
		assert.matches(" claim topic$", found[1][4])
		assert.equal(found[2][2], "They say: An attack.\nagainst: A claim.\n\nYour answer?")
		assert.equal(found[2][3], "1. An answer.\n    – It was shown.")
		assert.equal(found[3][3], "No answer yet: find one, or give the point up.")
	end)

	it("takes an undercut of the attack for an answer, and says that a step was attacked", function()
		local found = cards(write [[
[claim]: A claim.
  + [reason]: A reason.
    _ [leap]: It does not follow. {kind: rebuttal}
      _ [misread]: That is another step. {kind: rebuttal}
]])
		assert.contains("against: the step to: A claim.", found[2][2])
		assert.equal(found[2][3], "1. it does not touch the point: That is another step.")
	end)

	it("keeps linked premises under one number", function()
		local found = cards(write [[
(1) [major]: All who sign are bound.
(2) [minor]: They signed.
----
(3) [bound]: They are bound.
]])
		assert.equal(found[1][3], "1. All who sign are bound.\n    and: They signed.")
	end)

	it("leaves nothing that Anki would obey", function()
		local text = write [==[
===
title: "A::b\n#html:true"
===
[evil]: "x" {text: "#deck:x\t\"quoted\"\n{{c1::cloze}} [sound:a.mp3] [latex]\\input{x}[/latex] \\(x\\) ]] <b> 日本 👩‍👧"}
  + [reason]: A reason.
]==]
		assert.contains("\n#deck:A:b #html:true\n", text)
		local found = cards(text)
		assert.equal(#found, 1)
		local front = found[1][2]
		assert.contains('#deck:x "quoted" ', front)
		assert.contains("日本 👩‍👧", front)
		for _, order in ipairs { "{{", "[sound", "[latex", "[/latex", "\\(" } do
			assert.equal(string.find(front, order, 1, true), nil)
		end
	end)

	it("makes one card of a shared node, and ends on circles", function()
		local found = cards(write(
			[[
[egg]: First the egg.
  + [hen]: First the hen.
    + [egg]
  - [shared]: Neither. {kind: rebuttal}

[farm]: There is a farm.
  - [shared]
]]
		))
		assert.equal(#found, 3)
		assert.contains("and against: There is a farm.", found[3][2])
	end)

	it("makes no card of nothing", function()
		assert.same(cards(write "===\ntitle: Nothing\n==="), {})
	end)
end)
