local t = {} while true do local up = {} t[#t + 1] = function() return up end end
