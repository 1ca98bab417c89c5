# switches: -X jit=eager
# counter: quick functions > 0
# `x = x + y` makes a new list, `x += y` changes the one that others see; a failed `+=` leaves the local alone.
def plain(items):
    old = items
    for i in xrange(3):
        items = items + [i]
    return old, items

def in_place(items):
    old = items
    for i in xrange(3):
        items += [i]
    return old, items

class Refuses(object):
    def __iadd__(self, other):
        raise ValueError(other)

def failing(value):
    count = 0
    for i in xrange(3):
        try:
            value += i
        except ValueError:
            count += 1
    return count, type(value).__name__

print plain([9]), in_place([9]), failing(Refuses())
