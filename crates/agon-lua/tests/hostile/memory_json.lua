local t = {} for i = 1, 2000000 do t[i] = 'xxxxxxxxxxxxxxxx' end return agon.json.encode(t)
