while true do agon.log.warn(string.rep('x', 1000)) end
