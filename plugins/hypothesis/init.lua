-- Annotations of web pages, as Hypothes.is exports them: a list, `{ rows = … }` as its service answers, or
-- `{ annotations = … }` as its sidebar saves.
--
-- An annotation becomes evidence: the words that it marks are the quotation, the page is the source, the tags are tags.
-- Its comment becomes a claim that the evidence supports; with `comments = "attribute"` it is kept as an attribute. A note
-- on a whole page is evidence in the words of the note.
--
-- A reply bears on what it replies to, the comment if there is one: as a rebuttal with the tag `con`, as a claim for it
-- with the tag `pro`. A reply with neither is kept in the attribute `replies` of that node; one to a reply that is no
-- node bears on the nearest node above. What has neither words nor comment is left out.

local CONTROLS = "[%z\1-\8\11\12\14-\31\127]"

--- A text as maps keep it: no control characters, one kind of line break.
local function clean(value)
	if type(value) ~= "string" then
		return ""
	end
	local text = string.gsub(string.gsub(value, "\r\n?", "\n"), CONTROLS, "")
	-- C1 controls, which only steer terminals.
	text = string.gsub(text, "\xc2[\128-\159]", "")
	return (string.match(text, "^%s*(.-)%s*$"))
end

--- The first characters of a text.
local function cut(text, count)
	local after = utf8.offset(text, count + 1)
	return if after then string.sub(text, 1, after - 1) else text
end

local function is_table(value)
	return type(value) == "table"
end

--- The annotations of a document, whichever way it holds them.
local function annotations_of(text)
	local read = agon.json.decode(text)
	if not is_table(read) then
		error { message = "it is no list of annotations" }
	end
	local list = read
	if is_table(read.rows) then
		list = read.rows
		for _, reply in ipairs(if is_table(read.replies) then read.replies else {}) do
			table.insert(list, reply)
		end
	elseif is_table(read.annotations) then
		list = read.annotations
	elseif next(read) and #read == 0 then
		error { message = "it has neither `rows` nor `annotations`" }
	end
	return list
end

--- The words that an annotation marks.
local function quote_of(annotation)
	for _, target in ipairs(if is_table(annotation.target) then annotation.target else {}) do
		for _, selector in ipairs(if is_table(target) and is_table(target.selector) then target.selector else {}) do
			if is_table(selector) and selector.type == "TextQuoteSelector" then
				return clean(selector.exact)
			end
		end
	end
	return ""
end

local function title_of(annotation)
	local document = annotation.document
	local title = is_table(document) and document.title
	return clean(if is_table(title) then title[1] else title)
end

