return agon.json.decode(string.rep('[', 100000))
