-- The map as a LaTeX article that compiles as it is, with pdflatex, lualatex and xelatex.
--
-- Questions are sections, their answers subsections, what bears on an answer nested lists. LaTeX nests lists four
-- deep; what lies deeper stands in the fourth list behind its parent, and its number tells where it belongs. Every
-- argument is written out once: where it comes again, its number is given.

local HEAD = [[
\documentclass[11pt]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[utf8]{inputenc}
  \usepackage[T1]{fontenc}
  \usepackage{textcomp}
  \usepackage{lmodern}
  % pdflatex knows few scripts: a letter that it has no sign for becomes a box, and is no error.
  % lualatex and xelatex show every script that the font holds.
  \makeatletter
  \def\UTFviii@undefined@err#1{\fbox{\rule{0pt}{1ex}\hspace{.6ex}}}
  \makeatother
\else
  \usepackage{fontspec}
\fi
\usepackage[margin=2.8cm]{geometry}
\setlength{\emergencystretch}{3em}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt plus 1pt}
\setcounter{secnumdepth}{2}
\newcommand{\argument}[1]{\textbf{#1}\enspace}
]]

-- What stands for a relation in the lists, and what it means.
local SIGNS = {
	supports = { "$+$", "supports" },
	rebuts = { "$-$", "rebuts" },
	undercuts = { "$\\sim$", "undercuts the step above it, as the star says" },
	underpins = { "$\\wedge$", "underpins the step above it" },
	contradicts = { "$\\neq$", "contradicts" },
}
local RELATIONS = { "supports", "rebuts", "undercuts", "underpins", "contradicts" }
local DEEPEST = 4

local function escape(text)
	local escaped = agon.escape.latex((string.gsub(text, "%s+", " ")))
	-- Fonts join these into other signs.
	escaped = string.gsub(escaped, "([?!])`", "%1{}`")
	return (string.gsub(escaped, ",,", ",{},"))
end

--- The other ends of a link that bears on `from`.
local function premises_of(link, from)
	if link.relation == "contradicts" and link.premises[1] == from then
		return { link.target }
	end
	return link.premises
end

--- What tells one premise of a link from the others.
local function letter(at, count)
	return if count == 1 then "" elseif count <= 26 then string.char(96 + at) else "-" .. at
end

--- What is said before the first premise of a link.
local function note_of(link, number, count)
	local notes = {}
	if count > 1 then
		local others = number .. letter(2, count) .. (if count > 2 then " to " .. number .. letter(count, count) else "")
		table.insert(notes, "Together with " .. others .. ".")
	end
	if link.reason then
		table.insert(notes, "Because: " .. link.reason)
	end
	return if #notes == 0 then "" else "(" .. table.concat(notes, " ") .. ")"
end

--- Adds what bears on something to `items`, in reading order: each link's premises, then what bears on the link.
local function gather(map, items, links, from, above, depth)
	local count = 0
	for _, link in ipairs(links) do
		-- Answers have headings of their own.
		if link.relation == "answers" then
			continue
		end
		count += 1
		local number = above .. "." .. count
		local premises = premises_of(link, from)
		for at, premise in ipairs(premises) do
			table.insert(items, {
				id = premise,
				number = number .. letter(at, #premises),
				depth = depth,
				relation = link.relation,
				note = if at == 1 then note_of(link, number, #premises) else "",
			})
		end
		gather(map, items, map:links_to_link(link.id), nil, number .. "*", depth + 1)
	end
end

local function export(map, options)
	local lines = {}
	local function put(line)
		table.insert(lines, line)
	end

	local numbers, cited, keys = {}, {}, {}
	local used = {}

	--- A source is known by its place in the list: its key may hold what \cite cannot.
	local function cite(node)
		local source = node.source and map:source(node.source)
		if not source then
			return ""
		end
		if not cited[source.key] then
			table.insert(keys, source.key)
			cited[source.key] = { source = source, word = "source" .. #keys }
		end
		local citation = node.citation
		local place = citation.locator and escape(citation.locator) or citation.paragraph and "\\P~" .. citation.paragraph
		return (if place then "~\\cite[{" .. place .. "}]{" else "~\\cite{") .. cited[source.key].word .. "}"
	end

	local function scored(node)
		local score = options.scorer ~= "" and map:score(node.id, options.scorer)
		return if score then string.format(" (%.2f)", score) else ""
	end

	local function quote(node)
		local words = node.citation and node.citation.quote
		return if words then " \\textquotedblleft{}" .. escape(words) .. "\\textquotedblright{}" else ""
	end

	local function item(entry)
		local node = map:node(entry.id)
		local note = if entry.note == "" then "" else "\\emph{" .. escape(entry.note) .. "} "
		used[entry.relation] = true
		local head = "\\item[" .. SIGNS[entry.relation][1] .. "] \\argument{" .. entry.number .. "}" .. note
		if numbers[entry.id] then
			put(head .. "see " .. numbers[entry.id])
			return false
		end
		numbers[entry.id] = entry.number
		put(head .. escape(node.text) .. scored(node) .. quote(node) .. cite(node))
		return true
	end

	--- Everything that bears on `root`, which stands in a heading of that number. A stack: maps can be deep.
	local function lists(root, number)
		local open, stack = 0, {}
		local function push(links, from, above, depth)
			local below = {}
			gather(map, below, links, from, above, depth + 1)
			for at = #below, 1, -1 do
				table.insert(stack, below[at])
			end
		end
		push(map:links_to(root), root, number, 0)
		while #stack > 0 do
			local entry = table.remove(stack)
			local depth = math.min(entry.depth, DEEPEST)
			while open < depth do
				put("\\begin{itemize}")
				open += 1
			end
			while open > depth do
				put("\\end{itemize}")
				open -= 1
			end
			if item(entry) then
				push(map:links_to(entry.id), entry.id, entry.number, entry.depth)
			end
		end
		for _ = 1, open do
			put("\\end{itemize}")
		end
	end

	local function heading(command, number, node)
		numbers[node.id] = number
		put("")
		put("\\" .. command .. "{" .. escape(node.text) .. scored(node) .. "}")
		local about = quote(node) .. cite(node)
		if about ~= "" then
			put((string.gsub(about, "^[~ ]", "")))
		end
	end

	local body = lines
	local sections = 0
	local function section(node)
		sections += 1
		local number = tostring(sections)
		heading("section", number, node)
		lists(node.id, number)
		local answers = 0
		for _, answer in ipairs(map:answers(node.id)) do
			answers += 1
			local own = number .. "." .. answers
			if numbers[answer.id] then
				put("")
				put("\\subsection{" .. escape(answer.text) .. "}")
				put("See " .. numbers[answer.id] .. ".")
			else
				heading("subsection", own, answer)
				lists(answer.id, own)
			end
		end
	end
	for _, root in ipairs(map:roots()) do
		if not numbers[root.id] then
			section(root)
		end
	end
	-- What stands in a circle has no root above it.
	for _, id in ipairs(map:ids()) do
		if not numbers[id] then
			section(map:node(id))
		end
	end

	lines = {}
	put(HEAD)
	if options.font ~= "" then
		put("\\ifPDFTeX\\else\\setmainfont{" .. escape(options.font) .. "}\\fi")
	end
	put("\\title{" .. escape(map.title) .. "}")
	put("\\author{}")
	put("\\date{}")
	put("\\begin{document}")
	put("\\maketitle")
	if map.summary ~= "" then
		put("\\begin{abstract}")
		put("\\noindent " .. escape(map.summary))
		put("\\end{abstract}")
	end
	local signs = {}
	for _, relation in ipairs(RELATIONS) do
		if used[relation] then
			table.insert(signs, SIGNS[relation][1] .. " " .. SIGNS[relation][2])
		end
	end
	if #signs > 0 then
		put("\\emph{" .. table.concat(signs, ", ") .. (if options.scorer == "" then "" else "; numbers by " .. escape(options.scorer)) .. "}")
	end
	if sections == 0 then
		put("There is nothing in this map.")
	end
	table.move(body, 1, #body, #lines + 1, lines)
	if #keys > 0 then
		put("")
		-- Sources are cited by author and year, and are looked up by them.
		table.sort(keys)
		put("\\begin{thebibliography}{99}")
		for _, key in ipairs(keys) do
			local entry = cited[key]
			put("\\bibitem[{" .. escape(agon.cite(entry.source)) .. "}]{" .. entry.word .. "}")
			put(escape(agon.cite(entry.source, "full")))
		end
		put("\\end{thebibliography}")
	end
	put("\\end{document}")
	return table.concat(lines, "\n") .. "\n"
end

---@type agon.Plugin
return {
	api = 1,
	name = "latex",
	summary = "Write a map as a LaTeX article: questions, answers, nested arguments, sources.",
	options = {
		scorer = { type = "string", default = "", help = "Show this scorer's numbers; none when empty." },
		font = { type = "string", default = "", help = "The main font under lualatex and xelatex, such as Noto Serif CJK KR." },
	},
	exporters = {
		latex = {
			summary = "A LaTeX article that compiles as it is.",
			extension = "tex",
			media_type = "application/x-tex",
			export = export,
		},
	},
}
