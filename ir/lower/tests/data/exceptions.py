def clauses(f):
    try:
        f()
    except (A, B), e:
        print e
    except C as e.attr:
        raise
    except D():
        raise E
    except:
        raise E, 1, tb
    else:
        f = 1
    finally:
        g()
    try:
        pass
    except A:
        pass
    try:
        return f
    finally:
        pass

def nested(f):
    try:
        try:
            return f()
        finally:
            g()
    finally:
        return h()

def managers(a, b):
    with a:
        pass
    with a as x, b() as (y, z):
        return x
    for i in a:
        with b as o.attr:
            break
