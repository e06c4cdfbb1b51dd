-- What a spec sees: `describe`, `it`, `before_each`, `assert`. The host asks for the list of tests and runs each.
local tests = {}
local path, befores = {}, {}
local raise = error

local function fail(message, level)
	raise(message, level + 1)
end

local function show(value)
	if type(value) == "string" then
		return string.format("%q", value)
	elseif type(value) == "table" then
		return "a table"
	end
	return tostring(value)
end

-- The first difference between two values, as a path and both sides; nothing if they are the same.
local function difference(left, right, at, depth)
	if left == right then
		return nil
	end
	if depth > 50 then
		return at .. " stands too deep to compare"
	end
	if type(left) ~= "table" or type(right) ~= "table" then
		return string.format("%s: %s is not %s", at, show(left), show(right))
	end
	local keys = {}
	for key in pairs(left) do
		table.insert(keys, key)
	end
	for key in pairs(right) do
		if left[key] == nil then
			table.insert(keys, key)
		end
	end
	table.sort(keys, function(a, b)
		return tostring(a) < tostring(b)
	end)
	for _, key in ipairs(keys) do
		local found = difference(left[key], right[key], at .. "." .. tostring(key), depth + 1)
		if found then
			return found
		end
	end
	return nil
end

function describe(name, body)
	table.insert(path, name)
	table.insert(befores, {})
	body()
	table.remove(path)
	table.remove(befores)
end

function before_each(body)
	if #befores == 0 then
		fail("before_each stands inside describe", 2)
	end
	table.insert(befores[#befores], body)
end

function it(name, body)
	local prepare = {}
	for _, group in ipairs(befores) do
		for _, before in ipairs(group) do
			table.insert(prepare, before)
		end
	end
	local full = table.clone(path)
	table.insert(full, name)
	table.insert(tests, {
		name = table.concat(full, " › "),
		run = function()
			for _, before in ipairs(prepare) do
				before()
			end
			body()
		end,
	})
end

local checks = {}

function checks.truthy(value, message)
	if not value then
		fail(message or (show(value) .. " is not true"), 2)
	end
end

function checks.equal(left, right)
	if left ~= right then
		fail(string.format("%s is not %s", show(left), show(right)), 2)
	end
end

function checks.same(left, right)
	local found = difference(left, right, "value", 0)
	if found then
		fail(found, 2)
	end
end

function checks.near(left, right, tolerance)
	local allowed = tolerance or 1e-9
	if type(left) ~= "number" or type(right) ~= "number" or not (math.abs(left - right) <= allowed) then
		fail(string.format("%s is not within %s of %s", show(left), show(allowed), show(right)), 2)
	end
end

function checks.contains(part, text)
	if type(text) ~= "string" or not string.find(text, part, 1, true) then
		fail(string.format("%s does not contain %s", show(text), show(part)), 2)
	end
end

function checks.matches(pattern, text)
	if type(text) ~= "string" or not string.find(text, pattern) then
		fail(string.format("%s does not match %s", show(text), show(pattern)), 2)
	end
end

function checks.raises(part, body)
	local ok, raised = pcall(body)
	if ok then
		fail("nothing was raised", 2)
	end
	local message = if type(raised) == "table" then raised.message else tostring(raised)
	if not string.find(tostring(message), part, 1, true) then
		fail(string.format("it raised %s, which does not contain %s", show(message), show(part)), 2)
	end
end

assert = setmetatable(checks, {
	__call = function(_, value, message)
		if not value then
			fail(message or "assertion failed", 2)
		end
		return value
	end,
})

return tests
