-- A drill: each rebuttal that nobody has answered is put to you, and what you answer is added as a rebuttal of it. You
-- are asked about what in the end speaks against a root of the map; with `--all` about the replies to that as well.

local QUIT = "q"

local function plain(node)
	return (string.gsub(agon.text.normalise(node.text), "\n", " "))
end

local function is_answered(map, id)
	for _, link in ipairs(map:links_to(id)) do
		if link.is_con then
			return true
		end
	end
	-- Its step may be undercut instead.
	for _, link in ipairs(map:links_from(id)) do
		for _, onto in ipairs(map:links_to_link(link.id)) do
			if onto.is_con then
				return true
			end
		end
	end
	return false
end

--- What a rebuttal attacks, and what that is for, up to the end: the nearest first; and whether it all speaks against
--- that end.
local function chain(map, id)
	local lines, seen, against = {}, {}, false
	while not seen[id] do
		seen[id] = true
		local link = map:links_from(id)[1]
		against = against ~= (link ~= nil and link.is_con)
		while link and link.targets_link do
			table.insert(lines, link.relation .. " the step from")
			local onto = map:link(link.target)
			link = if onto.targets_link then onto else { relation = "", target = onto.premises[1] }
			against = against ~= (onto.targets_link and onto.is_con)
		end
		if not link then
			break
		end
		local node = map:node(link.target)
		local line = "[" .. node.label .. "] " .. plain(node)
		if link.relation == "" then
			lines[#lines] ..= " " .. line
		else
			table.insert(lines, link.relation .. " " .. line)
		end
		id = node.id
	end
	return lines, against
end

local function run(context, args)
	local map = context:map(args.map)
	if not map then
		error { message = "there is no map `" .. args.map .. "`" }
	end
	local open = {}
	for _, node in ipairs(map:nodes("rebuttal")) do
		local lines, against = chain(map, node.id)
		if #lines > 0 and (against or args.all) and not is_answered(map, node.id) then
			table.insert(open, { node = node, lines = lines })
		end
	end
	if #open == 0 then
		context:print("no rebuttal waits for an answer")
		return 0
	end

	local answers, skipped, seen = {}, 0, 0
	for at, one in ipairs(open) do
		local node = one.node
		if at > 1 then
			context:print("")
		end
		context:print(string.format("%d of %d  [%s] %s", at, #open, node.label, plain(node)))
		for depth, line in ipairs(one.lines) do
			context:write(agon.text.wrap(line, 100, { first = string.rep("  ", math.min(depth, 20)), rest = string.rep("  ", math.min(depth, 20) + 1) }) .. "\n")
		end
		local answer = context:ask("your answer (empty skips, q ends): ")
		answer = answer and string.match(answer, "^%s*(.-)%s*$")
		if not answer or string.lower(answer) == QUIT then
			break
		end
		seen += 1
		if answer == "" then
			skipped += 1
		else
			table.insert(answers, { add = "rebuttal", map = map.name, text = (string.gsub(answer, "%c", " ")), rebuts = node.id })
		end
	end
	if #answers > 0 then
		context:commit(answers, "drill " .. map.name .. ": " .. #answers .. (if #answers == 1 then " answer" else " answers"))
	end
	context:print("")
	context:print(string.format("%d answered, %d skipped, %d left", #answers, skipped, #open - seen))
	return 0
end

---@type agon.Plugin
return {
	api = 1,
	name = "drill",
	summary = "Answer the rebuttals of a map, one by one.",
	commands = {
		drill = {
			summary = "Asks for an answer to every rebuttal that has none.",
			args = {
				map = { type = "string", position = 1, help = "The map." },
				all = { type = "boolean", default = false, help = "Ask about replies to rebuttals too." },
			},
			run = run,
		},
	},
}
