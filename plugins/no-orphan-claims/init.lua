-- A claim or rebuttal that hangs on nothing, and on which nothing hangs, is refused before it is stored.

local function run(commit, options)
	-- Whatever is new in a commit can have its links only there.
	local linked = {}
	for _, verb in ipairs { "added", "edited" } do
		for _, link in ipairs(commit[verb](commit, "link")) do
			linked[link.target] = true
			for _, premise in ipairs(link.premises) do
				linked[premise] = true
			end
		end
	end
	local firsts = {}
	local function is_first(node)
		if not options.allow_first or node.kind ~= "claim" or not node.map then
			return false
		end
		if firsts[node.map] == nil then
			local map = commit:map(node.map)
			local claims = if map then map:nodes("claim") else {}
			firsts[node.map] = if claims[1] then claims[1].id else false
		end
		return firsts[node.map] == node.id
	end
	for _, kind in ipairs { "claim", "rebuttal" } do
		for _, node in ipairs(commit:added(kind)) do
			if not linked[node.id] and not is_first(node) then
				commit:reject {
					code = kind,
					node = node.label,
					message = "this " .. kind .. " bears on nothing, and nothing bears on it",
					hint = if kind == "claim" then "say what it is for: --supports NODE or --answers NODE" else "say what it is against: --rebuts NODE",
				}
			end
		end
	end
end

---@type agon.Plugin
return {
	api = 1,
	name = "no-orphan-claims",
	summary = "Refuse claims and rebuttals that are linked to nothing.",
	options = {
		allow_first = { type = "boolean", default = true, help = "Whether the first claim of a map may stand alone." },
	},
	hooks = { before_commit = { run = run } },
}
