-- The share of support in all the weight that a node receives.
--
-- A link weighs its strength times its weakest premise: linked premises stand or fall together. What undercuts the
-- link takes weight from it, what underpins it gives some back. A node starts with a little weight on both sides,
-- split as its credence says, so that a node about which nothing is said keeps its credence.
--
-- Nodes and links are asked for by position, one number a call: that is what makes a million of them bearable.

--- The score of the weakest premise of a link that bears on `node`; a premise without a score counts 1.
local function weakest(map, link, node)
	local least, n = 1, 1
	local premise = map:premise(link, n, node)
	while premise do
		least = math.min(least, map:score(premise) or 1)
		n += 1
		premise = map:premise(link, n, node)
	end
	return least
end

--- What is left of a link once everything that bears on it has been counted.
local function weight(map, link, node)
	local own = map:strength(link) * weakest(map, link, node)
	local pro, con, n = 1, 0, 1
	local other = map:link_to_link(link, n)
	while other do
		-- `nil`: what bears on a link is never its own premise.
		local share = weight(map, other, nil)
		if map:sign(other) > 0 then
			pro += share
		else
			con += share
		end
		n += 1
		other = map:link_to_link(link, n)
	end
	return own * pro / (pro + con)
end

local function score(map, node, options)
	if map:kind(node) == "question" then
		return nil
	end
	local credence = map:credence(node) or 0.5
	local support = 2 * options.prior * credence
	local attack = 2 * options.prior * (1 - credence)
	local n = 1
	local link = map:link_to(node, n)
	while link do
		local sign = map:sign(link)
		if sign > 0 then
			support += weight(map, link, node)
		elseif sign < 0 then
			attack += weight(map, link, node)
		end
		n += 1
		link = map:link_to(node, n)
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
		["evidence-weight"] = { summary = "Support over support plus attack.", score = score, positions = true },
	},
}
