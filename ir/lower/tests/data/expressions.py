def arithmetic(a, b):
    return a + b * -a - ~b // (a ** 2) % 3 << 1 >> 2 & 5 | 6 ^ 7

def folded():
    return (60 * 60 * 24, 1 << 20, 2.5 * 2, 'a' 'b' + 'c', -7 // 2, 1 / 2, (1, (2, 3)), -2 ** 63)

def logic(a, b, c):
    x = a and b or c
    y = not a
    z = a if b else c
    if a and (b or not c):
        return x, y, z
    while not (a or b):
        pass
    return not a in b, not a is None

def comparisons(a, b, c):
    x = a < b <= c != 3
    if 0 <= a() < b < c():
        return a == b
    return a in [1, 2, 3], b not in [c], a is b

def unbound(flag):
    if flag:
        x = 1
    y = x
    z = x + y
    del y
    return y

def rebound(x, y):
    return x + [x for x in y][0], x + 1
