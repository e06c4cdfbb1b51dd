--- The vault as path → text.
local function write(text, options)
	local notes = {}
	for _, file in ipairs(agon.testing.export(agon.testing.map(text), "obsidian-vault", options)) do
		assert.equal(notes[file.path], nil)
		notes[file.path] = file.data
	end
	return notes
end

describe("obsidian-vault", function()
	it("writes a note for each node and source, and an index, and links them", function()
		local notes = write [[
===
title: A dispute
===
[which]: Which is it? {kind: question}
  + [left]: The left. #side-a
    + [seen]: It was seen. {kind: evidence, source: lee-2024, credence: 0.8}
    - [blind]: It was not. {kind: rebuttal}
]]
		assert.contains("[[which]] Which is it?\n    - [[left]] The left.", notes["A dispute.md"])
		assert.contains('tags: ["side-a"]', notes["Claims/left.md"])
		assert.contains("## For\n\n- [[seen]] It was seen.\n\n## Against\n\n- [[blind]] It was not.", notes["Claims/left.md"])
		assert.contains("## Bears on\n\n- *answers* [[which]] Which is it?", notes["Claims/left.md"])
		assert.contains("credence: 0.8\n", notes["Evidence/seen.md"])
		assert.contains('supports: ["[[left]]"]', notes["Evidence/seen.md"])
		local source = string.match(notes["Evidence/seen.md"], "Source: %[%[(.-)%]%]")
		assert.contains("- [[seen]] It was seen.", notes["Sources/" .. source .. ".md"])
	end)

	it("names files so that every system takes them", function()
		local long = string.rep("한국 ", 100)
		local notes = write(string.format(
			[==[
===
title: "CON: a/b\\c <what>? [[x]] | #1 ^%%"
===
[nul]: A device.

[com1.x]: Another.

[deep/er]: A slash.

[one]: "." {text: "..", name: null}

[two]: "a" {text: "Same name", name: null}

[three]: "b" {text: "SAME: name?", name: null}

[four]: "c" {text: "😀", name: null}

[five]: "d" {text: "%s", name: null}
]==],
			long
		))
		for path in pairs(notes) do
			local name = string.match(path, "([^/]*)%.md$")
			assert.equal(string.match(name, '[\\:*?"<>|#^%[%]%%%c]'), nil)
			assert.truthy(#name > 0 and #name < 200 and not string.match(name, "^[. ]") and not string.match(name, "[. ]$"))
		end
		assert.truthy(notes["Claims/_nul.md"])
		assert.truthy(notes["Claims/_com1.x.md"])
		assert.truthy(notes["Claims/deep er.md"])
		assert.truthy(notes["Claims/untitled.md"])
		assert.truthy(notes["Claims/Same name.md"])
		assert.truthy(notes["Claims/SAME name 2.md"])
		assert.truthy(notes["Claims/😀.md"])
	end)

	it("lets no text become a link, a tag, a comment or a property", function()
		local note = write([==[
[evil]: "x" {text: "# no heading\n---\nkind: owned ]] [[elsewhere]] #notag %%hidden%% ==lit== {braces} \"quoted\" <script> 日本 👩‍👧", "a: b\n- c": "]] \"\n---"}
]==])["Claims/evil.md"]
		local _, properties = string.gsub(note, "\n%-%-%-", "")
		assert.equal(properties, 1)
		assert.contains("\n\\# no heading\n", note)
		assert.contains("\\[\\[elsewhere\\]\\] \\#notag \\%\\%hidden\\%\\% \\=\\=lit\\=\\=", note)
		assert.contains("日本 👩‍👧", note)
		assert.contains('"a: b\\n- c": "]] \\"\\n---"', note)
	end)

	it("shows linked premises together, and an undercut under its step", function()
		local notes = write [[
(1) [major]: All who sign are bound.
(2) [minor]: They signed.
----
(3) [bound]: They are bound.
  _ [drunk]: Not if they were drunk. {kind: rebuttal}
]]
		assert.contains("- *2 together:*\n    - [[major]] All who sign are bound.\n    - [[minor]]", notes["Claims/bound.md"])
		assert.contains("    - *undercut by* [[drunk]] Not if they were drunk.", notes["Claims/bound.md"])
		assert.contains("*undercuts the step from* [[major]]", notes["Rebuttals/drunk.md"])
	end)

	it("writes circles and shared nodes as one note each", function()
		local notes = write [[
[egg]: First the egg.
  + [hen]: First the hen.
    + [egg]

[farm]: There is a farm.
  + [hen]
]]
		assert.contains("## Bears on\n\n- *supports* [[egg]] First the egg.\n- *supports* [[farm]]", notes["Claims/hen.md"])
	end)

	it("writes an index of nothing", function()
		assert.contains("# Nothing", write("===\ntitle: Nothing\n===")["Nothing.md"])
	end)
end)
