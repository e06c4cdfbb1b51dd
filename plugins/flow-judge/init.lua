-- What nobody answers is conceded, as judges of debates score a flow.
--
-- Everything stands, falls or is open. "Everything" is nodes, links, and the steps that links make: a link makes one
-- step onto its target; a contradiction makes two, one each way.
--
--   * A step stands when its link and all of its premises stand, and falls when one of them falls: linked premises
--     stand or fall together.
--   * A node or a link falls when a step against it stands. An attack that nobody answers is such a step, and so is
--     one whose answers have fallen. It is enough to fall once: no support outweighs a dropped attack.
--   * A node or a link also falls when reasons were given for it and all of them have fallen: a claim whose grounds
--     are gone is an assertion. An undercut does this by taking away the link that lends the support.
--   * It stands when every step against it has fallen and, if reasons were given, one of them stands. So what nobody
--     has touched stands, with or without reasons: it was conceded.
--   * Whatever these rules do not settle is open. That happens in circles only, where things wait for one another, as
--     the two ends of a contradiction do, and to what hangs on such a circle. A circle that is attacked from outside
--     by something that stands, or loses its outside reasons, is settled like anything else.
--
-- This is the least fixed point of the rules, so no order of reading changes it. Credences and strengths are not
-- looked at: a judge does not do the debaters' work for them. Answers to a question are no reasons for it, and a
-- question has no score.

local STANDS, FALLS = 1, 2

local function score_all(map, options)
	local edges = map:edges()
	local nodes = map:count()
	local questions = map:column("kind")

	-- Of each thing, by number: nodes first, then links, then steps.
	local state = {}
	-- How many things it needs, how many steps against it have not fallen, how many for it there are and have fallen.
	local needs, attacks, reasons, lost = {}, {}, {}, {}
	-- Whether a step for it stands.
	local backed = {}
	-- Who has to be told what becomes of it: lists linked through `next_of`, so that a large map needs few tables.
	local first_of, next_of, told, as = {}, {}, {}, {}

	local function thing(number)
		needs[number], attacks[number], reasons[number], lost[number] = 0, 0, 0, 0
	end
	local function tell(from, to, role)
		table.insert(told, to)
		table.insert(as, role)
		next_of[#told] = first_of[from] or 0
		first_of[from] = #told
		if role == "need" then
			needs[to] += 1
		elseif role == "attack" then
			attacks[to] += 1
		else
			reasons[to] += 1
		end
	end

	local links = 0
	for e = 0, edges.count - 1 do
		links = math.max(links, buffer.readu32(edges.link, e * 4))
		if buffer.readu8(edges.onto_link, e) == 1 then
			links = math.max(links, buffer.readu32(edges.target, e * 4))
		end
	end
	local things = nodes + links
	for number = 1, things do
		thing(number)
	end
	-- The premises of a step follow one another.
	local last_link, last_target = 0, 0
	for e = 0, edges.count - 1 do
		local sign = buffer.readi8(edges.sign, e)
		if sign == 0 then
			continue
		end
		local link = buffer.readu32(edges.link, e * 4)
		local target = buffer.readu32(edges.target, e * 4)
		if buffer.readu8(edges.onto_link, e) == 1 then
			target += nodes
		end
		if link ~= last_link or target ~= last_target then
			last_link, last_target = link, target
			things += 1
			thing(things)
			tell(nodes + link, things, "need")
			tell(things, target, if sign < 0 then "attack" else "reason")
		end
		tell(buffer.readu32(edges.premise, e * 4), things, "need")
	end

	local settled = {}
	local function settle(number)
		if state[number] then
			return
		end
		local grounds_gone = options.grounds and reasons[number] > 0 and lost[number] == reasons[number]
		if grounds_gone then
			state[number] = FALLS
		elseif needs[number] == 0 and attacks[number] == 0 and (not options.grounds or reasons[number] == 0 or backed[number]) then
			state[number] = STANDS
		else
			return
		end
		table.insert(settled, number)
	end
	for number = 1, things do
		settle(number)
	end
	local at = 1
	while settled[at] do
		local number = settled[at]
		local stands = state[number] == STANDS
		local note = first_of[number] or 0
		while note ~= 0 do
			local to, role = told[note], as[note]
			if role == "attack" and not stands then
				attacks[to] -= 1
			elseif role == "need" and stands then
				needs[to] -= 1
			elseif role == "reason" and stands then
				backed[to] = true
			elseif role == "reason" then
				lost[to] += 1
			elseif not state[to] then
				-- A step against it stands, or something that it needs has fallen.
				state[to] = FALLS
				table.insert(settled, to)
			end
			settle(to)
			note = next_of[note]
		end
		at += 1
	end

	local scores = agon.column.new(nodes)
	for position = 1, nodes do
		local number = if state[position] == STANDS then 1 elseif state[position] == FALLS then 0 else options.undecided
		if agon.column.get(questions, position) == 1 then
			number = -1
		end
		agon.column.set(scores, position, number)
	end
	return scores
end

---@type agon.Plugin
return {
	api = 1,
	name = "flow-judge",
	summary = "Score as debate judges do: what nobody answers is conceded.",
	options = {
		undecided = { type = "number", default = 0.5, min = 0, max = 1, help = "The score of what a circle leaves open." },
		grounds = { type = "boolean", default = true, help = "Whether a claim falls when all that was given for it has fallen." },
	},
	scorers = {
		["flow-judge"] = { summary = "1 stands, 0 falls: dropped attacks take down what they attack.", score_all = score_all },
	},
}
