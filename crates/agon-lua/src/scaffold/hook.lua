-- NAME: says in a sentence what this hook asks of a commit.

--- Sees every commit before it is stored. What it rejects is not stored; what it changes is stored with the rest.
local function before_commit(commit, options)
	for _, node in ipairs(commit:added()) do
		local words = #agon.text.words(node.text)
		if words > options.most then
			commit:reject({
				code = "long",
				node = node.label,
				message = string.format("it has %d words, and %d are allowed", words, options.most),
				hint = "say one thing in a node",
			})
		end
	end
end

---@type agon.Plugin
return {
	api = 1,
	name = "NAME",
	summary = "Nodes are short.",
	options = {
		most = { type = "integer", default = 60, min = 1, help = "How many words a node may have." },
	},
	hooks = { before_commit = { run = before_commit } },
}
