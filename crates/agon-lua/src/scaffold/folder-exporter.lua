-- NAME: says in a sentence what this exporter writes.

--- A file for each claim, and one that lists them. Paths stay inside the folder that the user names.
local function export(map, options)
	local escape = agon.escape.markdown
	local index, files = { "# " .. escape(map.title), "" }, {}
	for _, claim in ipairs(map:nodes("claim")) do
		local path = claim.label .. ".md"
		local lines = { "# " .. escape(claim.text), "" }
		for _, link in ipairs(map:links_to(claim.id)) do
			for _, premise in ipairs(link.premises) do
				table.insert(lines, "- " .. link.relation .. ": " .. escape(map:text(premise)))
			end
		end
		table.insert(index, "- [" .. escape(claim.text) .. "](" .. path .. ")")
		table.insert(files, { path = path, data = table.concat(lines, "\n") .. "\n" })
	end
	table.insert(files, 1, { path = options.index .. ".md", data = table.concat(index, "\n") .. "\n" })
	return files
end

---@type agon.Plugin
return {
	api = 1,
	name = "NAME",
	summary = "Write a page for each claim of a map.",
	options = {
		index = { type = "string", default = "index", help = "What the list of pages is called." },
	},
	exporters = {
		["NAME"] = { summary = "A folder of Markdown.", export = export },
	},
}
