-- A folder that Obsidian opens as it is: a note for every node and every source, and an index.
--
-- A note is named after its node, so that links between notes read well. Names are safe on every system, and no two
-- notes have the same, whatever the case, in whatever folder: a link needs no path. What Agon knows of a node stands
-- in the note's properties; what bears on it, and what it bears on, in the note's text.

local FOLDERS = { question = "Questions", claim = "Claims", evidence = "Evidence", rebuttal = "Rebuttals" }
local KINDS = { "question", "claim", "evidence", "rebuttal" }
local LONGEST = 60
-- Windows knows devices by these names, with any extension.
local DEVICES = { con = true, prn = true, aux = true, nul = true }

--- A name for a file, from any text.
local function safe_name(text)
	local name = agon.text.normalise(text)
	name = string.gsub(name, "[%c\\/:*?\"<>|#^%[%]%%]+", " ")
	-- Marks that turn the direction of writing, and characters without width: in a name they only mislead.
	name = string.gsub(name, "\u{FEFF}", "")
	name = string.gsub(name, "\xE2\x80[\x8B-\x8F\xA8-\xAE]", "")
	name = string.gsub(name, "\xE2\x81[\xA0-\xAF]", "")
	name = string.gsub(name, "%s+", " ")
	if utf8.len(name) > LONGEST then
		name = string.sub(name, 1, utf8.offset(name, LONGEST + 1) - 1)
		-- Words stay whole, where there are words.
		name = string.match(name, "^(.+) %S*$") or name
	end
	name = string.gsub(string.gsub(name, "^[ .]+", ""), "[ .]+$", "")
	local stem = string.lower(string.match(name, "^[^.]*"))
	if DEVICES[stem] or string.match(stem, "^com%d$") or string.match(stem, "^lpt%d$") then
		name = "_" .. name
	end
	return if name == "" then "untitled" else name
end

--- What two names share that are one file somewhere: case, and more than that to be sure.
local function folded(name)
	local slug = agon.text.slug(name) or string.lower(name)
	return (string.gsub(slug, "ς", "σ"))
end

--- Gives out names, each once.
local function namer()
	local taken = {}
	return function(text)
		local name = safe_name(text)
		local free, number = name, 1
		while taken[folded(free)] do
			number += 1
			free = name .. " " .. number
		end
		taken[folded(free)] = true
		return free
	end
end

--- A text in double quotes, as YAML and JSON both read it.
local function quoted(value)
	local text = agon.json.encode(value)
	-- What YAML calls unprintable, and JSON does not.
	text = string.gsub(text, "\x7F", "\\u007f")
	text = string.gsub(text, "\xC2([\x80-\x9F])", function(byte)
		return string.format("\\u%04x", string.byte(byte))
	end)
	return (string.gsub(text, "\xEF\xBF([\xBE\xBF])", function(byte)
		return if byte == "\xBE" then "\\ufffe" else "\\uffff"
	end))
end

--- Obsidian allows letters, digits, `_`, `-` and `/` in a tag, and not digits alone.
local function tag(text)
	local safe = string.gsub(text, "[%s%p]", function(mark)
		return if string.find("_-/", mark, 1, true) then mark else "-"
	end)
	return if string.match(safe, "^%d*$") then "n" .. safe else safe
end

--- A text within a line, with nothing in it that Obsidian would obey.
local function inline(text)
	local escaped = agon.escape.markdown(text)
	-- Tags, comments and highlights are Obsidian's own; `&#123;` is the escape's.
	escaped = string.gsub(escaped, "(&?)#", function(before)
		return if before == "" then "\\#" else "&#"
	end)
	escaped = string.gsub(escaped, "%%%%", "\\%%\\%%")
	return (string.gsub(escaped, "==", "\\=\\="))
end

--- A text as paragraphs of its own.
local function paragraphs(text)
	local found = {}
	for line in string.gmatch(text, "[^\n]+") do
		local escaped = inline(line)
		escaped = string.gsub(escaped, "^([-+=:])", "\\%1")
		escaped = string.gsub(escaped, "^(%d+)([.)])", "%1\\%2")
		if escaped ~= "" then
			table.insert(found, escaped)
		end
	end
	return table.concat(found, "\n\n")
