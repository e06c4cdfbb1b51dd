return load('\27Lua' .. string.rep('\0', 100))
