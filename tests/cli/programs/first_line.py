This line is no Python.
print "second line"
1 / 0
