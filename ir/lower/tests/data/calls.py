def calls(f, o, a, k):
    f()
    f(a, 1)(2)
    o.m(a).n.p(x=1, y=a)
    f(a, x=1)
    f(*a)
    f(1, x=2, *a, **k)
    f(**k)
    o.m(*a)
    return f(f(a), g(f))

@f
@o.deco(1)
def decorated(a, (b, (c, d)), e=1, *args, **kw):
    """doc"""
    return lambda x, y=a: x + y + b

def generator(n):
    x = yield
    while n:
        y = yield x
    yield (yield n)
    return

lambda: (yield 1)
