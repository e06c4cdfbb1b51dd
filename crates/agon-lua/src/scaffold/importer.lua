-- NAME: says in a sentence what this importer reads.

--- A text as a list of changes: the first line is the question, each line that begins with `-` answers it, and each
--- line that is indented supports the answer above it. All changes are stored, or none.
local function import(text, options)
	local changes = { { add = "map", name = options.map } }
	local answer = nil
	for line in string.gmatch(text, "[^\r\n]+") do
		local indent, said = string.match(line, "^(%s*)%-%s*(.+)$")
		if said == nil then
			table.insert(changes, { add = "question", ref = "question", text = line })
		elseif indent == "" then
			answer = "answer-" .. #changes
			table.insert(changes, { add = "claim", ref = answer, text = said, answers = "question" })
		else
			table.insert(changes, { add = "claim", text = said, supports = answer })
		end
	end
	return changes
end

--- Whether the beginning of a file looks like its own, where the ending does not tell.
local function detect(head)
	return string.find(head, "^[^\n]+%?\r?\n%- ") ~= nil
end

---@type agon.Plugin
return {
	api = 1,
	name = "NAME",
	summary = "Read a question with its answers and reasons from a list.",
	options = {
		map = { type = "string", default = "NAME", help = "The name of the new map." },
	},
	importers = {
		["NAME"] = { summary = "A list with dashes.", extensions = { "list" }, detect = detect, import = import },
	},
}
