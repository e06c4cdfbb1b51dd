print(#agon.args, ...)
