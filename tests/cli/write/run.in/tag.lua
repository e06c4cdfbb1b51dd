for _, node in ipairs(agon.db:find("claims | evidence | rebuttals")) do
	agon.db:commit({ edit = "node", id = node.id, tags = { "seen" } }, "tag what was seen")
end
print("done")
