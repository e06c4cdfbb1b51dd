local t = {} for i = 1, 100000 do t[i] = string.rep('x', 1000) end local r = {} while true do r[#r + 1] = table.concat(t) end
