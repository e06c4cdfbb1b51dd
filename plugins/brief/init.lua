-- A brief in Markdown: each question, its rival answers ranked by a scorer, the best evidence for each, the strongest
-- rebuttals, what the order turns on, and the sources.
--
-- What it turns on is found without weighing the map again: the answer in front is taken, and its support is shared
-- out. Each link that supports it has a weight, its strength times its weakest premise. Should a node fall, the links
-- that have it as a premise fall with it, and so does a premise whose last support falls. The nodes that carry most
-- of the weight are named, with what attacks the answer and is not attacked itself, and the strongest attack on
-- the answer in the second place, which would rise without it.

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

--- The premises of a link that bears on `id`.
local function premises_of(link, id)
	if link.relation == "contradicts" and link.premises[1] == id then
		return { link.target }
	end
	return link.premises
end

local function weigh(map, premises, strength, scorer)
	local least = 1
	for _, premise in ipairs(premises) do
		least = math.min(least, map:score(premise, scorer) or 0)
	end
	return strength * least
end

--- The nodes below `id` that it cannot do without, itself among them: the premises of its only support, and so on.
local function needed_by(map, id)
	local needed, seen, at = { id }, { [id] = true }, 1
	while needed[at] do
		local only = nil
		for _, link in ipairs(map:links_to(needed[at])) do
			if link.is_pro then
				only = if only == nil then link else false
			end
		end
		for _, premise in ipairs(only and only.premises or {}) do
			if not seen[premise] then
				seen[premise] = true
				table.insert(needed, premise)
			end
		end
		at += 1
	end
	return needed
end

--- The nodes that carry the support of `id`, each with the share that falls with it, the largest first.
local function pillars_of(map, id, scorer)
	local total, carries, pillars = 0, {}, {}
	for _, link in ipairs(map:links_to(id)) do
		if link.is_pro then
			local weight = weigh(map, link.premises, link.strength, scorer)
			total += weight
			local counted = { [id] = true }
			for _, premise in ipairs(link.premises) do
				for _, needed in ipairs(needed_by(map, premise)) do
					if not counted[needed] then
						counted[needed] = true
						if not carries[needed] then
							carries[needed] = 0
							table.insert(pillars, { node = map:node(needed), score = 0 })
						end
						carries[needed] += weight
					end
				end
			end
		end
	end
	for at, pillar in ipairs(pillars) do
		pillar.score = if total > 0 then carries[pillar.node.id] / total else 0
		-- As they were met: of two that carry the same, the nearer comes first.
		pillar.at = at
	end
	table.sort(pillars, function(a, b)
		if a.score ~= b.score then
			return a.score > b.score
		end
		return a.at < b.at
	end)
	return pillars
end

local function is_attacked(map, id)
	for _, link in ipairs(map:links_to(id)) do
		if link.is_con then
			return true
		end
	end
	-- Its step may be undercut instead.
	for _, link in ipairs(map:links_from(id)) do
		for _, onto in ipairs(map:links_to_link(link.id)) do
			if onto.is_con then
				return true
			end
		end
	end
	return false
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

	local function plain_bullet(node, about)
		put("- " .. escape(node.text) .. " — " .. about)
	end

	local function turning(ranked)
		local leader, second = ranked[1], ranked[2]
		if not leader then
			return
		end
		put("### What it turns on")
		put("")
		if second then
			local gap = string.format("%.2f", leader.score - second.score)
			put(if gap == "0.00" then "The first two answers stand level." else "The first answer leads by " .. gap .. ".")
			put("")
		end
		local found = 0
		local pillars = pillars_of(map, leader.node.id, options.scorer)
		local named = {}
		for _, pillar in ipairs(pillars) do
			if #named < options.most and pillar.score > 0 then
				table.insert(named, pillar)
			end
		end
		if #named > 0 then
			put("What the first answer's support rests on, and the share of it that would fall with each:")
			put("")
			for _, pillar in ipairs(named) do
				plain_bullet(pillar.node, string.format("%.0f %%", 100 * pillar.score))
			end
			put("")
			found += 1
		end
		local open = {}
		for _, node in ipairs(rebuttals_of(map, { leader.node.id })) do
			if not is_attacked(map, node.id) then
				table.insert(open, node)
			end
		end
		if #open > 0 then
			put("Against it, and not answered:")
			put("")
			local worst = rank(map, open, options.scorer)
			for at = 1, math.min(#worst, options.most) do
				plain_bullet(worst[at].node, string.format("%.2f", worst[at].score))
			end
			put("")
			found += 1
		end
		local attacks = second and rank(map, rebuttals_of(map, { second.node.id }), options.scorer) or {}
		if attacks[1] then
			put("The second would rise without:")
			put("")
			plain_bullet(attacks[1].node, string.format("%.2f", attacks[1].score))
			put("")
			found += 1
		end
		if found == 0 then
			put("Nothing is said for the first answer and nothing against it.")
			put("")
		end
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
		local ranked = rank(map, map:answers(question.id), options.scorer)
		for position, item in ipairs(ranked) do
			answer(position, item)
		end
		turning(ranked)
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
	if #questions > 0 then
		put("")
		put("*What it turns on is read from the map, which is not weighed again: a share is that of the links, each of its strength times its weakest premise, that would fall with the node.*")
	end
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
