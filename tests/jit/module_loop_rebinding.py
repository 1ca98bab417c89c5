# switches: -X jit=eager
# Globals that appear, vanish, hide builtins or change their type while a module's loop runs.
for n in xrange(3000):
    if n == 1000:
        len = lambda x: 'mine'
    if n == 2000:
        del len
    if n % 500 == 0:
        print n, len('abc')

value = 0
for n in xrange(3000):
    if n == 1500:
        value = 0.5
    value = value + 1
print value

for n in xrange(300):
    globals()['fresh%d' % n] = n
    value = n
print fresh299, value

try:
    for n in xrange(300):
        if n == 250:
            del value
        value
except NameError, error:
    print n, error
