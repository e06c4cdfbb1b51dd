return map
