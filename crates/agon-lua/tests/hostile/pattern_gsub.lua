return (string.gsub(string.rep('a', 30000), '.-.-.-.-b', 'x'))
