-- Old evidence decays: after one half-life it counts half, after two a quarter.
--
-- Evidence starts from credence × max(floor, 0.5 ^ (age / half_life)). Its year is its attribute `year`, or else the
-- year of its source; of no known year, `undated` stands in place of the power. What is tagged `historical` does not
-- age, as it is about its time, and neither does what is dated after the year from which ages are counted.
--
-- That year is the option `year`; or, where it is 0, this year if the plugin is granted the clock; or else the year
-- of the newest evidence in the map, so that without a clock the same map gives the same numbers for ever.
--
-- Everything else is a balance of support and attack, as in `evidence-weight`: a link weighs its strength times its
-- weakest premise, what undercuts it takes weight from it, and what underpins it gives some back. Claims and
-- rebuttals do not age themselves; they lose what their evidence loses.

local function year_of(map, node)
	local own = tonumber(node.attributes.year)
	if own then
		return own
	end
	local source = node.source and map:source(node.source)
	return source and source.year
end

--- This year, or nil without the grant.
local function year_by_clock()
	local granted, seconds = pcall(agon.clock)
	-- The mean length of a year is near enough: it errs by a day at most.
	return if granted then 1970 + seconds // (365.2425 * 24 * 60 * 60) else nil
end

local function newest_year(map)
	local newest = nil
	for _, node in ipairs(map:nodes("evidence")) do
		local year = year_of(map, node)
		if year and (newest == nil or year > newest) then
			newest = year
		end
	end
	return newest
end

-- The year from which ages are counted is found once a map: the same handle means the same map.
local counted_map, counted_year = nil, nil

local function reference_year(map, options)
	if counted_map ~= map then
		counted_map = map
		counted_year = if options.year ~= 0 then options.year else year_by_clock() or newest_year(map)
	end
	return counted_year
end

--- The share of its credence that evidence has kept.
local function kept(map, node, options)
	if table.find(node.tags, "historical") then
		return 1
	end
	local year = year_of(map, node)
	if not year then
		return options.undated
	end
	local age = math.max(0, reference_year(map, options) - year)
	return math.max(options.floor, 0.5 ^ (age / options.half_life))
end

local function weakest(map, link, id)
	local premises = link.premises
	if link.relation == "contradicts" and premises[1] == id then
		premises = { link.target }
	end
	local least = 1
	for _, premise in ipairs(premises) do
		least = math.min(least, map:score(premise) or 1)
	end
	return least
end

--- What is left of a link once everything that bears on it has been counted.
local function weight(map, link, id)
	local pro, con = 1, 0
	for _, other in ipairs(map:links_to_link(link.id)) do
		local share = weight(map, other, nil)
		if other.is_pro then
			pro += share
		else
			con += share
		end
	end
	return link.strength * weakest(map, link, id) * pro / (pro + con)
end

local function score(map, id, options)
	local node = map:node(id)
	if node.kind == "question" then
		return nil
	end
	local start = node.credence or 0.5
	if node.kind == "evidence" then
		start *= kept(map, node, options)
	end
	local support = 2 * options.prior * start
	local attack = 2 * options.prior * (1 - start)
	for _, link in ipairs(map:links_to(id)) do
		if link.is_pro then
			support += weight(map, link, id)
		elseif link.is_con then
			attack += weight(map, link, id)
		end
	end
	return support / (support + attack)
end

---@type agon.Plugin
return {
	api = 1,
	name = "recency",
	summary = "Score nodes so that old evidence counts less.",
	capabilities = { "clock" },
	options = {
		half_life = { type = "number", default = 10, min = 0.01, help = "After how many years evidence counts half." },
		year = { type = "integer", default = 0, min = 0, max = 9999, help = "The year to count from; 0: now if granted the clock, else the newest." },
		floor = { type = "number", default = 0, min = 0, max = 1, help = "The share of its credence that evidence never falls below." },
		undated = { type = "number", default = 0.5, min = 0, max = 1, help = "The share that evidence of no known year keeps." },
		prior = { type = "number", default = 1.0, min = 0.01, help = "Weight that each side starts with." },
	},
	scorers = {
		recency = { summary = "Support over support plus attack, old evidence for less.", score = score },
	},
}
