return debug.info(1, 's')
