-- Many pieces of evidence from one source count once.
--
-- The balance of support and attack, as in `evidence-weight`, but on each side only the strongest link from each
-- source counts in full; every further link from the same source counts `repeat_weight` of its own. Links whose
-- premises cite no source count in full.

--- The source of a link: the one source that all its evidence cites, if it is one.
local function source_of(map, link)
	local key = nil
	for _, premise in ipairs(link.premises) do
		local node = map:node(premise)
		if node.source ~= nil then
			if key ~= nil and key ~= node.source then
				return nil
			end
			key = node.source
		end
	end
	return key
end

local function weight(map, link, id)
	local premises = link.premises
	if link.relation == "contradicts" and premises[1] == id then
		premises = { link.target }
	end
	local least = 1
	for _, premise in ipairs(premises) do
		least = math.min(least, map:score(premise) or 1)
	end
	return link.strength * least
end

--- The weight of one side: `links` are tables { weight =, source = }.
local function total(links, repeat_weight)
	table.sort(links, function(a, b)
		return a.weight > b.weight
	end)
	local seen, sum = {}, 0
	for _, link in ipairs(links) do
		if link.source ~= nil and seen[link.source] then
			sum += link.weight * repeat_weight
		else
			sum += link.weight
		end
		if link.source ~= nil then
			seen[link.source] = true
		end
	end
	return sum
end

local function score(map, id, options)
	local node = map:node(id)
	if node.kind == "question" then
		return nil
	end
	local pro, con = {}, {}
	for _, link in ipairs(map:links_to(id)) do
		local part = { weight = weight(map, link, id), source = source_of(map, link) }
		if link.is_pro then
			table.insert(pro, part)
		elseif link.is_con then
			table.insert(con, part)
		end
	end
	local credence = node.credence or 0.5
	local support = 2 * options.prior * credence + total(pro, options.repeat_weight)
	local attack = 2 * options.prior * (1 - credence) + total(con, options.repeat_weight)
	return support / (support + attack)
end

---@type agon.Plugin
return {
	api = 1,
	name = "source-independence",
	summary = "Score nodes so that many pieces from one source count once.",
	options = {
		prior = { type = "number", default = 1.0, min = 0.01, help = "Weight that each side starts with." },
		repeat_weight = { type = "number", default = 0.0, min = 0, max = 1, help = "What a source's second piece counts: 0 nothing, 1 in full." },
	},
	scorers = {
		["source-independence"] = { summary = "Support over support plus attack, each source once.", score = score },
	},
}
