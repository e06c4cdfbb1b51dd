return { { path = '../../pwned', data = 'x' } }
