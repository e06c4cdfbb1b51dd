-- NAME: says in a sentence how this scorer weighs.

--- The score of one node. What bears on the node has its score already: map:score(id).
local function score(map, id, options)
	local support, attack = options.prior, options.prior
	for _, link in ipairs(map:links_to(id)) do
		local weight = link.strength * (map:score(link.premises[1]) or 1)
		if link.is_pro then
			support += weight
		elseif link.is_con then
			attack += weight
		end
	end
	return support / (support + attack)
end

---@type agon.Plugin
return {
	api = 1,
	name = "NAME",
	summary = "Score nodes by what supports and attacks them.",
	options = {
		prior = { type = "number", default = 1.0, min = 0.01, help = "Weight that each side starts with." },
	},
	scorers = {
		["NAME"] = { summary = "Support over support plus attack.", score = score },
	},
}