end

local function export(map, options)
	local new_name = namer()
	local index_name = new_name(map.title)
	local names, source_names = {}, {}
	for _, id in ipairs(map:ids()) do
		local node = map:node(id)
		names[id] = new_name(node.name or node.text)
	end
	local sources = map:sources()
	for _, source in ipairs(sources) do
		source_names[source.key] = new_name(agon.cite(source))
	end

	local files = {}
	local function note(folder, name, lines)
		table.insert(files, { path = folder .. name .. ".md", data = table.concat(lines, "\n") .. "\n" })
	end

	--- A link, with what the node says unless its name says it already.
	local function linked(id)
		local node = map:node(id)
		local text = if names[id] == node.text then "" else " " .. inline(node.text)
		return "[[" .. names[id] .. "]]" .. text
	end

	--- A link in a list: its premises, then its strength, its reason and what bears on it, one step further in.
	local function bullet(lines, link, ends, margin, word)
		local inner = margin .. "    "
		if #ends == 1 then
			table.insert(lines, margin .. "- " .. word .. linked(ends[1]))
		else
			table.insert(lines, margin .. "- " .. word .. "*" .. #ends .. " together:*")
			for _, id in ipairs(ends) do
				table.insert(lines, inner .. "- " .. linked(id))
			end
		end
		if link.strength < 1 then
			table.insert(lines, inner .. string.format("- strength %g", link.strength))
		end
		if link.reason then
			table.insert(lines, inner .. "- because: " .. inline(link.reason))
		end
		for _, other in ipairs(map:links_to_link(link.id)) do
			bullet(lines, other, other.premises, inner, if other.is_con then "*undercut by* " else "*underpinned by* ")
		end
	end

	local function heading(lines, title, bullets)
		if #bullets > 0 then
			table.insert(lines, "")
			table.insert(lines, "## " .. title)
			table.insert(lines, "")
			table.move(bullets, 1, #bullets, #lines + 1, lines)
		end
	end

	local function properties(node)
		local lines = { "---", "kind: " .. node.kind }
		-- A property's name may be given once.
		local given = { kind = true }
		local function put(key, value)
			if value ~= nil and not given[key] then
				given[key] = true
				local plain = string.match(key, "^%a[%w_-]*$")
				table.insert(lines, (if plain then key else quoted(key)) .. ": " .. quoted(value))
			end
		end
		put("id", node.id)
		put("aliases", if names[node.id] == node.text then nil else { node.text })
		if #node.tags > 0 then
			local tags = {}
			for _, word in ipairs(node.tags) do
				table.insert(tags, tag(word))
			end
			put("tags", tags)
		end
		put("credence", node.credence)
		put("score", options.scorer ~= "" and map:score(node.id, options.scorer) or nil)
		put("section", node.section)
		put("side", node.side)
		local rivals = node.rivals
		put("rivals", rivals and rivals.relation)
		local citation = node.citation
		if citation then
			put("source", node.source and source_names[node.source] and "[[" .. source_names[node.source] .. "]]")
			put("form", citation.form)
			put("paragraph", citation.paragraph)
			put("locator", citation.locator)
		end
		local relations = {}
		for _, link in ipairs(map:links_from(node.id)) do
			if not link.targets_link then
				relations[link.relation] = relations[link.relation] or {}
				table.insert(relations[link.relation], "[[" .. names[link.target] .. "]]")
			end
		end
		for _, relation in ipairs { "answers", "supports", "rebuts", "contradicts" } do
			put(relation, relations[relation])
		end
		local keys = {}
		for key in pairs(node.attributes) do
			table.insert(keys, key)
		end
		table.sort(keys)
		for _, key in ipairs(keys) do
			put(key, node.attributes[key])
		end
		table.insert(lines, "---")
		return lines
	end

	local function node_note(node)
		local lines = properties(node)
		table.insert(lines, "")
		table.insert(lines, paragraphs(node.text))
		local citation = node.citation
		if citation and citation.quote then
			table.insert(lines, "")
			table.insert(lines, "> " .. string.gsub(paragraphs(citation.quote), "\n", "\n> "))
		end
		if node.source and source_names[node.source] then
			local place = citation.locator or citation.paragraph and "¶ " .. citation.paragraph
			table.insert(lines, "")
			table.insert(lines, "Source: [[" .. source_names[node.source] .. "]]" .. (if place then ", " .. inline(place) else ""))
		end
		local answers, pro, con, clash = {}, {}, {}, {}
		for _, link in ipairs(map:links_to(node.id)) do
			if link.relation == "answers" then
				bullet(answers, link, link.premises, "", "")
			elseif link.relation == "contradicts" then
				bullet(clash, link, if link.premises[1] == node.id then { link.target } else link.premises, "", "")
			elseif link.is_pro then
				bullet(pro, link, link.premises, "", "")
			else
				bullet(con, link, link.premises, "", "")
			end
		end
		local bears = {}
		for _, link in ipairs(map:links_from(node.id)) do
			if link.relation == "contradicts" then
				continue
			end
			if link.targets_link then
				-- The step that it bears on, shown by its ends, however far down it is.
				local step = map:link(link.target)
				while step.targets_link do
					step = map:link(step.target)
				end
				table.insert(bears, "- *" .. link.relation .. " the step from* " .. linked(step.premises[1]) .. " *to* " .. linked(step.target))
			else
				table.insert(bears, "- *" .. link.relation .. "* " .. linked(link.target))
			end
		end
		heading(lines, "Answers", answers)
		heading(lines, "For", pro)
		heading(lines, "Against", con)
		heading(lines, "Contradicts", clash)
		heading(lines, "Bears on", bears)
		note(FOLDERS[node.kind] .. "/", names[node.id], lines)
	end

	local function source_note(source)
		local lines = { "---", "kind: source", "key: " .. quoted(source.key), "title: " .. quoted(source.title) }
		if #source.authors > 0 then
			table.insert(lines, "authors: " .. quoted(source.authors))
		end
		if source.year then
			table.insert(lines, "year: " .. quoted(source.year))
		end
		for _, field in ipairs { "URL", "DOI" } do
			if type(source.csl[field]) == "string" then
				table.insert(lines, string.lower(field) .. ": " .. quoted(source.csl[field]))
			end
		end
		table.insert(lines, "---")
		table.insert(lines, "")
		table.insert(lines, paragraphs(agon.cite(source, "full")))
		local citing = {}
		for _, id in ipairs(map:ids()) do
			if map:node(id).source == source.key then
				table.insert(citing, "- " .. linked(id))
			end
		end
		heading(lines, "Cited by", citing)
		note("Sources/", source_names[source.key], lines)
	end

	local index = { "---", "kind: map", "name: " .. quoted(map.name), "aliases: " .. quoted { map.title }, "---", "" }
	table.insert(index, "# " .. inline(map.title))
	if map.summary ~= "" then
		table.insert(index, "")
		table.insert(index, paragraphs(map.summary))
	end
	for _, kind in ipairs(KINDS) do
		local bullets = {}
		for _, node in ipairs(map:nodes(kind)) do
			table.insert(bullets, "- " .. linked(node.id))
			for _, answer in ipairs(map:answers(node.id)) do
				table.insert(bullets, "    - " .. linked(answer.id))
			end
		end
		heading(index, FOLDERS[kind], bullets)
	end
	local cited = {}
	for _, source in ipairs(sources) do
		table.insert(cited, "- [[" .. source_names[source.key] .. "]] " .. inline(agon.cite(source, "full")))
	end
	heading(index, "Sources", cited)
	note("", index_name, index)
	for _, id in ipairs(map:ids()) do
		node_note(map:node(id))
	end
	for _, source in ipairs(sources) do
		source_note(source)
	end
	return files
end

---@type agon.Plugin
return {
	api = 1,
	name = "obsidian-vault",
	summary = "Write a map as a folder of linked notes that Obsidian opens.",
	options = {
		scorer = { type = "string", default = "", help = "Give notes this scorer's number as property `score`; none when empty." },
	},
	exporters = {
		["obsidian-vault"] = {
			summary = "A folder of linked Markdown notes, one a node.",
			media_type = "text/markdown",
			export = export,
		},
	},
}
