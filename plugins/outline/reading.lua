-- From an outline to a map. An entry is a line that begins with a sign, or one at the margin; what follows without a
-- sign goes on with it. It bears on the nearest entry above that stands further left.

local RELATIONS = { ["?"] = "answers", ["+"] = "supports", ["-"] = "rebuts", ["~"] = "undercuts", ["^"] = "underpins", ["#"] = "contradicts" }
local KINDS = { question = true, claim = true, evidence = true, rebuttal = true }
local WORDS = { pro = "+", ["for"] = "+", con = "-", against = "-" }
local TOGETHER = " %(together with the next%)$"

--- The columns before the first letter; a tab goes on to the next multiple of eight.
local function measure(blanks)
	local column = 0
	for at = 1, #blanks do
		column = if string.byte(blanks, at) == 9 then (column // 8 + 1) * 8 else column + 1
	end
	return column
end

--- The sign of a line and what follows it; nothing if it has none.
local function signed(line)
	if line == "*" or RELATIONS[line] then
		return line, ""
	end
	local sign, rest = string.match(line, "^([%*%?%+%-~%^#])%s+(.*)$")
	if sign then
		return sign, rest
	end
	local word, after = string.match(line, "^(%a+):%s+(.*)$")
	local meant = word and WORDS[string.lower(word)]
	if meant then
		return meant, after
	end
	return nil, line
end

--- Whether a word with a colon is a sign: `con: `.
local function is_sign(word)
	return WORDS[string.lower(string.match(word, "^%a*"))] ~= nil
end

local function fail(number, message)
	error { message = "line " .. number .. ": " .. message }
end

--- Title and entries: `{ number, indent, sign, text }`.
local function entries_of(text)
	local title, entries = nil, {}
	local number, blank = 0, true
	for line in string.gmatch(string.gsub(text, "\r\n?", "\n") .. "\n", "(.-)\n") do
		number += 1
		local blanks, rest = string.match(line, "^([ \t]*)(.-)%s*$")
		local last = entries[#entries]
		if rest == "" then
			blank = true
		elseif #entries == 1 and not title and last.indent == 0 and not blank and string.find(rest, "^==+$") then
			title = last.raw
			entries, blank = {}, true
		else
			local indent = measure(blanks)
			local sign, said = signed(rest)
			local starts = sign or not last or indent == 0 and (blank or last.indent > 0)
			if starts then
				table.insert(entries, { number = number, indent = indent, sign = sign, text = said, raw = rest })
			else
				last.text ..= " " .. string.gsub(rest, "^\\", "")
			end
			blank = false
		end
	end
	return title, entries
end

--- Takes label, kind and mention from the text of an entry.
local function parse(entry)
	local text, count = string.gsub(entry.text, TOGETHER, "")
	entry.together = count > 0
	local mention = string.match(text, "^see %[(.-)%]$")
	if mention then
		entry.mention = mention
		return
	end
	local label, rest = string.match(text, "^%[([^%[%]%s]+)%]%s*(.*)$")
	if label and agon.text.slug(label) and not string.find(label, "[^%w\128-\255%-_%./]") then
		entry.label, text = label, rest
	end
	local kind, said = string.match(text, "^(%a+):%s+(.*)$")
	if kind and KINDS[kind] then
		entry.kind, text = kind, said
	end
	entry.text = string.gsub(text, "^\\", "")
end

local function import(text)
	local title, entries = entries_of(text)
	local changes, links = {}, {}
	local name = title and agon.text.slug(title)
	if name then
		table.insert(changes, { add = "map", name = name, title = title })
	end

	local nodes, by_name, known = {}, {}, {}
	--- The link of these premises, made where it is not there yet: a circle and a contradiction are written twice.
	local function link(premises, relation, target, number)
		local ends = { table.concat(premises, "\n"), target }
		if relation == "contradicts" then
			table.sort(ends)
		end
		local key = relation .. "\n" .. table.concat(ends, "\n\n")
		if not known[key] then
			known[key] = "link at " .. number
			table.insert(links, { add = "link", ref = known[key], premises = premises, relation = relation, target = target })
		end
		return known[key]
	end

	local above, unfinished = {}, {}
	for _, entry in ipairs(entries) do
		parse(entry)
		local node
		if entry.mention then
			node = { name = entry.mention }
		elseif entry.label and by_name[entry.label] and (entry.text == "" or entry.text == by_name[entry.label].text) then
			node = by_name[entry.label]
		else
			-- The beginning of an id is what the exporter calls a node that has no name.
			local is_short = entry.label and string.find(entry.label, "^%x%x%x%x%x%x%x%x$")
			node = { text = entry.text, kind = entry.kind, number = entry.number, name = entry.label or "node at " .. entry.number }
			node.is_named = entry.label and not is_short
			by_name[node.name] = by_name[node.name] or node
			table.insert(nodes, node)
		end
		while #above > 0 and above[#above].indent >= entry.indent do
			table.remove(above)
		end
		local parent = above[#above]
		local relation = RELATIONS[entry.sign]
		if relation and not parent then
			fail(entry.number, "`" .. entry.sign .. "` bears on nothing: what it is for or against stands above it, further left")
		end
		if parent and not relation then
			fail(entry.number, "it stands under another entry and has no sign; + is for it, - against it")
		end
		entry.node = node
		if parent then
			local onto = relation == "undercuts" or relation == "underpins"
			if onto and not parent.link then
				fail(entry.number, "`" .. entry.sign .. "` bears on a step, and the entry above makes none")
			end
			local begun = parent.begun
			local premises = if begun and begun.relation == relation then begun.premises else {}
			table.insert(premises, node.name)
			if entry.together then
				parent.begun = { relation = relation, premises = premises }
				unfinished[parent] = entry.number
			else
				parent.begun, unfinished[parent] = nil, nil
				entry.link = link(premises, relation, if onto then parent.link else parent.node.name, entry.number)
			end
		end
		table.insert(above, entry)
	end

	local _, number = next(unfinished)
	if number then
		fail(number, "it stands together with the next, and none follows")
	end

	-- What a node is, where it does not say: by what it does.
	local asked, pro, con = {}, {}, {}
	for _, one in ipairs(links) do
		if one.relation == "answers" then
			asked[one.target] = true
		end
		local is_con = one.relation == "rebuts" or one.relation == "undercuts"
		for _, premise in ipairs(one.premises) do
			if is_con then
				con[premise] = true
			else
				pro[premise] = true
			end
		end
	end
	for _, node in ipairs(nodes) do
		local kind = node.kind or if asked[node.name] then "question" elseif con[node.name] and not pro[node.name] then "rebuttal" else "claim"
		local change = { add = kind, text = node.text }
		if node.is_named then
			change.name = node.name
		else
			change.ref = node.name
		end
		table.insert(changes, change)
	end
	for _, one in ipairs(links) do
		table.insert(changes, one)
	end
	return changes
end

--- Whether a text is what the exporter writes: a title, a rule of its length, entries that begin with `*` at the margin,
--- and a label or a sign that no list of Markdown has. An outline that says less is read when it is asked for.
local function detect(head)
	local title, rule, body = string.match(head, "^([^\r\n]+)\r?\n(==+)\r?\n\r?\n(%* .*)$")
	if not title or string.find(title, "^[%[{<#=]") or not utf8.len(title) then
		return false
	end
	if #rule ~= agon.text.width(title) and #rule >= agon.text.width(title) then
		return false
	end
	if #head >= 4096 then
		-- Its last line is cut.
		body = string.match(body, "^(.*)\n") or body
	end
	local is_outline = false
	for line in string.gmatch(body, "[^\r\n]+") do
		local blanks, sign, rest = string.match(line, "^( *)([%*%?%+%-~%^#]) (.*)$")
		if blanks == "" and sign ~= "*" or not blanks and not string.find(line, "^  ") then
			return false
		end
		if blanks and blanks ~= "" and sign == "*" or string.find(rest or "", "^%[[^%]]*%][%(:]") then
			return false
		end
		if sign and (sign == "?" or sign == "~" or sign == "^" or string.find(rest, "^%[[%w\128-\255][%w\128-\255%-_%./]+%] ")) then
			is_outline = true
		end
	end
	return is_outline
end

return { KINDS = KINDS, is_sign = is_sign, import = import, detect = detect }
