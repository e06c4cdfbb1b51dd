return string.sub('abc', -2^63, 2^63), string.byte('abc', -2^53, 2^53), string.rep('', 2^31)
