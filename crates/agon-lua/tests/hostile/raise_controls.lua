error('\27[2J\7 cleared \0 \226\128\174 reversed')
