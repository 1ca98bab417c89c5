# switches: -X jit=eager
# Generators that are closed, thrown into, traced, fed other types, run out or are let go in the middle.
import sys, gc

log = []
class Noisy(object):
    def __init__(self, name): self.name = name
    def __del__(self): log.append(self.name)

def guarded(n):
    noisy = Noisy('noisy %d' % n)
    try:
        for i in xrange(n):
            try:
                yield i
            except KeyError, error:
                log.append(error.args[0])
    finally:
        log.append('finally')

for n in range(4):
    g = guarded(3)
    log.append(g.next())
    log.append(g.throw(KeyError, n))
    if n % 2:
        g.close()
    else:
        log.extend(g)
    del g
print log
del log[:]

def adder(start):
    total = start
    while True:
        total = total + (yield total)

for start in (0, 0.5, 'a', [1], 0, 1 << 70):
    g = adder(start)
    g.next()
    for n in range(5):
        last = g.send(start)
    print last

def frames():
    me = 'local'
    yield sys._getframe().f_lineno
    yield sorted(sys._getframe().f_locals)
    yield sys._getframe(1).f_code.co_name

def ask():
    return list(frames())
for n in range(3):
    print ask()

def recursive(n):
    if n:
        for x in recursive(n - 1):
            yield x
    yield n
print list(recursive(20))
try:
    list(recursive(3000))
except RuntimeError, error:
    print error

def stops(n):
    for i in xrange(n):
        if i == 3:
            raise StopIteration
        yield i
print [list(stops(n)) for n in range(6)]

def again():
    yield g.next()
for n in range(3):
    g = again()
    try:
        g.next()
    except ValueError, error:
        print error

def cycle():
    noisy = Noisy('cycle')
    me = g
    yield 1
    yield noisy, me
for n in range(3):
    g = None
    g = cycle()
    g.next()
g = None
gc.collect()
print log

traced = []
def tracer(frame, event, arg):
    if frame.f_code.co_name == 'counted':
        traced.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
        return tracer
def counted(n):
    for i in xrange(n):
        yield i
g = counted(30)
for n in range(25):
    g.next()
sys.settrace(tracer)
print list(g)
sys.settrace(None)
print sorted(set(event for event, line in traced))
