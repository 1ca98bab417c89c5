# How deep each way of calling may nest: CPython counts some of them several times.
import sys
n = [0]
class I(object):
    def __init__(self): n[0] += 1; I()
class OI:
    def __init__(self): n[0] += 1; OI()
class C(object):
    def __call__(self): n[0] += 1; self()
class OC:
    def __call__(self): n[0] += 1; self()
class A(object):
    def __add__(self, o): n[0] += 1; return self + o
class G(object):
    def __getattr__(self, a): n[0] += 1; return self.x
class R(object):
    def __repr__(self): n[0] += 1; return repr(self)
class E(object):
    def __eq__(self, o): n[0] += 1; return self == o
class L(object):
    def __len__(self): n[0] += 1; return len(self)
class GI(object):
    def __getitem__(self, i): n[0] += 1; return self[i]
class W(object):
    def __enter__(self):
        n[0] += 1
        with self: pass
    def __exit__(self, *a): pass
class P(object):
    @property
    def x(self): n[0] += 1; return self.x
class N(object):
    def __iter__(self): return self
    def next(self): n[0] += 1; return next(self)
class H(object):
    def __hash__(self): n[0] += 1; return hash(self)
class CM(object):
    def __cmp__(self, o): n[0] += 1; return cmp(self, o)
class OG:
    def __getattr__(self, a): n[0] += 1; return self.x
class M:
    def m(self): n[0] += 1; self.m()
def f(): n[0] += 1; f()
def fk(a=1): n[0] += 1; fk(a=2)
def fs(*a): n[0] += 1; fs(*a)
def fl(): n[0] += 1; (lambda: fl())()
def fm(): n[0] += 1; map(lambda x: fm(), [1])
def fg(): n[0] += 1; list(fg() for x in [1])
def fso(): n[0] += 1; sorted([1], key=lambda x: fso())
def fa(): n[0] += 1; apply(fa)
def gen():
    n[0] += 1
    for x in gen(): yield x
def fc():
    n[0] += 1
    class X: fc()
class S(object):
    def __str__(self): n[0] += 1; return str(self)
class Nz(object):
    def __nonzero__(self): n[0] += 1; return bool(self)
class Me(type):
    def __call__(c): n[0] += 1; return c()
class Mi(object): __metaclass__ = Me
class Nw(object):
    def __new__(c): n[0] += 1; return c()
for name, t in [('I', I), ('OI', OI), ('C', C()), ('A', lambda: A()+1), ('G', lambda: G().x), ('R', lambda: repr(R())), ('E', lambda: E()==1),
    ('L', lambda: len(L())), ('GI', lambda: GI()[0]), ('W', lambda: W().__enter__()), ('P', lambda: P().x), ('N', lambda: next(N())), ('H', lambda: hash(H())), ('CM', lambda: cmp(CM(), CM())), ('OG', lambda: OG().x),
    ('m', M().m), ('f', f), ('fk', fk), ('fs', fs), ('fl', fl), ('fm', fm), ('fg', fg), ('fso', fso), ('fa', fa), ('gen', lambda: list(gen())), ('fc', fc), ('S', lambda: str(S())), ('Nz', lambda: bool(Nz())), ('Mi', lambda: Mi()), ('Nw', lambda: Nw())]:
    n[0] = 0
    try: t()
    except RuntimeError, e: print name, n[0], e
    except Exception, e: print name, n[0], type(e), e
