-- Slides in Pandoc's Markdown: `pandoc -t revealjs -s`, `-t pptx` and `-t beamer` take them as they are.
--
-- The title slide is the metadata. A question is a heading of level 1, a slide is a heading of level 2: the ranked
-- answers, then one claim a slide with its best support and its strongest rebuttal. A slide holds no more than fits;
-- what is cut off stands in the speaker notes with everything else that bears on the claim.
--
-- The best support and the strongest rebuttal are the links of most weight: strength times the weakest premise. What
-- undercuts a step weighs no more than the step.

local TITLE_WORDS, LIST_WORDS, BULLET_WORDS = 24, 16, 40

local function plain(text)
	return (string.gsub(string.gsub(text, "%s+", " "), "^ ", ""))
end

--- The first words of a text.
local function clipped(text, most)
	local count, cut = 0, nil
	for from in string.gmatch(text, "()%S+") do
		count += 1
		if count > most then
			cut = from
			break
		end
	end
	-- Scripts that do not part words fill a line with half as many signs.
	local signs = most * 8
	local long = utf8.len(text) > signs and utf8.offset(text, signs + 1)
	if long and (cut == nil or long < cut) then
		cut = long
	end
	return if cut then string.gsub(string.sub(text, 1, cut - 1), "[%s,;:.]+$", "") .. " …" else text
end

--- A text where a line begins: no list, no heading, no table begins with it.
local function escape(text)
	local escaped = agon.escape.markdown(text)
	-- What Pandoc takes for the number of a list: 1. a) (iv) #.
	escaped = string.gsub(escaped, "^(%(?[%w#]+)([.)])", "%1\\%2")
	escaped = string.gsub(escaped, "^([-+=:%%#(])", "\\%1")
	-- A heading may end in such signs, and they would be dropped.
	return (string.gsub(escaped, "#(%s*)$", "\\#%1"))
end

