local map = agon.db:map(agon.args[1])
if map == nil then
	print("there is no such map")
	return 3
end
local kinds = {}
for _, node in ipairs(map:nodes()) do
	kinds[node.kind] = (kinds[node.kind] or 0) + 1
end
for _, kind in ipairs { "question", "claim", "evidence", "rebuttal" } do
	print(kind, kinds[kind])
end
print("found", #agon.db:find("rebuttals & unanswered()"))
