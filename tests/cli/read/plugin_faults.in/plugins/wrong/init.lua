return {
	api = 1,
	name = "wrong",
	summary = "Cannot be right.",
	scorers = { wrong = { summary = "x", score = 7 } },
}
