local t = {} for _ = 1, 1e5 do t = { t } end return t
