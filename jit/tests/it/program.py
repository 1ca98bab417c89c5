import math


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def loops(n, items):
    total = 0
    for i in xrange(n):
        for item in items:
            if item and i or not total:
                total += item * i
            elif item is None:
                continue
            else:
                break
        while total > 100:
            total -= 7
    else:
        total = -total
    return total


def calls(f, *args, **kw):
    x, (y, z) = f(1, 2, key=3), args
    print x, y, z
    print >>kw, 'x',
    del y
    return [a for a in args if a], dict((k, v) for k, v in kw.items()), `x`, x[1:2], z[::3]


class Point(object):
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def move(self, dx, dy):
        self.x += dx
        self.y += dy
        return self


def closure(n):
    def add(m):
        return n + m
    n += 1
    return add


def risky(path):
    try:
        with open(path) as f:
            for line in f:
                if line in ('a', 'b'):
                    return line
    except (IOError, OSError), e:
        raise ValueError(e)
    finally:
        print 'done'
    assert path, 'no path'
    import os.path as p
    from os import sep
    exec 'x = 1' in {}
    return lambda a, b=p: (a, b, sep)


def floats(a, b):
    r = 0.0
    for i in range(10):
        r = r + a * b - math.sqrt(abs(a)) / (b + 1.5) ** 2 % 3
        a, b = b, a
        if r != r or 0 < r <= 10:
            r = -r
    return min(r, a), max(1, 2)
