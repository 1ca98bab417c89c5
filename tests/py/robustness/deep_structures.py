# Structures nested deeply are freed, shown and compared without harm.


def chain(n, step):
    value = step(None)
    for _ in xrange(n):
        value = step(value)
    return value


class Node(object):
    def __init__(self, next):
        self.next = next


class Classic:
    def __init__(self, next):
        self.next = next


for name, step, n in [
    ('list', lambda v: [v], 1000000),
    ('tuple', lambda v: (v,), 1000000),
    ('dict', lambda v: {1: v}, 300000),
    ('instance', Node, 500000),
    ('classic', Classic, 200000),
    ('generator', lambda v: (x for x in (v,)), 100000),
    ('closure', lambda v: lambda: v, 200000),
    ('bound method', lambda v: Node(v).__init__, 200000),
    ('iterator', lambda v: iter([v]), 200000),
]:
    value = chain(n, step)
    value = None
    print name, 'freed'


def attempt(name, function):
    try:
        result = function()
        print name, result
    except RuntimeError as error:
        print name, 'RuntimeError', 'recursion' in str(error)


deep = chain(100000, lambda v: [v])
attempt('repr', lambda: len(repr(deep)))
attempt('compare', lambda: deep == chain(100000, lambda v: [v]))
try:
    hash(chain(100000, lambda v: (v,)))
except RuntimeError:
    pass
print 'hash survived'
cycle = []
cycle.append(cycle)
print repr(cycle), str({1: cycle})
table = {}
table['self'] = table
print table
pair = ([],)
pair[0].append(pair)
print pair
attempt('compare cycles', lambda: cycle == [cycle])
attempt('isinstance', lambda: isinstance(1, chain(100000, lambda v: (v,))))
