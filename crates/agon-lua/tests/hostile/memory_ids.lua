local t = {} while true do t[#t + 1] = map:ids() t[#t + 1] = map:nodes() end
