import sys
print "in __main__:", __name__, sys.argv[1:], len(sys.path[0]) > 0
