-- Words that load a claim: they ask for agreement, or blacken and gild, where a reason should stand. English only.

local WORDS = {
	["takes for granted what is to be shown"] = [[
		obviously, clearly, plainly, undoubtedly, undeniably, unquestionably, indisputably, irrefutably,
		self-evidently, of course, no doubt, needless to say, goes without saying, everyone knows, everybody knows,
		as we all know, nobody can deny, no one can deny, no serious person, any reasonable person
	]],
	["blackens in place of a reason"] = [[
		so-called, absurd, ridiculous, ludicrous, laughable, pathetic, idiotic, stupid, insane, crazy, delusional,
		hysterical, disgraceful, shameful, outrageous, despicable, vile, monstrous, heinous, cowardly, fanatical,
		fanatics, brainwashed, cronies, thugs, lackeys, puppet regime, nonsense, witch hunt, spineless, sinister
	]],
	["praises in place of a reason"] = [[
		heroic, glorious, visionary, brilliant, courageous, noble, flawless, common-sense, common sense
	]],
}
local QUOTATIONS = { '"[^"]*"', "“.-”", "«.-»", "„.-[“”]", "‘.-’" }
local LONGEST = 8

local function listed(text)
	local list = {}
	for phrase in string.gmatch(text, "[^,]+") do
		local words = agon.text.words(string.lower(phrase))
		if #words > 0 and #words <= LONGEST then
			table.insert(list, table.concat(words, " "))
		end
	end
	return list
end

local function check(map, report, options)
	local meaning, most = {}, 1
	local function learn(text, what)
		for _, phrase in ipairs(listed(text)) do
			meaning[phrase] = meaning[phrase] or what
			most = math.max(most, 1 + select(2, string.gsub(phrase, " ", "")))
		end
	end
	for what, text in pairs(WORDS) do
		learn(text, what)
	end
	learn(options.extra, "is on the project's own list")

	for _, node in ipairs(map:nodes()) do
		-- The words of a quotation are the source's.
		if node.citation and node.citation.form == "quotation" then
			continue
		end
		local text = agon.text.normalise(node.text)
		for _, quotation in ipairs(QUOTATIONS) do
			text = string.gsub(text, quotation, " . ")
		end
		local words = agon.text.words(string.lower(text))
		local told = {}
		for at = 1, #words do
			local phrase = ""
			for more = 0, most - 1 do
				if not words[at + more] then
					break
				end
				phrase = if more == 0 then words[at] else phrase .. " " .. words[at + more]
				local what = meaning[phrase]
				if what and not told[phrase] then
					told[phrase] = true
					report {
						node = node.label,
						severity = "note",
						message = "“" .. phrase .. "” " .. what,
						hint = "say it without the word, or give the reason",
					}
				end
			end
		end
	end
end

---@type agon.Plugin
return {
	api = 1,
	name = "loaded-words",
	summary = "Point at words that load a claim.",
	options = {
		extra = { type = "string", default = "", help = "Further words and phrases, separated by commas." },
	},
	lints = { ["loaded-words"] = { summary = "Words that ask for agreement where a reason should stand.", check = check } },
}
