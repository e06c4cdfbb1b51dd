_G.print = nil _G.agon = nil _G.string = nil error('done')
