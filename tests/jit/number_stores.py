# switches: -X jit=eager
# counter: quick loops > 0
# counter: exits LastCount = 0
# counter: exits Type = 0
# Numbers replace numbers in lists, attributes, globals and dicts: nothing is freed, nothing is forgotten.
class Body(object):
    def __init__(self):
        self.x, self.v = 0.0, 1.5

total = 0.0

def move(bodies, table, steps):
    global total
    for step in xrange(steps):
        for body in bodies:
            body.x += body.v * 0.25
            body.v -= 0.125
            total += body.x
        table[step % len(table)] = step * 2
        table[0] += 0.5
    return bodies[0].x

bodies = [Body() for i in range(3)]
table = [0.0, 1, 2, 3]
print move(bodies, table, 400), table, total
