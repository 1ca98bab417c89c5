# Recursion that memory allows is allowed; beyond it there is an exception, never a crash.
# (CPython 2.7.18 itself crashes here: the expected output is written by hand.)
import sys

sys.setrecursionlimit(10 ** 6)


def f():
    f()


def count(n):
    if n:
        return count(n - 1) + 1
    return 0


class Deep(object):
    def __getattr__(self, name):
        return getattr(self, name + 'x')

    def __repr__(self):
        return repr([self])


def attempt(name, function):
    try:
        function()
    except (RuntimeError, MemoryError):
        print name, 'ended'


attempt('function', f)
attempt('method', lambda: repr(Deep()))
attempt('sort', lambda: (lambda g: g(g))(lambda g: sorted([g], key=g)))
print count(50000)
