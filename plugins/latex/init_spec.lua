local function write(text, options)
	return agon.testing.export(agon.testing.map(text), "latex", options)
end

local function count(text, part)
	local found, at = 0, 1
	while true do
		local from, to = string.find(text, part, at, true)
		if not from then
			return found
		end
		found, at = found + 1, to + 1
	end
end

--- How deep the lists nest at most; raises where they do not close.
local function deepest(text)
	local depth, most = 0, 0
	for word in string.gmatch(text, "\\(%a+){itemize}") do
		depth += if word == "begin" then 1 else -1
		most = math.max(most, depth)
	end
	assert.equal(depth, 0)
	return most
end

describe("latex", function()
	it("makes sections of questions, subsections of answers, and lists of what bears on them", function()
		local text = write [[
[which]: Which is it? {kind: question}
  + [left]: The left.
    + [seen]: It was seen. {kind: evidence, source: lee-2024, paragraph: 7}
    - [blind]: It was not. {kind: rebuttal}
]]
		assert.contains("\\section{Which is it?}", text)
		assert.contains("\\subsection{The left.}", text)
		assert.contains("\\item[$+$] \\argument{1.1.1}It was seen.~\\cite[{\\P~7}]{source1}", text)
		assert.contains("\\item[$-$] \\argument{1.1.2}It was not.", text)
		assert.contains("]{source1}\n", text)
		assert.contains("\\end{document}", text)
	end)

	it("leaves nothing in a text that LaTeX would obey", function()
		local text = write [==[
[evil]: "x" {text: "50% & \\input{/etc/passwd} $x_1^2$ {open #1 ~ ]] \\end{document} \"quoted\"\n\nnew paragraph ?`"}
  + [cjk]: 한국과 日本 👩‍👧 agree.
]==]
		assert.contains("50\\% \\& \\textbackslash{}input\\{/etc/passwd\\} \\$x\\_1", text)
		assert.contains("한국과 日本 👩‍👧 agree.", text)
		assert.equal(count(text, "\\input"), 0)
		assert.equal(count(text, "\\end{document}"), 1)
		assert.equal(count(text, "?`"), 0)
	end)

	it("never nests lists deeper than LaTeX can", function()
		local chain = { "[n0]: Step 0." }
		for depth = 1, 9 do
			table.insert(chain, string.rep("  ", depth) .. "+ [n" .. depth .. "]: Step " .. depth .. ".")
		end
		local text = write(table.concat(chain, "\n"))
		assert.equal(deepest(text), 4)
		assert.contains("\\argument{1.1.1.1.1.1.1.1.1.1}Step 9.", text)
	end)

	it("writes linked premises together, and an undercut under its step", function()
		local text = write [[
(1) [major]: All who sign are bound.
(2) [minor]: They signed.
----
(3) [bound]: They are bound.
  _ [drunk]: Not if they were drunk. {kind: rebuttal}
]]
		assert.contains("\\argument{1.1a}\\emph{(Together with 1.1b.)} All who sign are bound.", text)
		assert.contains("\\argument{1.1b}They signed.", text)
		assert.contains("\\item[$\\sim$] \\argument{1.1*.1}Not if they were drunk.", text)
	end)

	it("writes what is shared once, and ends on circles", function()
		local text = write [[
[egg]: First the egg.
  + [hen]: First the hen.
    + [egg]
  + [farm]: There is a farm.
    + [hen]
]]
		assert.equal(count(text, "First the hen."), 1)
		assert.contains("see 1", text)
	end)

	it("writes an empty map as a document", function()
		local text = write "===\ntitle: Nothing & all\n==="
		assert.contains("\\title{Nothing \\& all}", text)
		assert.contains("There is nothing in this map.", text)
		assert.contains("\\end{document}", text)
	end)
end)
