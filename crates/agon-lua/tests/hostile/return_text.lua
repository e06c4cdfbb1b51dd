return 'one'
