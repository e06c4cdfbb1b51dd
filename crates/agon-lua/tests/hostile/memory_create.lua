return table.create(1e9, 0)
