-- The map as indented plain text: for reading aloud, for notes, for a diff.

local SIGNS = {
	answers = "?",
	supports = "+",
	rebuts = "-",
	undercuts = "~",
	underpins = "^",
	contradicts = "#",
}

--- One entry of the outline, wrapped to the width and hanging under its sign.
local function entry(options, depth, sign, text)
	local margin = string.rep("  ", math.min(depth, 20))
	local rest = margin .. string.rep(" ", utf8.len(sign) + 1)
	return agon.text.wrap(text, options.width, { first = margin .. sign .. " ", rest = rest })
end

local function describe(map, node, options)
	local text = string.gsub(agon.text.normalise(node.text), "\n", " ")
	if node.name then
		text = "[" .. node.name .. "] " .. text
	end
	if options.scorer ~= "" then
		local score = map:score(node.id, options.scorer)
		if score then
			text ..= string.format(" (%.2f)", score)
		end
	end
	local source = options.sources and node.source and map:source(node.source)
	if source then
		text ..= " (" .. agon.cite(source) .. ")"
	end
	return text
end

--- Adds what bears on something to `items`, in reading order: the premises of each link, then what bears on the link.
local function gather(map, items, links, depth, from)
	for _, link in ipairs(links) do
		local premises = link.premises
		if link.relation == "contradicts" and premises[1] == from then
			premises = { link.target }
		end
		for at, premise in ipairs(premises) do
			local linked = if at < #premises then " (together with the next)" else ""
			table.insert(items, { id = premise, sign = SIGNS[link.relation], depth = depth, note = linked })
		end
		gather(map, items, map:links_to_link(link.id), depth + 1, nil)
	end
end

local function export(map, options)
	local lines = { map.title, string.rep("=", math.min(agon.text.width(map.title), options.width)) }
	local seen = {}

	-- A stack in place of recursion: maps can be deep.
	local function write(root)
		local stack = { { id = root, sign = "*", depth = 0, note = "" } }
		table.insert(lines, "")
		while #stack > 0 do
			local item = table.remove(stack)
			local node = map:node(item.id)
			if seen[node.id] then
				table.insert(lines, entry(options, item.depth, item.sign, "see [" .. node.label .. "]" .. item.note))
				continue
			end
			seen[node.id] = true
			table.insert(lines, entry(options, item.depth, item.sign, describe(map, node, options) .. item.note))
			local below = {}
			gather(map, below, map:links_to(node.id), item.depth + 1, node.id)
			for at = #below, 1, -1 do
				table.insert(stack, below[at])
			end
		end
	end

	for _, root in ipairs(map:roots()) do
		write(root.id)
	end
	-- What stands in a circle has no root above it.
	for _, id in ipairs(map:ids()) do
		if not seen[id] then
			write(id)
		end
	end
	return table.concat(lines, "\n") .. "\n"
end

---@type agon.Plugin
return {
	api = 1,
	name = "outline",
	summary = "Write a map as indented plain text.",
	options = {
		width = { type = "integer", default = 100, min = 20, max = 1000, help = "Where lines are wrapped, in columns." },
		scorer = { type = "string", default = "", help = "Show this scorer's numbers; none when empty." },
		sources = { type = "boolean", default = true, help = "Cite sources after evidence." },
	},
	exporters = {
		outline = {
			summary = "Indented plain text.",
			extension = "txt",
			media_type = "text/plain",
			export = export,
		},
	},
}
