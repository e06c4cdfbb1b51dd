local t = {} for i = 1, 1e6 do t['k' .. i] = i end return t
