-- NAME: says in a sentence how this scorer weighs.

--- One number for each node, in the order of map:ids(). It is asked once for the whole map; -1 is no opinion.
--- Here a node counts more, the more often it is a premise.
local function score_all(map, options)
	local edges = map:edges()
	local scores = agon.column.new(map:count())
	local most = 1
	for edge = 1, edges.count do
		local premise = buffer.readu32(edges.premise, (edge - 1) * 4)
		local used = agon.column.get(scores, premise) + 1
		agon.column.set(scores, premise, used)
		most = math.max(most, used)
	end
	for position = 1, map:count() do
		local share = agon.column.get(scores, position) / most
		agon.column.set(scores, position, options.least + (1 - options.least) * share)
	end
	return scores
end

---@type agon.Plugin
return {
	api = 1,
	name = "NAME",
	summary = "Score nodes by how much rests on them.",
	options = {
		least = { type = "number", default = 0, min = 0, max = 1, help = "The score of a node on which nothing rests." },
	},
	scorers = {
		["NAME"] = { summary = "How often a node is a premise, as a share of the most.", score_all = score_all },
	},
}
