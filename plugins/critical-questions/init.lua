-- A step that follows a known scheme is open to that scheme's critical questions. Those that nobody has answered are
-- listed, one note a link.
--
-- A question is answered by its number in the link's attribute `cq` (`cq=1,3`), or by an undercut or underpin of the link
-- that names it in an attribute `cq` of its own. One that names none speaks to the whole step, unless `strict` is set.

local schemes = require("schemes")

--- The numbers in an attribute: a number, a list of them, or a text such as `1, 3`.
local function mark(answered, value)
	if type(value) == "table" then
		for _, one in ipairs(value) do
			mark(answered, one)
		end
	elseif value ~= nil then
		for digits in string.gmatch(tostring(value), "%d+") do
			answered[tonumber(digits)] = true
		end
	end
end

local function check(map, report, options)
	local seen = {}
	local function look(link)
		local questions = link.scheme and schemes.questions(link.scheme)
		if seen[link.id] or not questions then
			return
		end
		seen[link.id] = true
		local answered = {}
		mark(answered, link.attributes and link.attributes.cq)
		for _, onto in ipairs(map:links_to_link(link.id)) do
			local named = onto.attributes and onto.attributes.cq
			if named == nil and not options.strict then
				return
			end
			mark(answered, named)
		end
		local open = {}
		for number, question in ipairs(questions) do
			if not answered[number] then
				table.insert(open, number .. ". " .. question)
			end
		end
		if #open > 0 then
			report {
				link = link.label,
				code = link.scheme,
				severity = "note",
				message = (if #open == 1 then "a question is open: " else #open .. " questions are open: ") .. table.concat(open, " "),
				hint = "answer one: agon add rebuttal TEXT --undercuts " .. link.label .. "; or note it as answered: agon set " .. link.label .. " cq=1",
			}
		end
	end
	for _, node in ipairs(map:nodes()) do
		for _, link in ipairs(map:links_to(node.id)) do
			look(link)
			for _, onto in ipairs(map:links_to_link(link.id)) do
				look(onto)
			end
		end
	end
end

---@type agon.Plugin
return {
	api = 1,
	name = "critical-questions",
	summary = "List the critical questions that a step leaves open.",
	options = {
		strict = { type = "boolean", default = false, help = "Count an undercut or underpin only for the questions it names." },
	},
	lints = { ["critical-questions"] = { summary = "Questions that a scheme raises and nobody has answered.", check = check } },
}
