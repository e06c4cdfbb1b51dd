return string.find(string.rep('(', 200000), '%b()')
