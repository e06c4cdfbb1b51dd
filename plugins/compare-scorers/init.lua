-- How far scorers agree on a map: their numbers side by side, how alike they rank, and where they part most.
--
-- Likeness is Kendall's tau-b over the nodes that both score: 1 is the same order, 0 none to speak of, -1 the reverse.

local ABREAST = 6

--- Sorts a list from `low` to `high` and counts the pairs that stood the wrong way round.
local function count_swaps(list, low, high, room)
	if low >= high then
		return 0
	end
	local middle = (low + high) // 2
	local swaps = count_swaps(list, low, middle, room) + count_swaps(list, middle + 1, high, room)
	local left, right = low, middle + 1
	for at = low, high do
		if left <= middle and (right > high or list[left] <= list[right]) then
			room[at] = list[left]
			left += 1
		else
			room[at] = list[right]
			right += 1
			swaps += middle - left + 1
		end
	end
	for at = low, high do
		list[at] = room[at]
	end
	return swaps
end

--- Pairs within runs of equal values of a sorted list.
local function tied(count, value)
	local pairs_of, run = 0, 1
	for at = 2, count + 1 do
		if at <= count and value(at) == value(at - 1) then
			run += 1
		else
			pairs_of += run * (run - 1) / 2
			run = 1
		end
	end
	return pairs_of
end

--- Tau-b of two columns, over the positions at which both have a number; nothing if one of them ranks nothing.
local function tau(left, right)
	local both = {}
	for position, number in pairs(left) do
		if right[position] then
			table.insert(both, { number, right[position], position })
		end
	end
	table.sort(both, function(a, b)
		if a[1] ~= b[1] then
			return a[1] < b[1]
		elseif a[2] ~= b[2] then
			return a[2] < b[2]
		end
		return a[3] < b[3]
	end)
	local count = #both
	local all = count * (count - 1) / 2
	local in_left = tied(count, function(at)
		return both[at][1]
	end)
	local in_both = tied(count, function(at)
		return both[at][1] .. " " .. both[at][2]
	end)
	local seconds = table.create(count)
	for at, entry in ipairs(both) do
		seconds[at] = entry[2]
	end
	local swaps = count_swaps(seconds, 1, count, table.create(count))
	local in_right = tied(count, function(at)
		return seconds[at]
	end)
	local room = math.sqrt((all - in_left) * (all - in_right))
	return if room > 0 then (all - in_left - in_right + in_both - 2 * swaps) / room else nil
end

--- Where each number of a column stands, from 0 (lowest) to 1 (highest); equals share their place.
local function places(column)
	local sorted = {}
	for position, number in pairs(column) do
		table.insert(sorted, { position, number })
	end
	table.sort(sorted, function(a, b)
		if a[2] ~= b[2] then
			return a[2] < b[2]
		end
		return a[1] < b[1]
	end)
	local found, at = {}, 1
	while at <= #sorted do
		local last = at
		while last < #sorted and sorted[last + 1][2] == sorted[at][2] do
			last += 1
		end
		for equal = at, last do
			found[sorted[equal][1]] = if #sorted > 1 then ((at + last) / 2 - 1) / (#sorted - 1) else 0.5
		end
		at = last + 1
	end
	return found
end

--- The scorers that were asked for; all of them if none was.
local function chosen(context, given)
	local known, names = {}, {}
	for _, scorer in ipairs(context:scorers()) do
		known[scorer.name] = true
		if given == "" then
			table.insert(names, scorer.name)
		end
	end
	for name in string.gmatch(given, "[^,%s]+") do
		if not known[name] then
			error { message = "there is no scorer `" .. name .. "`; see: agon scorers" }
		end
		if not table.find(names, name) then
			table.insert(names, name)
		end
	end
	return names
end

local function run(context, args)
	local map = context:map(args.map)
	if not map then
		error { message = "there is no map `" .. args.map .. "`" }
	end
	local names, columns = {}, {}
	for at, name in ipairs(chosen(context, args.scorers)) do
		local told, column = pcall(map.column, map, name)
		if told then
			local numbers = {}
			for position = 1, map:count() do
				local number = agon.column.get(column, position)
				numbers[position] = if number >= 0 then number else nil
			end
			table.insert(names, name)
			table.insert(columns, numbers)
		else
			context:print("left out: " .. (if type(column) == "table" then tostring(column.message) else tostring(column)))
		end
		context:progress(at)
	end
	if #names == 0 then
		context:print("no scorer gives numbers for this map")
		return 1
	end

	local nodes, rows = map:nodes(), {}
	local ranks = {}
	for at, column in ipairs(columns) do
		ranks[at] = places(column)
	end
	for position, node in ipairs(nodes) do
		local low, high, sum, count = nil, nil, 0, 0
		for at = 1, #names do
			local rank = ranks[at][position]
			if rank then
				sum += rank
				count += 1
				low = if not low or rank < ranks[low][position] then at else low
				high = if not high or rank > ranks[high][position] then at else high
			end
		end
		if count > 0 then
			local spread = ranks[high][position] - ranks[low][position]
			table.insert(rows, { node = node, position = position, mean = sum / count, spread = spread, low = low, high = high })
		end
	end

	local function first(by)
		table.sort(rows, function(a, b)
			if a[by] ~= b[by] then
				return a[by] > b[by]
			end
			return a.position < b.position
		end)
		return math.min(args.top, #rows)
	end

	local shown = first("mean")
	for from = 1, #names, ABREAST do
		local cells, heading = {}, { "node" }
		for at = from, math.min(from + ABREAST - 1, #names) do
			table.insert(heading, names[at])
		end
		for row = 1, shown do
			local cell = { rows[row].node.label }
			for at = from, math.min(from + ABREAST - 1, #names) do
				table.insert(cell, columns[at][rows[row].position] or agon.json.null)
			end
			table.insert(cells, cell)
		end
		context:table(cells, heading)
		context:print("")
	end

	local alike = {}
	for at = 1, #names do
		for other = at + 1, #names do
			table.insert(alike, { names[at], names[other], tau(columns[at], columns[other]) or agon.json.null })
		end
	end
	if #alike > 0 then
		context:table(alike, { "scorer", "and", "tau-b" })
		context:print("")
		local parted = {}
		for row = 1, first("spread") do
			local one = rows[row]
			if one.spread > 0 then
				table.insert(parted, { one.node.label, one.spread, names[one.high], names[one.low] })
			end
		end
		if #parted > 0 then
			context:table(parted, { "node", "apart by", "highest with", "lowest with" })
		else
			context:print("they rank every node alike")
		end
	end
	return 0
end

---@type agon.Plugin
return {
	api = 1,
	name = "compare-scorers",
	summary = "Show how far scorers agree on a map.",
	commands = {
		["compare-scorers"] = {
			summary = "Scores side by side, how alike scorers rank, and where they part most.",
			args = {
				map = { type = "string", position = 1, help = "The map." },
				scorers = { type = "string", default = "", help = "Their names, separated by commas; all when empty." },
				top = { type = "integer", default = 10, min = 1, max = 1000, help = "How many nodes to show." },
			},
			run = run,
		},
	},
}
