return agon.read_file('../../secret')
