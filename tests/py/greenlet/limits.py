# Deep native recursion, deep sources, many greenlets and cycles of them.
import gc
import sys
import weakref
from greenlet import getcurrent, greenlet

main = getcurrent()


class Endless(object):
    def __getattr__(self, name):
        return getattr(self, name + 'x')

    def __repr__(self):
        return repr([self])


def attempt(function, *args):
    try:
        return function(*args)
    except (RuntimeError, SyntaxError, MemoryError), e:
        return type(e).__name__


for function in (lambda: Endless().name, lambda: repr(Endless()), lambda: eval('(' * 90 + '1' + ')' * 90),
                 lambda: len(repr(eval('[' * 90 + ']' * 90)))):
    print greenlet(attempt).switch(function), attempt(function)

old = sys.getrecursionlimit()
sys.setrecursionlimit(10 ** 6)
print greenlet(attempt).switch(lambda: sum(1 for _ in range(10)))


def down(depth):
    return down(depth - 1) + 1 if depth else main.switch('bottom')


g = greenlet(down)
print g.switch(20000), g.switch(1)
sys.setrecursionlimit(old)

many = [greenlet(lambda n=n: main.switch(n) + n) for n in xrange(20000)]
print sum(g.switch() for g in many), sum(g.switch(1) for g in many), all(g.dead for g in many)
del many, g


class Node(object):
    pass


node = Node()
node.greenlet = greenlet(lambda: node)
node.cycle = node
reference = weakref.ref(node.greenlet)
del node
gc.collect()
print reference()

ended = []


def holder(name):
    try:
        main.switch()
    finally:
        ended.append(name)


for name in 'abc':
    g = greenlet(holder)
    g.switch(name)
del g
print ended


def resurrected():
    try:
        main.switch()
    except BaseException, e:
        kept.append(getcurrent())
        main.switch('kept')


kept = []
g = greenlet(resurrected)
g.switch()
del g
print len(kept), kept[0].dead, bool(kept[0])
kept.pop().switch()
print sorted(gc.garbage)
