local t = {} t[1] = t return agon.json.encode(t)
