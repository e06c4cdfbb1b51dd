error(map)
