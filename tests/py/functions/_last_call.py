EF = 1
