-- Which sources carry a debate? Takes the evidence of one source away at a time, and ranks the answers again.
-- Usage: agon run which-sources-carry-a-debate.lua [MAP] [SCORER]

local name, scorer = agon.args[1] or "dispute", agon.args[2] or "quadratic-energy"
local map = agon.db:map(name)
if not map then
	print("there is no map " .. name)
	return 1
end

-- A score shown to three places is compared to three: a difference nobody sees is none.
local function rounded(number) return math.round(number * 1000) / 1000 end

local function scores(map, answers)
	local by = {}
	for _, answer in ipairs(answers) do by[answer.label] = rounded(map:score(answer.id, scorer) or 0) end
	return by
end

local function order(by)
	local labels = {}
	for label in pairs(by) do table.insert(labels, label) end
	table.sort(labels, function(a, b)
		if by[a] ~= by[b] then return by[a] > by[b] end
		return a < b
	end)
	return labels
end

for _, question in ipairs(map:nodes("question")) do
	local answers = map:answers(question.id)
	if #answers > 1 then
		local before = scores(map, answers)
		local first = order(before)
		print(question.text, "\n")
		local standing = {}
		for _, label in ipairs(first) do table.insert(standing, { label, before[label] }) end
		agon.db:write(agon.plot.bars(standing, { width = 30 }))

		local rows = {}
		for _, source in ipairs(map:sources()) do
			local evidence = {}
			for _, node in ipairs(map:nodes("evidence")) do
				if node.source == source.key then table.insert(evidence, node.id) end
			end
			local after = scores(map:without(evidence), answers)
			local then_order, most, moved, changed = order(after), 0, "", 0
			for place, label in ipairs(first) do
				local shift = after[label] - before[label]
				if math.abs(shift) > math.abs(most) + 1e-9 then most, moved = shift, label end
				if then_order[place] ~= label then changed += 1 end
			end
			table.insert(rows, { source.short, #evidence, then_order[1], changed, moved, most })
		end
		table.sort(rows, function(a, b)
			if math.abs(a[6]) ~= math.abs(b[6]) then return math.abs(a[6]) > math.abs(b[6]) end
			return a[1] < b[1]
		end)
		print()
		agon.db:table(rows, { "without", "evidence", "then first", "places changed", "moved most", "by" })
		print()
	end
end
