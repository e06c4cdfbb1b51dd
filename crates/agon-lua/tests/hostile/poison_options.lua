options.prior = 7
