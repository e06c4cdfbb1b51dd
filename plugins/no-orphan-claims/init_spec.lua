local commit = agon.testing.commit

local function base()
	return agon.testing.map "[why]: Why? {kind: question}\n  + [so]: So."
end

describe("no-orphan-claims", function()
	it("refuses what is linked to nothing", function()
		local done = commit(base(), { add = "claim", name = "lost", text = "Lost.", map = "spec" })
		assert.truthy(done.refused)
		assert.equal(done.complaints[1].code, "no-orphan-claims/claim")
		assert.equal(done.complaints[1].node, "lost")
		local rebuttal = commit(base(), { add = "rebuttal", name = "no", text = "No.", map = "spec" })
		assert.contains("--rebuts", rebuttal.complaints[1].hint)
	end)

	it("lets pass what bears on something, and that on which something bears", function()
		local done = commit(base(), {
			{ add = "claim", name = "top", text = "Top.", map = "spec" },
			{ add = "claim", text = "Under it.", supports = "top" },
			{ add = "rebuttal", text = "No.", rebuts = "so" },
			{ add = "claim", ref = "a", text = "A.", map = "spec" },
			{ add = "evidence", ref = "b", text = "B.", map = "spec" },
			{ add = "link", premises = { "a", "b" }, relation = "supports", target = "so" },
		})
		assert.same(done.complaints, {})
	end)

	it("lets questions and evidence stand, and leaves old nodes alone", function()
		assert.equal(commit(base(), { add = "question", text = "Who?", map = "spec" }).refused, false)
		assert.equal(commit(base(), { add = "evidence", text = "It rains.", map = "spec" }).refused, false)
		assert.equal(commit(base(), { edit = "node", id = "so", text = "So it is." }).refused, false)
	end)

	it("lets the first claim of a map begin it, unless it is told not to", function()
		local empty = agon.testing.map "[why]: Why? {kind: question}"
		local first = { add = "claim", name = "first", text = "A start.", map = "spec" }
		assert.equal(commit(empty, first).refused, false)
		assert.equal(commit(empty, first, { allow_first = false }).refused, true)
		local two = commit(empty, { first, { add = "claim", name = "second", text = "日本 ]] --", map = "spec" } })
		assert.equal(#two.complaints, 1)
		assert.equal(two.complaints[1].node, "second")
		assert.equal(commit(empty, { { add = "map", name = "new" }, { add = "claim", text = "A start.", map = "new" } }).refused, false)
	end)
end)
