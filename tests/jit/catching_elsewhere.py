# switches: -X jit=eager
# counter: exceptions caught inside = 0
# counter: quick functions > 0
# What no handler of the same activation catches, and what a generator catches, is the interpreter's matter.
def fails(n):
    raise ValueError(n)

def passes(n):
    return fails(n)

def numbers(n):
    for i in xrange(n):
        try:
            yield i
            raise KeyError(i)
        except KeyError:
            pass

total = 0
for n in range(60):
    total += sum(numbers(4))
print total
try:
    passes(3)
except ValueError, error:
    print error
