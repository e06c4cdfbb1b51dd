local commit = agon.testing.commit

local function base()
	return agon.testing.map "[why]: Why? {kind: question}\n  + [so]: So.\n    + [old]: An old hand. {kind: evidence}"
end

describe("cite-sources", function()
	it("refuses evidence without a source, and says which", function()
		local done = commit(base(), { add = "evidence", name = "poll", text = "Nine in ten.", supports = "so" })
		assert.truthy(done.refused)
		assert.equal(done.complaints[1].code, "cite-sources/missing")
		assert.equal(done.complaints[1].node, "poll")
		assert.equal(done.map:node("poll"), nil)
	end)

	it("lets evidence with a source pass, and whatever is no evidence", function()
		local done = commit(base(), {
			{ add = "source", key = "lee-2024", title = "Polls" },
			{ add = "evidence", name = "poll", text = "Nine in ten.", supports = "so", source = "lee-2024" },
			{ add = "claim", text = "Because.", supports = "so" },
		})
		assert.equal(done.refused, false)
		assert.same(done.complaints, {})
		assert.equal(done.map:node("poll").source, "lee-2024")
		assert.equal(done.map:count(), 5)
	end)

	it("looks at edits too, and not at what is left alone", function()
		assert.truthy(commit(base(), { edit = "node", id = "old", text = "Older." }).refused)
		assert.truthy(commit(base(), { add = "evidence", text = "Said again.", map = "spec" }).refused)
		assert.equal(commit(base(), { edit = "node", id = "so", text = "So it is." }).refused, false)
		assert.equal(commit(base(), { remove = "node", id = "old" }).refused, false)
	end)

	it("wants the place and the words when it is told to", function()
		local placed = { add = "evidence", name = "e", text = "It rains.", supports = "so", citation = { source = "lee", locator = "p. 3" } }
		assert.equal(commit(base(), placed, { minimum = "place" }).refused, false)
		assert.equal(commit(base(), placed, { minimum = "words" }).complaints[1].code, "cite-sources/words")
		local bare = { add = "evidence", name = "e", text = "It rains.", supports = "so", source = "lee" }
		assert.equal(commit(base(), bare, { minimum = "place" }).complaints[1].code, "cite-sources/place")
	end)

	it("counts every one, whatever it says", function()
		local many = {}
		for at = 1, 50 do
			table.insert(many, { add = "evidence", text = at .. " \u{202e}日本 '); --", supports = "so" })
		end
		assert.equal(#commit(base(), many).complaints, 50)
	end)
end)
