-- The share of support in all the weight that a node receives.
--
-- A link weighs its strength times its weakest premise: linked premises stand or fall together. What undercuts the
-- link takes weight from it, what underpins it gives some back. A node starts with a little weight on both sides,
-- split as its credence says, so that a node about which nothing is said keeps its credence.

--- The end of a link that bears on `id`, with its score; 1 for one that has no score.
local function weakest(map, link, id)
	local premises = link.premises
	if link.relation == "contradicts" and premises[1] == id then
		premises = { link.target }
	end
	local least = 1
	for _, premise in ipairs(premises) do
		least = math.min(least, map:score(premise) or 1)
	end
	return least
end

--- What is left of a link once everything that bears on it has been counted.
local function weight(map, link, id)
	local own = link.strength * weakest(map, link, id)
	local pro, con = 1, 0
	for _, other in ipairs(map:links_to_link(link.id)) do
		-- `nil`: what bears on a link is never its own premise.
		local share = weight(map, other, nil)
		if other.is_pro then
			pro += share
		else
			con += share
		end
	end
	return own * pro / (pro + con)
end

local function score(map, id, options)
	local node = map:node(id)
	if node.kind == "question" then
		return nil
	end
	local credence = node.credence or 0.5
	local support = 2 * options.prior * credence
	local attack = 2 * options.prior * (1 - credence)
	for _, link in ipairs(map:links_to(id)) do
		if link.is_pro then
			support += weight(map, link, id)
		elseif link.is_con then
			attack += weight(map, link, id)
		end
	end
	return support / (support + attack)
end

---@type agon.Plugin
return {
	api = 1,
	name = "evidence-weight",
	summary = "Score nodes by the balance of what supports and attacks them.",
	options = {
		prior = { type = "number", default = 1.0, min = 0.01, help = "Weight that each side starts with." },
	},
	scorers = {
		["evidence-weight"] = { summary = "Support over support plus attack.", score = score },
	},
}
