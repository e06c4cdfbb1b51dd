agon.db:commit({ add = "map", name = "never" })
return 3
