-- Cards for drill, as Anki imports them: a tab-separated text whose first lines say how to read it.
--
-- A rebuttal's card asks what is said against it: its back has the answers, each with its evidence. A claim's card
-- asks for its case: its back has what supports it. A card is known by its node, so that importing a newer export
-- changes the cards that are there and makes none twice.

local function one_line(text)
	return (string.gsub(string.gsub(text, "%s+", " "), "^ ", ""))
end

--- A field in quotes, as it may hold lines. Anki finds sounds, LaTeX and clozes in texts too: what would begin one is
--- parted by a character that nobody sees.
local function field(text)
	local parted = string.gsub(text, "%[(/?[%a$]+:?)", "[\u{2060}%1")
	parted = string.gsub(parted, "\\([%(%[])", "\\\u{2060}%1")
	parted = string.gsub(parted, "{{", "{\u{2060}{")
	parted = string.gsub(parted, "%c", function(control)
		return if control == "\n" then control else " "
	end)
	return '"' .. string.gsub(parted, '"', '""') .. '"'
end

local function tag(text)
	return (string.gsub(text, "[%s\"]+", "_"))
end

local function export(map, options)
	local function said(node)
		local text = one_line(node.text)
		local source = node.source and map:source(node.source)
		if source then
			local place = node.citation.locator or node.citation.paragraph and "¶ " .. node.citation.paragraph
			text ..= " (" .. agon.cite(source) .. (if place then ", " .. place else "") .. ")"
		end
		return text
	end

	--- Adds the evidence for a node, and what it rests on beneath, once each, to a list of lines.
	local function evidence(lines, id, seen)
		for _, link in ipairs(map:links_to(id)) do
			if link.is_pro then
				for _, premise in ipairs(link.premises) do
					local node = map:node(premise)
					if node.kind == "evidence" and not seen[premise] then
						seen[premise] = true
						table.insert(lines, "    – " .. said(node))
					end
				end
			end
		end
	end

	--- The premises of links as numbered lines, each with its evidence. Linked premises share a number.
	local function back(links, from, none)
		local lines, seen = {}, {}
		for at, entry in ipairs(links) do
			local premises = entry.link.premises
			if entry.link.relation == "contradicts" and premises[1] == from then
				premises = { entry.link.target }
			end
			for position, premise in ipairs(premises) do
				local head = if position == 1 then at .. ". " .. entry.head else "    and: "
				seen[premise] = true
				table.insert(lines, head .. said(map:node(premise)))
				evidence(lines, premise, seen)
			end
		end
		return if #lines == 0 then none else table.concat(lines, "\n")
	end

	--- What a node attacks, in words.
	local function attacked(node)
		local targets = {}
		for _, link in ipairs(map:links_from(node.id)) do
			if link.is_con then
				local step = link
				while step.targets_link do
					step = map:link(step.target)
				end
				local target = one_line(map:node(step.target).text)
				table.insert(targets, if link.targets_link then "the step to: " .. target else target)
			end
		end
		return targets
	end

	local rows = {}
	local function card(node, front, answer)
		local tags = { tag(map.name), node.kind }
		for _, word in ipairs(node.tags) do
			table.insert(tags, tag(word))
		end
		table.insert(rows, table.concat({ field(node.id), field(front), field(answer), field(table.concat(tags, " ")) }, "\t"))
	end

	for _, id in ipairs(map:ids()) do
		local node = map:node(id)
		local pro, con = {}, {}
		for _, link in ipairs(map:links_to(id)) do
			if link.is_pro then
				table.insert(pro, { link = link, head = "" })
			elseif link.is_con then
				table.insert(con, { link = link, head = "" })
			end
		end
		local targets = attacked(node)
		-- Whoever undercuts the rebuttal's step answers it too.
		for _, link in ipairs(map:links_from(id)) do
			if link.is_con then
				for _, onto in ipairs(map:links_to_link(link.id)) do
					if onto.is_con then
						table.insert(con, { link = onto, head = "it does not touch the point: " })
					end
				end
			end
		end
		if #targets > 0 and node.kind == "rebuttal" and options.cards ~= "claims" then
			local front = "They say: " .. said(node) .. "\nagainst: " .. table.concat(targets, "\nand against: ") .. "\n\nYour answer?"
			card(node, front, back(con, id, "No answer yet: find one, or give the point up."))
		elseif node.kind == "claim" and options.cards ~= "rebuttals" and #pro > 0 then
			card(node, "Make the case: " .. said(node), back(pro, id, ""))
		end
	end

	local head = {
		"#separator:tab",
		"#html:false",
		"#notetype:Basic",
		-- Two colons would make a deck within a deck.
		"#deck:" .. string.gsub(one_line(map.title), "::+", ":"),
		"#columns:Id\tFront\tBack\tTags",
		"#guid column:1",
		"#tags column:4",
	}
	table.move(rows, 1, #rows, #head + 1, head)
	return table.concat(head, "\n") .. "\n"
end

---@type agon.Plugin
return {
	api = 1,
	name = "flashcards",
	summary = "Write cards for drill: rebuttals with their answers, claims with their case.",
	options = {
		cards = { type = "string", one_of = { "all", "rebuttals", "claims" }, default = "all", help = "What becomes a card." },
	},
	exporters = {
		flashcards = {
			summary = "Cards as a text that Anki imports.",
			extension = "txt",
			media_type = "text/plain",
			export = export,
		},
	},
}
