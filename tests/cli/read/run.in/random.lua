print(agon.random(100), agon.random(100), agon.random(100))
