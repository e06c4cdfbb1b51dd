return string.match(string.rep('a', 5000), string.rep('(a?)', 30) .. string.rep('a', 6000))
