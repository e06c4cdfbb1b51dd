agon.db:commit({ add = "map", name = "half" })
agon.db:commit({ edit = "node", id = "nobody", text = "Nothing." })
