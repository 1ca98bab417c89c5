# Things that are no number have an identity in containers; rests and quotients that are longs.
import struct, marshal
nan = float("nan")
other = float("nan")
inf = float("inf")
print nan in [nan], other in [nan], [nan] == [nan], [nan] == [other]
print len(set([nan, nan])), len(set([nan, other])), nan in set([nan]), other in set([nan])
print {nan: 1}.get(nan), {nan: 1}.get(other), [nan, 1].index(nan), [nan, nan, other].count(nan)
print float(nan) is nan, +nan is nan, nan == nan, nan != nan, nan < nan, cmp(nan, nan)
print repr(nan), str(other), hash(nan), bool(nan), nan + 1, -nan, abs(nan), nan * 0, max(nan, 1), min(1, nan)
print repr(struct.pack("<d", nan)), repr(struct.pack("<d", inf - inf)), repr(struct.pack("<f", nan))
print struct.unpack("<d", struct.pack("<d", nan)), marshal.loads(marshal.dumps(nan)), "%f %e %g" % (nan, nan, nan)
m = -2 ** 63
print repr(m), [(repr(f()), type(f()).__name__) for f in (lambda: m % -1, lambda: m // -1, lambda: divmod(m, -1), lambda: m * -1, lambda: -m, lambda: abs(m), lambda: m % 1)]
class L(long):
    pass
x = L(9)
print type(x % 10 ** 20).__name__, type(x % 5).__name__, type(-x % 10 ** 20).__name__, type(x % -10).__name__, x % 100 is x
for v in (0, 1, -1, 255, -256, 2 ** 62, -2 ** 63, 2 ** 64, -10 ** 20):
    print hex(v), oct(v), bin(v)
print u"" is u"", u"ab"[0] is u"ca"[1], [c for c in u"a\xe9\u20ac"]
