return setmetatable({}, { __len = function() return 3 end, __index = function() return 0.5 end })
