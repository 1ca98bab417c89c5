# Calls of natives and classes that end by running Python code: eval, exec, apply, __new__, metaclasses, throw, close.
import sys
sys.setrecursionlimit(5000)
N = 150
def f(n):
    if n == 0: return 0
    return eval("f(n-1)+1")
print f(N)
def g(n):
    if n == 0: return 0
    exec "r = g(n-1)+1"
    return r
print g(N)
class C:
    def __init__(self, n):
        self.n = n
        if n: self.next = C(n-1)
c = C(N)
n=0
while hasattr(c,'next'):
    c = c.next; n+=1
print n
class D:
    def __call__(self, n):
        return n and self(n-1)+1
print D()(N)
class E(object):
    def __new__(cls, n):
        self = object.__new__(cls)
        self.n = n and E(n-1).n+1
        return self
    def __init__(self, n): self.m = n
print E(N).n, E(3).m
def h(n): return n and apply(h,(n-1,))+1
print h(N)
class M(type):
    def __call__(cls, n):
        if n == 0: return 0
        return cls(n-1)+1
class X: __metaclass__=M
print X(N)
class M2(type):
    def __new__(m, name, bases, d):
        n = int(name[1:])
        if n:
            class Y(object):
                pass
            d['n'] = M2('A%d'%(n-1), bases, {}).n + 1
        else: d['n'] = 0
        return type.__new__(m, name, bases, d)
    def __init__(c, *a): c.inited = True
class A100: __metaclass__ = M2
print A100.n, A100.inited
# close/throw
def gen():
    try:
        while 1:
            try:
                x = yield 1
            except ValueError, e:
                yield 'caught %s' % e
    finally:
        print 'fin'
g1 = gen(); print g1.next(), g1.throw(ValueError('a')), g1.next()
g1.close(); g1.close()
try: g1.throw(KeyError, 3)
except KeyError, e: print repr(e)
g2 = gen()
try: g2.throw(KeyError, 3)
except KeyError, e: print repr(e)
g2.close()
def bad():
    try: yield 1
    except GeneratorExit: yield 2
b=bad(); b.next()
try: b.close()
except RuntimeError, e: print e
g3 = gen(); print g3.next()
try: g3.throw(StopIteration)
except StopIteration: print 'stop'
def tb():
    import traceback
    traceback.print_exc(file=sys.stdout)
try: exec "1/0"
except: tb()
try: eval("1/0")
except: tb()
def w():
    exec "a = 3\nb=4"
    print sorted(locals().items())
    try:
        exec "a = 5\n1/0"
    except ZeroDivisionError: print a
w()
try:
    class Z(object):
        class __metaclass__(type):
            def __new__(m, *a): raise TypeError('boo')
except TypeError, e: print e
try:
    class Z(object):
        class __metaclass__(type):
            def __init__(m, *a): raise TypeError('boo')
except TypeError, e: print e
try:
    class Z(object):
        class __metaclass__(type):
            def __init__(m, *a): return 4
except TypeError, e: print e
class K:
    def __init__(self): return 3
try: K()
except TypeError, e: print e
class K(object):
    def __init__(self): return 3
try: K()
except TypeError, e: print e
class K(object):
    def __new__(c, a): return object.__new__(c)
    def __init__(self, b): return b
try: K(3)
except TypeError, e: print e
try: K()
except TypeError, e: print e
print K(None).__class__.__name__
execfile('_last_call.py')
print EF
try: execfile('_last_call_raises.py')
except: tb()
