local t = {} while true do pcall(function() while true do t[#t + 1] = string.rep('x', 100000) end end) end
