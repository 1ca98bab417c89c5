assert False, "only without -O"
print __debug__
def f():
    "doc"
print f.__doc__
