return { api = 1, name = "brief", summary = "Mine." }
