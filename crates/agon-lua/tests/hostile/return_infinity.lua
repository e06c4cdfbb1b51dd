return math.huge
