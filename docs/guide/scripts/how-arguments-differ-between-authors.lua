-- How do authors argue? One column of figures for each map that one author's article became.
-- Usage: agon run how-arguments-differ-between-authors.lua [MAP …]

local wanted = agon.args
if #wanted == 0 then
	wanted = {}
	for _, info in ipairs(agon.db:maps()) do
		-- A map of one article cites one source.
		if #agon.db:map(info.name):sources() == 1 then table.insert(wanted, info.name) end
	end
end

local function share(part, whole) return if whole > 0 then part / whole else nil end

local function add(counts, word)
	if word then counts[word] = (counts[word] or 0) + 1 end
end

-- The commonest words of a count, most first.
local function commonest(counts, most)
	local words = {}
	for word in pairs(counts) do table.insert(words, word) end
	table.sort(words, function(a, b)
		if counts[a] ~= counts[b] then return counts[a] > counts[b] end
		return a < b
	end)
	local shown = {}
	for at = 1, math.min(most, #words) do table.insert(shown, `{words[at]} {counts[words[at]]}`) end
	return table.concat(shown, ", ")
end

local figures, words_of = {}, {}
for _, name in ipairs(wanted) do
	local map = assert(agon.db:map(name), "there is no map " .. name)
	local nodes, kinds, forms, schemes = map:nodes(), {}, {}, {}
	local words, depth, deepest, reached = 0, map:column("depth"), 0, 0
	for position, node in ipairs(nodes) do
		add(kinds, node.kind)
		if node.kind == "evidence" then add(forms, node.citation and node.citation.form or "none") end
		words += #agon.text.words(node.text)
		local levels = agon.column.get(depth, position)
		if levels >= 0 then
			deepest = math.max(deepest, levels)
			reached += levels
		end
	end

	-- Every link once: from the nodes it bears on, and from the links it bears on.
	local links, queue = {}, {}
	local function meet(list)
		for _, link in ipairs(list) do
			if not links[link.id] then
				links[link.id] = link
				table.insert(queue, link)
			end
		end
	end
	for _, node in ipairs(nodes) do meet(map:links_to(node.id)) end
	local total, linked, undercuts, attacks, met = 0, 0, 0, 0, 0
	while #queue > 0 do
		local link = table.remove(queue)
		meet(map:links_to_link(link.id))
		total += 1
		if #link.premises > 1 then linked += 1 end
		if link.relation == "undercuts" then undercuts += 1 end
		if link.scheme then add(schemes, link.scheme) end
		if link.is_con then
			attacks += 1
			-- An objection is answered where something objects to it, or to the step by which it objects.
			local is_answered = false
			for _, premise in ipairs(link.premises) do
				for _, against in ipairs(map:links_to(premise)) do
					if against.is_con and against.id ~= link.id then is_answered = true end
				end
			end
			for _, against in ipairs(map:links_to_link(link.id)) do
				if against.is_con then is_answered = true end
			end
			if is_answered then met += 1 end
		end
	end

	local source = map:sources()[1]
	table.insert(figures, {
		map = name, nodes = #nodes, links = total,
		claims = share(kinds.claim or 0, #nodes), evidence = share(kinds.evidence or 0, #nodes),
		rebuttals = share(kinds.rebuttal or 0, #nodes),
		depth = share(reached, #nodes), deepest = deepest,
		linked = share(linked, total), undercuts = undercuts,
		attacks = attacks, answered = share(met, attacks), words = share(words, #nodes),
	})
	table.insert(words_of, { source and source.short or name, commonest(forms, 3), commonest(schemes, 2) })
end

agon.db:table(figures, { "map", "nodes", "links", "claims", "evidence", "rebuttals", "depth", "deepest" })
print()
agon.db:table(figures, { "map", "linked", "undercuts", "attacks", "answered", "words" })
print()
agon.db:table(words_of, { "author", "forms of evidence", "schemes" })
