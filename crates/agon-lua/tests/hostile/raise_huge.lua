error(string.rep('x', 2e7))
