agon.json.encode = function() return 'pwned' end
