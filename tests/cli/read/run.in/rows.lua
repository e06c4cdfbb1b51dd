agon.db:table({ { map = "a,b", share = 0.5, nodes = 3 }, { map = 'say "x"', share = 1, nodes = 12 }, { map = "c" } }, { "map", "nodes", "share" })
