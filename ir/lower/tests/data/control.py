def loops(a):
    for i in a:
        if i:
            continue
        break
    else:
        a = 1
    for x, (y, z[0]) in a:
        for o.attr in x:
            return o
    while 1:
        if a:
            break
    while a < 10:
        a += 1
    while 0:
        never()
    if 0:
        never()
    elif a:
        b = 1
    elif not a:
        b = 2
    else:
        b = 3
    if __debug__:
        return b
    assert a, "message"
    assert (a, b)

def dead():
    return 1
    x = 2
    while x:
        pass

def jumps(a):
    for i in a:
        try:
            if i == 1:
                continue
            elif i == 2:
                break
            elif i == 3:
                return i
            with i as (j, k):
                if j:
                    return k
                if k:
                    continue
        finally:
            for x in i:
                if x:
                    return x
                else:
                    break
    return a
