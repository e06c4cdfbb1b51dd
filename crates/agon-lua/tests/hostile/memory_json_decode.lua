return agon.json.decode('[' .. string.rep('[],', 4000000) .. '1]')
