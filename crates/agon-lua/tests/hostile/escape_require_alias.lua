return require('@lune/fs')
