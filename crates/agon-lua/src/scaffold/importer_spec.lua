local list = "Who leads?\n- Ada does.\n  - She was asked to.\n- Nobody does.\n"

describe("NAME", function()
	it("reads a question, its answers and their reasons", function()
		local map = agon.testing.import(list, "NAME")
		assert.equal(map:nodes("question")[1].text, "Who leads?")
		local answers = map:answers(map:nodes("question")[1].id)
		assert.equal(#answers, 2)
		assert.equal(map:children(answers[1].id)[1].text, "She was asked to.")
	end)

	it("knows its own", function()
		assert.truthy(agon.testing.detect("NAME", list))
		assert.equal(agon.testing.detect("NAME", "# A heading\n"), false)
	end)
end)
