# switches: -X jit=eager
# counter: quick loops > 0
# counter: exits Declined = 0
# Loops at the top level of a module are compiled; their names are the module's globals.
total = 0
i = 0
while i < 3000:
    total += i & 7
    i += 1
print total

squares = []
for n in range(400):
    squares.append(n * n)
print len(squares), squares[-1]

def late():
    return total * scale

scale = 1
for n in xrange(400):
    scale = n
    total = late() % 1000 + 1
print total
