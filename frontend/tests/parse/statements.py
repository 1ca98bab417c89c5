print
print a, b
print a, b,
print >>f
print >>f, a,
print (a), b
exec a
exec a in b
exec a in b, c
exec (a, b)
exec (a, b, c)
exec (a, b) in c
exec (a,)
raise
raise a
raise a, b
raise a, b, c
raise (a, b)
del a, b.c, d[0]
del (a, b)
del [a], (b)
import a, b.c as d, e.f
from a import b as c, d
from a.b import (c, d as e,)
from . import a
from ..b import *
from ... import a
global a, b
assert a
assert a, b
pass; break; continue
return
return a,
yield
yield a, b
x = y = z
x, y = [a, b] = (c), (d, e) = f
x = yield
x += yield y
x += 1; x -= 1; x *= 1; x /= 1; x //= 1; x %= 1; x **= 1; x >>= 1; x <<= 1; x &= 1; x ^= 1; x |= 1
f().x, y[0] = 1
a ; b ;
if a: pass
if a:
    pass
elif (b):
    pass
elif c: pass
else:
    pass
while a: pass
else: pass
for a in b: pass
for a, in b, c: pass
for (a, (b.c, d[0])), e in f:
    pass
else:
    pass
for (a), b in c: pass
for (a, b) in c: pass
for [a, b] in c: pass
try: pass
except: pass
try: pass
except A: pass
except A, b: pass
except (A, B), (b, c): pass
except A as b.c: pass
else: pass
finally: pass
try: pass
finally: pass
with a: pass
with a as b: pass
with a, b as (c, d), (e) as f[0]: pass
with (a, b): pass
with (a): pass
with (yield): pass
def f(): pass
def f(a, b=1, *c, **d): pass
def f((a, (b, c)), (d), (e, f)=1, (g,)=2): pass
def f(a, b,): pass
def f(*a): pass
def f(**a): pass
@a
@b.c.d
@e()
@f.g(1, x=2)
def h():
    """doc"""
    yield
@a
class C(object): pass
class C: pass
class C(): pass
class C(a, b.c,):
    x = 1

    def f(self): return self
