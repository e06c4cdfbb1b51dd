local function found(text, options)
	local list = {}
	for _, one in ipairs(agon.testing.lint(agon.testing.map(text), "loaded-words", options)) do
		table.insert(list, one.node .. ": " .. one.message)
	end
	return list
end

describe("loaded-words", function()
	it("names the word, the node and what is wrong with it, as a note", function()
		local list = agon.testing.lint(agon.testing.map "[a]: This is Obviously so.", "loaded-words")
		assert.equal(#list, 1)
		assert.equal(list[1].severity, "note")
		assert.equal(list[1].code, "loaded-words")
		assert.equal(list[1].node, "a")
		assert.equal(list[1].message, "“obviously” takes for granted what is to be shown")
	end)

	it("finds phrases, and each but once in a node", function()
		assert.equal(#found "[a]: Of course, of course, everyone knows.", 2)
		assert.equal(#found "[a]: The so-called reform.", 1)
	end)

	it("leaves quotations alone", function()
		assert.same(found '[a]: He called it "obviously absurd", and “clearly vile”.', {})
		assert.equal(#found '[a]: He "said" it was obviously "so".', 1)
	end)

	it("finds whole words only", function()
		assert.same(found "[a]: The nobleman spoke unclearly of a medieval devil.", {})
	end)

	it("takes further words, phrases and nonsense", function()
		assert.same(found("[a]: The regime fell.", { extra = "regime, , ,," }), { "a: “regime” is on the project's own list" })
		assert.equal(#found("[a]: It fell of its own weight.", { extra = "own weight" }), 1)
		assert.same(found("[a]: %d+ [x] (", { extra = "%d+,(" }), { "a: “d” is on the project's own list" })
	end)

	it("goes through any text", function()
		assert.same(found "[a]: \u{202d}日本 👩‍👧 “never closed \\input{x} <b>", {})
		assert.equal(#found("[a]: " .. string.rep("clearly ", 500)), 1)
	end)
end)
