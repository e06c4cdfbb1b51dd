-- A brief in Markdown: each question, its rival answers ranked by a scorer, the best evidence for each, the strongest
-- rebuttals, and the sources.

local function plain(text)
	return (string.gsub(agon.text.normalise(text), "\n", " "))
end

local function escape(text)
	return agon.escape.markdown(plain(text))
end

--- Everything that speaks for `id`, near or far: the node itself, the premises for it, the premises for those.
local function case_of(map, id)
	local case, seen, at = { id }, { [id] = true }, 1
	while case[at] do
		for _, link in ipairs(map:links_to(case[at])) do
			if link.is_pro then
				for _, premise in ipairs(link.premises) do
					if not seen[premise] then
						seen[premise] = true
						table.insert(case, premise)
					end
				end
			end
		end
		at += 1
	end
	return case
end

--- Nodes by score, the strongest first; ties stand in the order of the map.
local function rank(map, nodes, scorer)
	local ranked = {}
	for _, node in ipairs(nodes) do
		table.insert(ranked, { node = node, score = map:score(node.id, scorer) or 0 })
	end
	table.sort(ranked, function(a, b)
		if a.score ~= b.score then
			return a.score > b.score
		end
		return a.node.position < b.node.position
	end)
	return ranked
end

local function evidence_of(map, case)
	local found = {}
	for _, id in ipairs(case) do
		local node = map:node(id)
		if node.kind == "evidence" then
			table.insert(found, node)
		end
	end
	return found
end

--- Whatever attacks the case: premises against its nodes, and against the links within it.
local function rebuttals_of(map, case)
	local found, seen = {}, {}
	local function add(premises)
		for _, premise in ipairs(premises) do
			if not seen[premise] then
				seen[premise] = true
				table.insert(found, map:node(premise))
			end
		end
	end
	for _, id in ipairs(case) do
		for _, link in ipairs(map:links_to(id)) do
			if link.relation == "contradicts" and link.premises[1] == id then
				add { link.target }
			elseif link.is_con then
				add(link.premises)
			end
			for _, onto in ipairs(map:links_to_link(link.id)) do
				if onto.is_con then
					add(onto.premises)
				end
			end
		end
	end
	return found
end

local function export(map, options)
	local lines, cited, keys = {}, {}, {}
	local function put(line)
		table.insert(lines, line)
	end

	local function bullet(item)
		local node = item.node
		local line = "- " .. escape(node.text)
		local source = node.source and map:source(node.source)
		if source then
			if not cited[source.key] then
				cited[source.key] = source
				table.insert(keys, source.key)
			end
			local place = node.citation.locator or node.citation.paragraph and "¶ " .. node.citation.paragraph
			line ..= " (" .. escape(agon.cite(source)) .. (if place then ", " .. agon.escape.markdown(place) else "") .. ")"
		end
		put(line .. string.format(" — %.2f", item.score))
	end

	local function section(title, nodes, none)
		put("**" .. title .. "**")
		put("")
		local ranked = rank(map, nodes, options.scorer)
		for at = 1, math.min(#ranked, options.most) do
			bullet(ranked[at])
		end
		if #ranked == 0 then
			put("- " .. none)
		elseif #ranked > options.most then
			put("- and " .. #ranked - options.most .. " more")
		end
		put("")
	end

	local function answer(position, item)
		put(string.format("### %d. %s — %.2f", position, escape(item.node.text), item.score))
		put("")
		local case = case_of(map, item.node.id)
		section("Best evidence", evidence_of(map, case), "none")
		section("Strongest rebuttals", rebuttals_of(map, case), "none: nobody has answered it")
	end

	put("# " .. escape(map.title))
	put("")
	if map.summary ~= "" then
		put(escape(map.summary))
		put("")
	end
	local questions = map:nodes("question")
	for _, question in ipairs(questions) do
		put("## " .. escape(question.text))
		put("")
		local rivals = question.rivals
		if rivals and rivals.relation then
			put("The answers are declared " .. rivals.relation .. ".")
			put("")
		end
		for position, item in ipairs(rank(map, map:answers(question.id), options.scorer)) do
			answer(position, item)
		end
	end
	if #questions == 0 then
		local claims = {}
		for _, root in ipairs(map:roots()) do
			if root.kind == "claim" then
				table.insert(claims, root)
			end
		end
		for position, item in ipairs(rank(map, claims, options.scorer)) do
			answer(position, item)
		end
	end
	if #keys > 0 then
		put("## Sources")
		put("")
		table.sort(keys)
		for _, key in ipairs(keys) do
			put("- " .. escape(agon.cite(cited[key], "full")))
		end
		put("")
	end
	put("*Numbers by `" .. options.scorer .. "`: 0 is refuted, 1 is beyond doubt.*")
	return table.concat(lines, "\n") .. "\n"
end

---@type agon.Plugin
return {
	api = 1,
	name = "brief",
	summary = "Write a two-page brief: the question, the rivals ranked, evidence, rebuttals, sources.",
	options = {
		scorer = { type = "string", default = "evidence-weight", help = "The scorer that ranks." },
		most = { type = "integer", default = 3, min = 1, max = 100, help = "How many pieces of evidence and rebuttals for each answer." },
	},
	exporters = {
		brief = {
			summary = "A brief in Markdown.",
			extension = "md",
			media_type = "text/markdown",
			export = export,
		},
	},
}
