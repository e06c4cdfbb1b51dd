return os.clock()
