# switches: -X jit=eager
# counter: quick functions > 0
# counter: exits Declined = 0
# `raise`, `with` and `print` do not make code be given up.
import sys

class Scope(object):
    depth = 0
    def __enter__(self):
        Scope.depth += 1
        return self
    def __exit__(self, kind, value, trace):
        Scope.depth -= 1
        return kind is KeyError

def check(n):
    if n % 3 == 0:
        raise ValueError(n)
    if n % 3 == 1:
        raise KeyError, n
    return n

def run(count):
    caught = kept = 0
    for n in xrange(count):
        try:
            with Scope():
                kept += check(n)
        except ValueError, error:
            caught += error.args[0]
    return caught, kept, Scope.depth

print run(2000)

def traced(n):
    try:
        check(n)
    except ValueError:
        return sys.exc_info()[2].tb_next.tb_lineno, sys.exc_info()[2].tb_lineno

for n in range(4):
    print traced(n * 3)
