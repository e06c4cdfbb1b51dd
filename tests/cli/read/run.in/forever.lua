error("\27[31mred")
