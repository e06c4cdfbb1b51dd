-- How far do scorers agree, map by map? Kendall's tau-b over all nodes that both give a number, and where they part.
-- Usage: agon run agreement-between-scorers.lua [SCORER SCORER …]

local scorers = if #agon.args > 0 then agon.args else { "dfquad", "quadratic-energy", "evidence-weight" }

-- Numbers nearer than this are equal: what settles in a circle settles to six places.
local EQUAL = 1e-6

local function sign(difference)
	if math.abs(difference) < EQUAL then return 0 end
	return if difference > 0 then 1 else -1
end

-- Every pair of nodes once: the same way round, the other way round, or equal in one of them.
local function taub(a, b)
	local same, other, equal_a, equal_b = 0, 0, 0, 0
	for i = 2, #a do
		for j = 1, i - 1 do
			local x, y = sign(a[i] - a[j]), sign(b[i] - b[j])
			if x * y > 0 then same += 1 elseif x * y < 0 then other += 1 end
			if x == 0 then equal_a += 1 end
			if y == 0 then equal_b += 1 end
		end
	end
	local pairs = #a * (#a - 1) / 2
	local scale = math.sqrt((pairs - equal_a) * (pairs - equal_b))
	return if scale > 0 then (same - other) / scale else nil
end

local function numbers(map, scorer)
	local column, count = map:column(scorer), map:count()
	local list = table.create(count)
	for position = 1, count do list[position] = agon.column.get(column, position) end
	return list
end

local rows, apart = {}, {}
local maps = agon.db:maps()
for done, info in ipairs(maps) do
	local map = agon.db:map(info.name)
	local nodes, by = map:nodes(), {}
	for _, scorer in ipairs(scorers) do by[scorer] = numbers(map, scorer) end
	for i = 2, #scorers do
		for j = 1, i - 1 do
			local a, b, ids = {}, {}, {}
			for position, node in ipairs(nodes) do
				local x, y = by[scorers[j]][position], by[scorers[i]][position]
				-- Below nought is no opinion: a scorer says nothing of a question.
				if x >= 0 and y >= 0 then
					table.insert(a, x)
					table.insert(b, y)
					table.insert(ids, position)
				end
			end
			table.insert(rows, { info.name, scorers[j], scorers[i], #a, taub(a, b) })
			for k, position in ipairs(ids) do
				table.insert(apart, { info.name, nodes[position].label, scorers[j], a[k], scorers[i], b[k], math.abs(a[k] - b[k]) })
			end
		end
	end
	agon.db:progress(done, #maps)
end

agon.db:table(rows, { "map", "scorer", "other", "nodes", "tau-b" })

-- Where they part most. Names break ties, so that the list is the same on every run.
table.sort(apart, function(a, b)
	if math.abs(a[7] - b[7]) > EQUAL then return a[7] > b[7] end
	if a[1] ~= b[1] then return a[1] < b[1] end
	return a[2] < b[2]
end)
print("\nFarthest apart")
agon.db:table(table.move(apart, 1, math.min(10, #apart), 1, {}), { "map", "node", "scorer", "gives", "other", "it gives", "apart" })
