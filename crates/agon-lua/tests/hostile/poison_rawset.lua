rawset(string, 'len', function() return 0 end)
