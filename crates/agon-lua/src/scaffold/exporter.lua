-- NAME: says in a sentence what this exporter writes.

local function export(map, options)
	local lines = { map.title, "" }
	for _, node in ipairs(map:nodes()) do
		table.insert(lines, agon.text.wrap(node.kind .. ": " .. node.text, options.width, { rest = "  " }))
	end
	return table.concat(lines, "\n") .. "\n"
end

---@type agon.Plugin
return {
	api = 1,
	name = "NAME",
	summary = "Write the nodes of a map, one after the other.",
	options = {
		width = { type = "integer", default = 80, min = 20, max = 1000, help = "Where lines are wrapped, in columns." },
	},
	exporters = {
		["NAME"] = {
			summary = "Plain text.",
			extension = "txt",
			media_type = "text/plain",
			export = export,
		},
	},
}
