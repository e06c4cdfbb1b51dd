-- Evidence that cites nothing is refused before it is stored.

--- What a citation lacks, in words; nothing where it has enough.
local function lacks(node, minimum)
	local citation = node.citation or {}
	if not node.source then
		return "missing", "this evidence cites no source", "name it: --source KEY"
	end
	if minimum ~= "source" and not (citation.paragraph or citation.locator) then
		return "place", "this evidence does not say where in its source it stands", "name the page or paragraph: --locator p. 3"
	end
	if minimum == "words" and not citation.quote then
		return "words", "this evidence does not quote its source", "give the words: --quote TEXT"
	end
	return nil
end

local function run(commit, options)
	for _, verb in ipairs { "added", "edited" } do
		for _, node in ipairs(commit[verb](commit, "evidence")) do
			local code, message, hint = lacks(node, options.minimum)
			if code then
				commit:reject { code = code, node = node.label, message = message, hint = hint }
			end
		end
	end
end

---@type agon.Plugin
return {
	api = 1,
	name = "cite-sources",
	summary = "Refuse evidence that cites no source.",
	options = {
		minimum = {
			one_of = { "source", "place", "words" },
			default = "source",
			help = "The least that evidence gives: its source, the place in it too, or the words as well.",
		},
	},
	hooks = { before_commit = { run = run } },
}
