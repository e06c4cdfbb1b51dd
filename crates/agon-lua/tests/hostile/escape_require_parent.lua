return require('../other/init')
