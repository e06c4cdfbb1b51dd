return #string.gsub(string.rep('x', 1000000), 'x', string.rep('y', 1000))