local function export(map, options)
	local lines, used = {}, {}
	local function put(line)
		table.insert(lines, line)
	end

	local function score(id)
		return map:score(id, options.scorer) or 0
	end

	local function cited(node)
		local source = node.source and map:source(node.source)
		if not source then
			return ""
		end
		used[source.key] = source
		local place = node.citation.locator or node.citation.paragraph and "¶ " .. node.citation.paragraph
		return " (" .. agon.escape.markdown(agon.cite(source) .. (if place then ", " .. place else "")) .. ")"
	end

	local function weigh(link, premises)
		local least = 1
		for _, premise in ipairs(premises) do
			least = math.min(least, score(premise))
		end
		return link.strength * least
	end

	--- The weightiest first; ties stand in the order of the map.
	local function sort(entries)
		for at, entry in ipairs(entries) do
			entry.at = at
		end
		table.sort(entries, function(a, b)
			if a.weight ~= b.weight then
				return a.weight > b.weight
			end
			return a.at < b.at
		end)
		return entries
	end

	--- What speaks for a node, what speaks against it, and what undercuts the first.
	local function weighed(id)
		local pro, con, undercuts = {}, {}, {}
		for _, link in ipairs(map:links_to(id)) do
			local premises = link.premises
			if link.relation == "contradicts" and premises[1] == id then
				premises = { link.target }
			end
			local entry = { link = link, premises = premises, weight = weigh(link, premises) }
			if link.is_pro then
				table.insert(pro, entry)
				for _, onto in ipairs(map:links_to_link(link.id)) do
					if onto.is_con then
						-- It takes away no more than the step lends.
						local weight = entry.weight * weigh(onto, onto.premises)
						table.insert(undercuts, { link = onto, premises = onto.premises, weight = weight })
					end
				end
			elseif link.is_con then
				table.insert(con, entry)
			end
		end
		return sort(pro), sort(con), sort(undercuts)
	end

	local function ranked(nodes)
		local list = {}
		for _, node in ipairs(nodes) do
			table.insert(list, { node = node, score = score(node.id) })
		end
		table.sort(list, function(a, b)
			if a.score ~= b.score then
				return a.score > b.score
			end
			return a.node.position < b.node.position
		end)
		return list
	end

	local function said(id, most)
		local node = map:node(id)
		local text = if most then clipped(plain(node.text), most) else plain(node.text)
		return text, cited(node)
	end

	--- One link on a slide: its premises as one bullet each, the first with what they are.
	local function shown(title, entry, none)
		if not entry then
			put("- **" .. title .. ":** " .. none)
			return
		end
		for at, id in ipairs(entry.premises) do
			local text, source = said(id, BULLET_WORDS)
			put("- " .. (if at == 1 then "**" .. title .. ":** " else "**and:** ") .. agon.escape.markdown(text) .. source)
		end
	end

	--- Everything that bears on a claim, for whoever speaks.
	local function noted(title, entries)
		for _, entry in ipairs(entries) do
			for at, id in ipairs(entry.premises) do
				local text, source = said(id)
				local words = map:node(id).citation and map:node(id).citation.quote
				local head = if at == 1 then title .. ": " else "together with: "
				put("- " .. head .. agon.escape.markdown(text) .. source .. (if words then " “" .. agon.escape.markdown(words) .. "”" else ""))
			end
			for _, onto in ipairs(map:links_to_link(entry.link.id)) do
				for _, id in ipairs(onto.premises) do
					local text, source = said(id)
					local head = if onto.is_con then "but against this step: " else "and for this step: "
					put("    - " .. head .. agon.escape.markdown(text) .. source)
				end
			end
		end
	end

	local written = {}
	local function slide(node)
		if written[node.id] then
			return
		end
		written[node.id] = true
		local pro, con, undercuts = weighed(node.id)
		local strongest = con[1]
		if undercuts[1] and (not strongest or undercuts[1].weight > strongest.weight) then
			strongest = undercuts[1]
		end
		put("## " .. escape(clipped(plain(node.text), TITLE_WORDS)))
		put("")
		shown("Best support", pro[1], "none is given")
		shown("Strongest rebuttal", strongest, "none: nobody has answered it")
		put("")
		put("::: notes")
		put("")
		put(escape(plain(node.text)))
		put("")
		put(string.format("Score %.2f by %s.", score(node.id), options.scorer))
		put("")
		noted("for", pro)
		noted("against", con)
		put("")
		put(":::")
		put("")
	end

	--- The claims that speak for a claim, below it, in reading order.
	local function claims_under(node)
		local stack = { node }
		while #stack > 0 do
			local next = table.remove(stack)
			slide(next)
			local below = {}
			for _, child in ipairs(map:children(next.id)) do
				if child.kind == "claim" and not written[child.id] then
					table.insert(below, child)
				end
			end
			for at = #below, 1, -1 do
				table.insert(stack, below[at])
			end
		end
	end

	local function slides(nodes)
		for _, entry in ipairs(ranked(nodes)) do
			if options.claims == "all" then
				claims_under(entry.node)
			else
				slide(entry.node)
			end
		end
	end

	put("---")
	put("title: " .. agon.json.encode(agon.escape.markdown(map.title)))
	if map.summary ~= "" then
		put("subtitle: " .. agon.json.encode(agon.escape.markdown(map.summary)))
	end
	put("---")
	put("")
	local questions = map:nodes("question")
	for _, question in ipairs(questions) do
		local answers = map:answers(question.id)
		put("# " .. escape(clipped(plain(question.text), TITLE_WORDS)))
		put("")
		put("## " .. (if #answers == 0 then "No answer yet" else "The answers, ranked"))
		put("")
		for rank, entry in ipairs(ranked(answers)) do
			put(rank .. ". " .. escape(clipped(plain(entry.node.text), LIST_WORDS)) .. string.format(" — %.2f", entry.score))
		end
		put("")
		put("::: notes")
		put("")
		put(escape(plain(question.text)))
		put("")
		put("The numbers are by " .. options.scorer .. ": 0 is refuted, 1 is beyond doubt.")
		put("")
		put(":::")
		put("")
		slides(answers)
	end
	local roots = {}
	for _, root in ipairs(map:roots()) do
		if root.kind == "claim" then
			table.insert(roots, root)
		end
	end
	-- Beside questions, claims that answer none come last; in a map of circles alone, every claim does.
	if #roots > 0 then
		slides(roots)
	elseif #questions == 0 or options.claims == "all" then
		slides(map:nodes("claim"))
	end
	local keys = {}
	for key in pairs(used) do
		table.insert(keys, key)
	end
	table.sort(keys)
	if #keys > 0 then
		put("## Sources")
		put("")
		for _, key in ipairs(keys) do
			put("- " .. escape(agon.cite(used[key], "full")))
		end
	end
	return table.concat(lines, "\n") .. "\n"
end

---@type agon.Plugin
return {
	api = 1,
	name = "slides",
	summary = "Write slides in Pandoc's Markdown: a claim a slide, with speaker notes.",
	options = {
		scorer = { type = "string", default = "evidence-weight", help = "The scorer that ranks answers and weighs links." },
		claims = { type = "string", one_of = { "answers", "all" }, default = "answers", help = "Which claims get a slide: answers alone, or all under them too." },
	},
	exporters = {
		slides = {
			summary = "Slides in Pandoc's Markdown, for reveal.js, PowerPoint, Beamer.",
			extension = "md",
			media_type = "text/markdown",
			export = export,
		},
	},
}
