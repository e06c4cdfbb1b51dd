local function page(more)
	local annotation = {
		id = "a1",
		user = "acct:ada@hypothes.is",
		created = "2024-05-06T07:08:09.000+00:00",
		uri = "https://example.org/polls",
		text = "",
		tags = agon.json.list {},
		document = { title = { "Polls of 2024" } },
		target = { { source = "https://example.org/polls", selector = { { type = "TextQuoteSelector", exact = "Nine in ten agree." } } } },
	}
	for key, value in pairs(more or {}) do
		annotation[key] = value
	end
	return annotation
end

local function read(annotations, options)
	return agon.testing.import(agon.json.encode(annotations), "hypothesis", options)
end

describe("hypothesis", function()
	it("makes evidence of what is marked, with its source, words and tags", function()
		local map = read { page { tags = { "Survey data", "survey-data", "!" } } }
		local node = map:nodes("evidence")[1]
		assert.equal(node.text, "Nine in ten agree.")
		assert.equal(node.source, "polls-of-2024")
		assert.same(node.citation, { source = "polls-of-2024", form = "quotation", quote = "Nine in ten agree." })
		assert.same(node.tags, { "survey-data" })
		assert.same(node.attributes, { annotator = "ada", annotated = "2024-05-06" })
		assert.equal(map:source("polls-of-2024").csl.URL, "https://example.org/polls")
	end)

	it("makes a claim of a comment, or an attribute", function()
		local map = read { page { text = "People agree." } }
		local claim = map:nodes("claim")[1]
		assert.equal(claim.text, "People agree.")
		assert.equal(map:links_to(claim.id)[1].premises[1], map:nodes("evidence")[1].id)
		local quiet = read({ page { text = "People agree." } }, { comments = "attribute" })
		assert.equal(quiet:count(), 1)
		assert.equal(quiet:nodes()[1].attributes.comment, "People agree.")
	end)

	it("takes a note on a page for evidence in its own words, and shares a source", function()
		local map = read { page(), page { id = "a2", target = { { source = "x" } }, text = "All of it is about 2023." } }
		assert.equal(#map:sources(), 1)
		assert.equal(map:nodes("evidence")[2].text, "All of it is about 2023.")
		assert.equal(map:nodes("evidence")[2].source, "polls-of-2024")
	end)

	it("lets replies bear on what they answer, by their tags", function()
		local function reply(id, references, text, tags)
			return page { id = id, references = references, text = text, tags = agon.json.list(tags), target = { { source = "x" } } }
		end
		local map = read {
			rows = {
				reply("r3", { "a1", "r1" }, "But it was.", { "con" }),
				page { text = "People agree." },
				reply("r1", { "a1" }, "It was no random sample.", { "CON", "method" }),
				reply("r2", { "a1" }, "So say others.", { "pro" }),
			},
			replies = { reply("r4", { "a1" }, "Which year?", {}), reply("r5", { "a1", "r4" }, "2024 it was.", { "pro" }) },
			total = 4,
		}
		assert.equal(#map:nodes("rebuttal"), 2)
		local claim = map:nodes("claim")[1]
		assert.equal(#map:links_to(claim.id), 4)
		assert.equal(claim.attributes.replies[1], "Which year?")
		local first, second = map:nodes("rebuttal")[1], map:nodes("rebuttal")[2]
		assert.same(first.tags, { "method" })
		assert.equal(map:links_from(second.id)[1].target, first.id)
	end)

	it("reads what the sidebar saves, keeps orphaned replies, and leaves empty marks out", function()
		local map = read {
			export_userid = "acct:ada@hypothes.is",
			annotations = { page { references = { "gone" }, text = "An answer.", tags = { "con" } }, page { target = agon.json.list {}, text = " \t\r\n" } },
		}
		assert.equal(map:count(), 1)
		assert.equal(map:nodes()[1].kind, "claim")
	end)

	it("takes any text, and refuses what is no list of annotations", function()
		local long = string.rep("日本", 200)
		local hostile = "\u{1b}[31m\0\r\nred \u{9b}2J <script> \\input{x}"
		local map = read {
			page { document = { title = { long } }, text = hostile },
			page { document = { title = { long } }, uri = "file:///b", text = "x" },
			page { document = agon.json.null, uri = agon.json.null, target = { { selector = { 7, { type = "TextQuoteSelector", exact = "q" } } }, "x" } },
			page { document = { title = 7 }, uri = "!!!" },
		}
		assert.equal(map:nodes("claim")[1].text, "[31m\nred 2J <script> \\input{x}")
		assert.equal(#map:sources(), 3)
		for text, message in pairs { ["{"] = "EOF", ['{"a":1}'] = "neither `rows`", ["[7]"] = "annotation 1 is no object", ["7"] = "no list" } do
			assert.raises(message, function()
				agon.testing.import(text, "hypothesis")
			end)
		end
		assert.equal(agon.testing.import("[]", "hypothesis"):count(), 0)
	end)

	it("claims its own and no other JSON", function()
		local detect = agon.testing.detect
		assert.truthy(detect("hypothesis", agon.json.encode { page() }))
		assert.truthy(detect("hypothesis", agon.json.encode({ rows = { page() }, total = 1 }, { indent = true })))
		for _, other in ipairs { "", "[]", '{"agon":1}', '{"nodes":[{"uri":"x"}]}', '"user": "acct:ada", "uri": 1', "[a]: A.", "* \xff" } do
			assert.equal(detect("hypothesis", other), false)
		end
	end)
end)
