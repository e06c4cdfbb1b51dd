-- The share of support in all the weight that a node receives.
--
-- A link weighs its strength times its weakest premise: linked premises stand or fall together. What undercuts the
-- link takes weight from it, what underpins it gives some back. A node starts with a little weight on both sides,
-- split as its credence says, so that a node about which nothing is said keeps its credence.
--
-- Nodes and links are named by position, and every question is answered by one number: a million of them are bearable.

--- What is left of a link, which bears on `node`, once everything that bears on the link has been counted.
local function weight(map, link, strength, node)
	local pro, con = 1, 0
	local n, other, sign, others = 1, map:link_to_link(link, 1)
	while other do
		local share = weight(map, other, others, nil)
		if sign > 0 then
			pro += share
		else
			con += share
		end
		n += 1
		other, sign, others = map:link_to_link(link, n)
	end
	return strength * map:weakest(link, node) * pro / (pro + con)
end

local function score(map, node, options, credence)
	if credence < 0 then
		return nil -- a question
	end
	local support = 2 * options.prior * credence
	local attack = 2 * options.prior * (1 - credence)
	local n, link, sign, strength = 1, map:link_to(node, 1)
	while link do
		if sign > 0 then
			support += weight(map, link, strength, node)
		elseif sign < 0 then
			attack += weight(map, link, strength, node)
		end
		n += 1
		link, sign, strength = map:link_to(node, n)
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
		["evidence-weight"] = {
			summary = "Support over support plus attack.",
			score = score,
			positions = true,
			columns = { "credence" },
		},
	},
}
