-- NAME: says in a sentence what this lint finds.

--- Looks through a map and reports what it finds. `agon lint` shows it beside the other lints.
local function check(map, report, options)
	for _, claim in ipairs(map:nodes("claim")) do
		local reasons = 0
		for _, link in ipairs(map:links_to(claim.id)) do
			if link.is_pro then
				reasons += 1
			end
		end
		if reasons > 0 and reasons < options.least then
			report({
				code = "few-reasons",
				node = claim.label,
				message = string.format("it rests on %d of %d reasons", reasons, options.least),
				hint = "find another reason, or say why one is enough",
			})
		end
	end
end

---@type agon.Plugin
return {
	api = 1,
	name = "NAME",
	summary = "Find claims that rest on too few reasons.",
	options = {
		least = { type = "integer", default = 2, min = 1, help = "How many reasons a supported claim must have." },
	},
	lints = {
		["NAME"] = { summary = "Claims that rest on too few reasons.", check = check },
	},
}
