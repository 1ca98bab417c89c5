"""Module doc."""
import a.b.c, d.e as f, g.h.i as j
from . import k
from ..l import m as n, o
from p import *

x = y = z = 0
global x
del x, y[0], z.w, (a, [b])
print x, y
print >>x, y,
print
print >>x
exec x
exec x in y
exec x in y, z
`x`

class Classic:
    pass

class New(object, Classic):
    """Class doc."""
    __private = 1
    x = x
    def method(self, __arg):
        return self.__private, __arg, x, __name
    def outer(self, p, q):
        r = p
        def inner():
            global s
            s = q
            return p, r
        p = 2
        return inner
    class __Inner:
        pass

def bare(x):
    exec x
    return y, x

def closure(a):
    b = [lambda: (a, b, c) for c in a]
    return b
