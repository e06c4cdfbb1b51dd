return map.node(nil, 'x')
