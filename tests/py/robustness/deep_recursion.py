# Recursion of every kind ends in RuntimeError, at the default limit.
import sys


def attempt(name, function, *args):
    try:
        function(*args)
    except RuntimeError as error:
        print name, str(error).startswith('maximum recursion depth exceeded')
    else:
        print name, 'no error'


def plain():
    plain()


def generator():
    for item in generator():
        yield item


class Deep(object):
    def __getattr__(self, name):
        return getattr(self, name + 'x')

    def __repr__(self):
        return repr(self)

    def __add__(self, other):
        return self + other

    def __len__(self):
        return len(self)

    def __call__(self):
        return self()

    def __getitem__(self, key):
        return self[key]

    def __iter__(self):
        return iter(self)

    def __cmp__(self, other):
        return cmp(self, other)

    def __hash__(self):
        return hash(self)

    def __nonzero__(self):
        return bool(self)


class Made(object):
    def __init__(self):
        Made()


class Classic:
    def __getattr__(self, name):
        return getattr(self, name)


deep = Deep()
attempt('function', plain)
attempt('lambda', lambda: (lambda f: f(f))(lambda f: f(f)))
attempt('generator', lambda: list(generator()))
attempt('getattr', lambda: deep.missing)
attempt('repr', lambda: repr(deep))
attempt('add', lambda: deep + 1)
attempt('len', lambda: len(deep))
attempt('call', deep)
attempt('getitem', lambda: deep[0])
attempt('iter', lambda: iter(deep))
attempt('cmp', lambda: deep < 3)
attempt('hash', lambda: hash(deep))
attempt('nonzero', lambda: bool(deep))
attempt('init', Made)
attempt('classic', lambda: Classic().missing)
attempt('map', lambda: (lambda f: f(f))(lambda f: map(f, [f])))
attempt('sort key', lambda: (lambda f: f(f))(lambda f: sorted([f], key=f)))
attempt('eval', lambda: eval('f(f)', {'f': lambda f: f(f)}))


def depth():
    def down(n):
        reached[0] = n
        down(n + 1)
    reached = [0]
    try:
        down(1)
    except RuntimeError:
        return reached[0]


first = depth()
print first == depth() == depth(), first > 900
sys.setrecursionlimit(300)
print depth() < 300
