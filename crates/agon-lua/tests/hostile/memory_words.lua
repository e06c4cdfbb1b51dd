return agon.text.words(string.rep('x ', 20000000))
