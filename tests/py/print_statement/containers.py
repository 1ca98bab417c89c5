# Containers are printed item by item: partial output before an error, recursion, subclasses.
import sys
class Bad(object):
    def __repr__(s): raise ValueError('bad')
class S(object):
    def __str__(s): return 'S'
    def __repr__(s): return 'R'
for x in ([1, Bad(), 2], (1, Bad()), {1: Bad()}, set([1, Bad()]), [[1, [2, Bad()]]]):
    try: print x
    except ValueError, e: print 'err', e
    try: print [x],
    except ValueError, e: print 'err', e
    print
    try: print str(x)
    except ValueError, e: print 'err', e
t = ([],); t[0].append(t); print t; print str(t), [t]
l = []; l.append(l); print l, (l,), {1: l}
d = {}; d[1] = d; print d, [d]
d = {}; d[1] = (d,); print d, [d], d[1]
print [S()], (S(),), {S(): S()}.values(), set([S()]), frozenset([1]), (), [], {}, set(), (1,), 1.5, [1.5, 0.1], [u'\xe9', 'a\n'], None, [None, True], 1L, [1L], (1j, [1j])
class L(list):
    def __repr__(s): return 'L!'
class M(list): pass
class N(list):
    def __str__(s): return 'N!'
class D(dict): pass
class SS(set): pass
class T(tuple): pass
print L([1]), M([S()]), N([1]), D({1: S()}), SS([S()]), T([S()]), [L(), M(), N(), D(), SS(), T()]
r = SS(); r.add(T((1, 2))); print r
print >>sys.stdout, [1, [S()]], 'x'
class W(object):
    def write(s, t): sys.stdout.write('<%s>' % t)
print >>W(), [1, (2,)], S(), 5, 'a', u'b'
sys.stdout.softspace = 0
print range(10)
import collections
print collections.deque([1, S()]), collections.defaultdict(int, {1: S()}), collections.OrderedDict([(1, 2)])
