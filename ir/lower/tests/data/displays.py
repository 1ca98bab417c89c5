def displays(a, b):
    x = (), [], {}, (a, 1), [a, 2], {a: 1, b: 2}, {a, b}
    y = [p + q for p in a if p for q in p if q < 3 if q > 1]
    z = {p for p in a}
    w = {p: q for p, q in a}
    v = (p for p in a for q in b)
    return list(p for p in x), [p for p in y], z, w, v

def slices(a, b):
    a[1:2] = a[:] + a[b:] + a[:b]
    a[1:2:3] = a[::b]
    a[b] = a[..., 1:2, b]
    del a[1], a[1:2], a[::2]
    a[b] += 1
    a[b:] -= 1
    a[1, 2] *= b
    a.x /= b
    a.x.y **= b

def pairs(a, b):
    a, b = b, a
    a, b = 1, 2
    a[0], b.c = b, a + b
    (x, y), z = a, b
    [p, q] = r = a
    c, d = a
    return c

def long_display(a):
    return [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a,
            a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a,
            a, a, a, a, a, a, a]

def multi_line(a,
               b):
    return f(a,
             b,
             a.
             x)
