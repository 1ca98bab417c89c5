# switches: -X jit=eager
# counter: quick functions > 3
# counter: declined, is a generator = 0
# Generators run in code of their own, at the start and behind each yield.
def counter(n):
    i = 0
    while i < n:
        yield i
        i += 1

def pairs(n):
    for i in counter(n):
        for j in counter(i):
            yield i, j

def echo():
    got = None
    total = 0.5
    while True:
        got = yield (got, total)
        total += got

class Tree(object):
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right
    def __iter__(self):
        if self.left:
            for value in self.left:
                yield value
        yield self.value
        if self.right:
            for value in self.right:
                yield value

def build(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return Tree(build(low, middle), middle, build(middle + 1, high))

print sum(counter(5000)), sum(i * j for i, j in pairs(60))
e = echo()
e.next()
for n in range(5):
    print e.send(n),
print
print list(build(0, 60)) == range(60)

def expression():
    a = 5
    b = 1 + (yield a) * 2 + (yield a + 1)
    yield b

for n in range(3):
    g = expression()
    print g.next(), g.send(10), g.send(n)
