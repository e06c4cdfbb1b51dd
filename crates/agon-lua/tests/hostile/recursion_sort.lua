local function f() local t = { 3, 2, 1 } table.sort(t, function() f() return false end) end f()
