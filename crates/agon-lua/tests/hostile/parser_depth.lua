return require('deep')