local function import(text, options)
	local changes, links = {}, {}
	local sources, taken = {}, {}
	local nodes, targets, parents, skipped = {}, {}, {}, 0

	local function key_of(annotation)
		local uri = clean(annotation.uri)
		local title = title_of(annotation)
		if uri == "" and title == "" then
			return nil
		end
		local known = if uri ~= "" then uri else title
		if not sources[known] then
			local stem = agon.text.slug(cut(title, 60)) or agon.text.slug(cut(string.gsub(uri, "^%a+://", ""), 60)) or "page"
			local key, count = stem, 1
			while taken[key] do
				count += 1
				key = stem .. "-" .. count
			end
			taken[key] = true
			sources[known] = key
			local source = { add = "source", key = key, csl = { type = "webpage" }, title = if title ~= "" then title else uri }
			if uri ~= "" then
				source.url = uri
			end
			table.insert(changes, source)
		end
		return sources[known]
	end

	--- The tags as maps keep them, and the side that they take.
	local function tags_of(annotation)
		local tags, side = {}, nil
		for _, tag in ipairs(if is_table(annotation.tags) then annotation.tags else {}) do
			local word = if type(tag) == "string" then agon.text.slug(tag) else nil
			if word == "pro" or word == "con" then
				side = side or word
			elseif word and not table.find(tags, word) then
				table.insert(tags, word)
			end
		end
		table.sort(tags)
		return tags, side
	end

	local function about(annotation)
		local attributes = {}
		local user = string.match(clean(annotation.user), "^acct:(.*)@") or clean(annotation.user)
		if user ~= "" then
			attributes.annotator = user
		end
		local created = string.match(clean(annotation.created), "^%d%d%d%d%-%d%d%-%d%d")
		if created then
			attributes.annotated = created
		end
		return attributes
	end

	local function add(change)
		table.insert(nodes, change)
		change.ref = "annotation " .. #nodes
		return change
	end

	local list = annotations_of(text)
	local replies = {}
	for at, annotation in ipairs(list) do
		if not is_table(annotation) then
			error { message = "annotation " .. at .. " is no object" }
		end
		local id = if type(annotation.id) == "string" then annotation.id else "#" .. at
		if is_table(annotation.references) and #annotation.references > 0 then
			parents[id] = annotation.references
			table.insert(replies, { id = id, annotation = annotation })
			continue
		end
		local quote, comment = quote_of(annotation), clean(annotation.text)
		if quote == "" and comment == "" then
			skipped += 1
			continue
		end
		local evidence = add { add = "evidence", tags = (tags_of(annotation)), attributes = about(annotation) }
		local key = key_of(annotation)
		targets[id] = evidence
		if quote == "" then
			evidence.text = comment
			evidence.citation = if key then { source = key } else nil
			continue
		end
		evidence.text = quote
		evidence.citation = { source = key, form = "quotation", quote = quote }
		if comment ~= "" and options.comments == "attribute" then
			evidence.attributes.comment = comment
		elseif comment ~= "" then
			local claim = add { add = "claim", text = comment, attributes = about(annotation) }
			table.insert(links, { add = "link", premise = evidence.ref, relation = "supports", target = claim.ref })
			targets[id] = claim
		end
	end

	-- A reply comes after what it replies to, in whatever order they stand in the file.
	for at, reply in ipairs(replies) do
		reply.at = at
	end
	table.sort(replies, function(a, b)
		local left, right = #parents[a.id], #parents[b.id]
		if left ~= right then
			return left < right
		end
		return a.at < b.at
	end)
	for _, reply in ipairs(replies) do
		local comment = clean(reply.annotation.text)
		local tags, side = tags_of(reply.annotation)
		local target
		local above = parents[reply.id]
		for at = #above, 1, -1 do
			target = target or targets[above[at]]
		end
		if comment == "" then
			skipped += 1
		elseif not target then
			-- What it replies to is not in the file.
			targets[reply.id] = add { add = "claim", text = comment, tags = tags, attributes = about(reply.annotation) }
		elseif side then
			local kind, relation = "claim", "supports"
			if side == "con" then
				kind, relation = "rebuttal", "rebuts"
			end
			local node = add { add = kind, text = comment, tags = tags, attributes = about(reply.annotation) }
			table.insert(links, { add = "link", premise = node.ref, relation = relation, target = target.ref })
			targets[reply.id] = node
		else
			target.attributes.replies = target.attributes.replies or {}
			table.insert(target.attributes.replies, comment)
		end
	end

	if skipped > 0 then
		agon.log.warn(skipped .. " annotations have neither words nor a comment, and are left out")
	end
	for _, group in ipairs { nodes, links } do
		for _, change in ipairs(group) do
			table.insert(changes, change)
		end
	end
	return changes
end

local function detect(head)
	if not string.find(head, "^%s*[%[{]") then
		return false
	end
	return string.find(head, '"user"%s*:%s*"acct:') ~= nil and string.find(head, '"uri"%s*:') ~= nil
end

---@type agon.Plugin
return {
	api = 1,
	name = "hypothesis",
	summary = "Read annotations of web pages from Hypothes.is.",
	options = {
		comments = { one_of = { "claim", "attribute" }, default = "claim", help = "What a comment becomes: a claim for which the words speak, or an attribute." },
	},
	importers = {
		hypothesis = {
			summary = "Annotations of web pages (Hypothes.is JSON).",
			extensions = { "hypothesis.json" },
			detect = detect,
			import = import,
		},
	},
}
