return map:score({}, {})
