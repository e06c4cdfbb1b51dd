-- NAME: says in a sentence what this command does.

--- Works at the database of one instant: context:map, context:find, context:table, context:commit and others.
--- What it commits becomes one commit, made when it has ended well.
local function run(context, args)
	local map = context:map(args.map)
	if map == nil then
		context:print("there is no map " .. args.map)
		return 1
	end
	local rows = {}
	for _, claim in ipairs(map:nodes("claim")) do
		local pro, con = 0, 0
		for _, link in ipairs(map:links_to(claim.id)) do
			pro += if link.is_pro then 1 else 0
			con += if link.is_con then 1 else 0
		end
		if pro + con >= args.least then
			table.insert(rows, { claim.label, pro, con })
		end
	end
	context:table(rows, { "claim", "for", "against" })
	return 0
end

---@type agon.Plugin
return {
	api = 1,
	name = "NAME",
	summary = "Count what speaks for and against each claim.",
	commands = {
		["NAME"] = {
			summary = "A table of the claims of a map.",
			args = {
				map = { type = "string", position = 1, help = "The map." },
				least = { type = "integer", default = 0, min = 0, help = "Leave out claims with fewer links." },
			},
			run = run,
		},
	},
}
