agon.db:commit({ add = "map", name = "never" })
error("before the end")
