# What generated programs found: seeds 15, 43 and 54 of tests/fuzz.


class Classic:
    def __init__(self, n):
        self.n = n


class Plain(object):
    c = 1


class Text(str):
    pass


def attempt(function):
    try:
        print function()
    except Exception, e:
        print type(e).__name__, e


def remove(object, name):
    delattr(object, name)
    return 'removed'


# A classic instance is a number where nothing else tells, and lies below the others.
o = Classic(1)
print 1 < o, o < 1, 1 == o, cmp(1, o), 1.5 < o, 2 ** 70 < o, 'a' < o, o < 'a', None < o, [] < o, o < Plain(), 1 < Plain()


def counts(n):
    k = 0
    while k < n:
        k += 1
        if k > 1000:
            return 'endless'
    return k


print counts(o), counts(30)

# An object without a dict misses an attribute by another message than one with a dict.
for make in (Plain, Text, Classic):
    for name in 'q', 'c':
        attempt(lambda: remove(make(1) if make is not Plain else make(), name))
    x = make(1) if make is not Plain else make()
    x.a = 1
    attempt(lambda: remove(x, 'q'))
    attempt(lambda: remove(x, 'a'))
    attempt(lambda: remove(x, 'a'))

attempt(lambda: '\t'.expandtabs(10 ** 17))
attempt(lambda: '\t'.expandtabs(-10 ** 17))
