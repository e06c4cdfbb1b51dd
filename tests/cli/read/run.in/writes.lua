agon.db:commit({ remove = "node", id = "national-identity" })
