local map = agon.testing.map
local export = agon.testing.export

describe("outline", function()
	it("puts what bears on a claim under it, with its sign", function()
		local text = export(
			map [[
[main]: The main claim.
  + [reason]: A reason for it.
  - [objection]: An objection to it. {kind: rebuttal}
]],
			"outline",
			{ width = 60 }
		)
		assert.contains("* [main] The main claim.", text)
		assert.contains("\n  + [reason] A reason for it.", text)
		assert.contains("\n  - [objection] An objection to it.", text)
	end)

	it("shows a scorer's numbers when asked", function()
		local text = export(map "[main]: The main claim.", "outline", { scorer = "evidence-weight" })
		assert.contains("(0.50)", text)
	end)
end)

local import = agon.testing.import
local detect = agon.testing.detect

--- What bears on what, as sorted lines.
local function shape(read)
	local lines = {}
	local function name(id)
		local node = read:node(id)
		return if node then node.label else read:link(id).label
	end
	for _, node in ipairs(read:nodes()) do
		table.insert(lines, node.kind .. " " .. node.label .. " " .. node.text)
		for _, link in ipairs(read:links_from(node.id)) do
			local ends = {}
			for _, premise in ipairs(link.premises) do
				table.insert(ends, name(premise))
			end
			local target = if link.targets_link then "a step of " .. name(read:link(link.target).premises[1]) else name(link.target)
			table.insert(lines, table.concat(ends, "+") .. " " .. link.relation .. " " .. target)
		end
	end
	table.sort(lines)
	return lines
end

describe("reading an outline", function()
	it("takes tabs, spaces, signs and words", function()
		local read = import(
			"Ships\n=====\n\nWe should go.\n\t+ [wind] The wind is fair,\n\t  and will stay so.\n\t\t- It turned before.\n\tcon: The hull leaks.\n\nWhere to?\n  ? North.\n",
			"outline"
		)
		assert.equal(read.title, "Ships")
		assert.same(shape(read), shape(read))
		assert.equal(read:node("wind").text, "The wind is fair, and will stay so.")
		assert.equal(#read:nodes("rebuttal"), 2)
		assert.equal(read:nodes("question")[1].text, "Where to?")
		assert.equal(#read:answers(read:nodes("question")[1].id), 1)
	end)

	it("gives back what the exporter wrote: kinds, linked premises, steps under attack, circles and shared nodes", function()
		local before = map [[
[which]: Which is it? {kind: question}
  + [left]: The left - or what is left - of it, as far as anybody who has stood there in the rain can tell today.
    + [ground]: Its ground. {kind: evidence}
      _ [so-what]: It shows nothing. {kind: rebuttal}
        - [much]: It shows much. {kind: rebuttal}
  + [right]: The right.
    - [ground]
    >< [left]

(1) [major]: All who sign are bound.
(2) [minor]: They signed.
----
(3) [right]

[egg]: First the egg.
  + [hen]: First the hen.
    + [egg]
]]
		for _, width in ipairs { 20, 40, 100 } do
			local after = import(export(before, "outline", { width = width, kinds = true }), "outline")
			local left, right = shape(before), shape(after)
			-- A contradiction has no direction: it may come back the other way round.
			for _, lines in ipairs { left, right } do
				for at, line in ipairs(lines) do
					local a, b = string.match(line, "^(%S+) contradicts (%S+)$")
					if a and b < a then
						lines[at] = b .. " contradicts " .. a
					end
				end
				table.sort(lines)
			end
			assert.same(right, left)
		end
	end)

	it("does not take a text for a sign, a label, a kind or a mention", function()
		local before = import("* [a] \\[b] is no label\n* [c] \\see [a]\n* [d] \\evidence: none\n* [e] 5 \n  \\- 3 is 2 \\ pro: x\n", "outline")
		assert.equal(before:node("a").text, "[b] is no label")
		assert.equal(before:node("c").text, "see [a]")
		assert.equal(before:node("d").text, "evidence: none")
		assert.equal(before:node("e").text, "5 - 3 is 2 \\ pro: x")
		for _, width in ipairs { 20, 100 } do
			assert.same(shape(import(export(before, "outline", { width = width }), "outline")), shape(before))
		end
	end)

	it("says where an outline makes no sense", function()
		assert.raises("line 1: `+` bears on nothing", function()
			import("+ For what?", "outline")
		end)
		assert.raises("line 2: it stands under another entry", function()
			import("* a\n  * b", "outline")
		end)
		assert.raises("line 2: `~` bears on a step", function()
			import("* a\n  ~ b", "outline")
		end)
		assert.raises("line 2: it stands together with the next", function()
			import("* a\n  + b (together with the next)", "outline")
		end)
		assert.raises("nothing in this import is called `nobody`", function()
			import("* a\n  + see [nobody]", "outline")
		end)
	end)

	it("reads hostile text as text, or refuses it", function()
		local read = import("* \u{202e}日本 👩‍👧 \\input{x} <script>\n  + {{x}} ]] --\n", "outline")
		assert.contains("<script>", read:nodes()[1].text)
		assert.raises("UTF-8", function()
			import("* [\xff\xfe] x", "outline")
		end)
		assert.raises("control character", function()
			import("* a\0b", "outline")
		end)
		assert.raises("rule/empty-text", function()
			import("*", "outline")
		end)
		assert.equal(import(string.rep("\n", 1000) .. "* a", "outline"):count(), 1)
	end)

	it("claims its own and nothing else", function()
		local debate = map "[main]: The main claim.\n  + [reason]: A reason.\n  - [no]: No."
		assert.truthy(detect("outline", export(debate, "outline")))
		for _, other in ipairs {
			"",
			"===\ntitle: Argdown\n===\n\n[a]: A.\n  + [b]: B.\n",
			"[a]: A.\n  + [b]: B.\n",
			"# Heading\n\n* one\n  + two\n  - three\n",
			"Heading\n=======\n\n* one\n  - two\n",
			"Heading\n=======\n\n* [one](a.md) is here\n  + [two](b.md)\n",
			"Heading\n=======\n\nSome prose - with dashes.\n\n- item\n",
			"Tasks\n=====\n\n* [x] done\n  + [ ] not done\n",
			'{ "agon": 1 }',
			'[{ "uri": "x" }]',
			"It was late. He said\n- as he would -\nnothing at all.\n",
			"\xff\xfe\n==\n\n* [ab] x",
		} do
			assert.equal(detect("outline", other), false)
		end
	end)
end)
