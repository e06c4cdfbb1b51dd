getmetatable(map).__index = function() return 7 end
