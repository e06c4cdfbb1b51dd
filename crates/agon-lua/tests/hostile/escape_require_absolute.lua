return require('/etc/passwd')
