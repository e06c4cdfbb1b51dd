string.format = function() return 'pwned' end
