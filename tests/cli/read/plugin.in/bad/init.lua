return {
	api = 1,
	name = "bad",
	sumary = "x",
}
