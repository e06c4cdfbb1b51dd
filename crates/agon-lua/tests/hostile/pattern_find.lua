return string.find(string.rep('a', 40000) .. 'b', string.rep('a*', 12) .. 'c')
