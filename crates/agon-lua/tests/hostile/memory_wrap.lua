return agon.text.wrap(string.rep('x ', 5000000), 1, { first = string.rep('y', 200), rest = string.rep('y', 200) })
