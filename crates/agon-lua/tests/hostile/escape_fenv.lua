return getfenv(0)
