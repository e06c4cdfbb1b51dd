-- The map as indented plain text: for reading aloud, for notes, for a diff; and such a text as a map again.
--
-- What the text does not hold is lost on the way back: credences, strengths, schemes, reasons, tags, attributes, sides,
-- sections and the map's summary. Kinds are written with `kinds = true`; without them a node that only attacks is taken
-- for a rebuttal, what is answered for a question, the rest for claims. Numbers and sources that the exporter adds
-- become part of the text. Indentation ends at 20 levels: what stands deeper is read one level too high.

local reading = require("reading")

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
	local wrapped = agon.text.wrap(text, options.width, { first = margin .. sign .. " ", rest = rest, whole = true })
	-- A line that goes on with what looks like a sign would be an entry of its own.
	wrapped = string.gsub(wrapped, "\n( *)([%*%?%+%-~%^#\\])", "\n%1\\%2")
	return (string.gsub(wrapped, "\n( *)(%a+: )", function(blanks, word)
		return if reading.is_sign(word) then "\n" .. blanks .. "\\" .. word else nil
	end))
end

--- The text of a node, its label before it where it has a name or another place mentions it.
local function describe(map, node, options, mentioned)
	local text = string.gsub(agon.text.normalise(node.text), "\n", " ")
	-- So that no text is read as a label, a kind or a mention.
	if string.find(text, "^[%[\\]") or string.find(text, "^see %[") or string.find(text, "^%a+: ") and reading.KINDS[string.match(text, "^%a+")] then
		text = "\\" .. text
	end
	if options.kinds then
		text = node.kind .. ": " .. text
	end
	if node.name or mentioned[node.id] then
		text = "[" .. node.label .. "] " .. text
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

--- The lines of the outline. `mentioned` gets the nodes to which another place refers.
local function draw(map, options, mentioned)
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
				mentioned[node.id] = true
				table.insert(lines, entry(options, item.depth, item.sign, "see [" .. node.label .. "]" .. item.note))
				continue
			end
			seen[node.id] = true
			table.insert(lines, entry(options, item.depth, item.sign, describe(map, node, options, mentioned) .. item.note))
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

local function export(map, options)
	local mentioned = {}
	local text = draw(map, options, mentioned)
	-- What is mentioned later needs its label where it first stands.
	return if next(mentioned) then draw(map, options, mentioned) else text
end

---@type agon.Plugin
return {
	api = 1,
	name = "outline",
	summary = "Write a map as indented plain text, and read one.",
	options = {
		width = { type = "integer", default = 100, min = 20, max = 1000, help = "Where lines are wrapped, in columns." },
		scorer = { type = "string", default = "", help = "Show this scorer's numbers; none when empty." },
		kinds = { type = "boolean", default = false, help = "Write the kind before each text, so that reading it keeps the kinds." },
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
	importers = {
		outline = {
			summary = "Indented plain text, + for and - against.",
			extensions = { "outline" },
			detect = reading.detect,
			import = reading.import,
		},
	},
}
