# Conversions by special methods, formats of subclasses of long, powers, and codecs of UTF-7.
class Foo2(int):
    def __int__(self): return 42
class Foo3(int):
    def __int__(self): return self
class L3(long):
    def __long__(self): return self
class I5(long):
    def __int__(self): return 42L
def t(f):
    try: r = f(); print type(r).__name__, r
    except Exception as e: print type(e).__name__, e
for k in (Foo2, Foo3, L3, I5): 
    t(lambda: type(k())); t(lambda: int(k())); t(lambda: long(k()))
class TruncReturnsInt(object):
    def __trunc__(self): return 42
class Integral(object):
    def __int__(self): return 42
class TRI:
    def __trunc__(self): return Integral()
class JustLong(long):
    def __long__(self): return 42
class JI(object):
    def __int__(self): return 42L
for k in (TruncReturnsInt, JustLong, JI): t(lambda: int(k())); t(lambda: long(k()))
class Y(object):
    def __hash__(self): return 2**100
class Z(long):
    def __hash__(self): return self
t(lambda: hash(Y())); t(lambda: hash(Z(42)))
class F(object):
    def __float__(self): return SF(3.0)
class SF(float): pass
class F2(float):
    def __float__(self): return self
t(lambda: float(F())); t(lambda: float(F2(2))); t(lambda: SF(F()))
x = 100/7.
for s in ('', '-', '>', '2', '+', '30', '<20', '.3', ',', '010'): t(lambda: format(x, s)); t(lambda: format(x*1j+1, s)); t(lambda: format(1e20, s)); t(lambda: format(1e16, s)); t(lambda: format(0.1+0.2, s))
import math
for a in [(0,0,1),(0,0,5),(3,0,1),(3,0,-1),(3L,0L,1L),(0L,0L,1L),(0L,0L,-5L),(3L,2L,1L),(0,0,-1)]: t(lambda: pow(*a))
for a in [(0.,-1),(0,-2.0),(-1,.5),(float('-inf'),-.5),(float('nan'),0),(1,float('nan')),(0.,float('-inf')),(-0.,-3),(-2.,.1),(float('-inf'), 3)]: t(lambda: math.pow(*a))
for a in [(0.,-1),(-1,.5),(float('nan'),0),(0,float('nan')),(float('nan'),0L)]: t(lambda: a[0]**a[1])
t(lambda: xrange(0, 0, 2**63-2)); t(lambda: xrange(0,-4,2**63-2)); t(lambda: xrange(-2**63, 2**63-1, 2**62)); t(lambda: xrange(0, 2**63-1, 2**63-2)); t(lambda: xrange(10,-2**63,-2**63)); t(lambda: xrange(5, 5)); t(lambda: xrange(3, 9, 4).__reduce__())
t(lambda: '%.*d' % (2**63-1, 1)); t(lambda: '%*d' % (2**63-1, 1)); t(lambda: '%.*d' % (2**31, 1)); t(lambda: '%.*f' % (2**31, 1)); t(lambda: '%*d' % (2**70, 1));  t(lambda: '%*d' % (-2**70, 1)); t(lambda: '%*d' % ('a', 1)); t(lambda: '%*d' % (5L, 1)); t(lambda: '%.99999999999f' % 1); t(lambda: '%.2147483648d' % 1); t(lambda: '%99999999999999999999d' % 1); t(lambda: '%.120f' % 1); t(lambda: len('%.500d' % 1)); t(lambda: u'%.*d' % (2**63-1, 1))
class X(long):
    def __repr__(self): return r
    def __str__(self): return r
    def __oct__(self): return r
    def __hex__(self): return r
class XI(int):
    def __repr__(self): return r
    def __str__(self): return r
    def __oct__(self): return r
    def __hex__(self): return r
for r in (1, '', '-', 'L', '-L', 'abc', '0x', '0xL', '0x12', '-0x1fL', '12', '017', '0', '0L', u'12'):
    for f in 'sridouxX':
        t(lambda: ('%' + f) % X(5)); t(lambda: ('%#' + f) % X(5)); t(lambda: ('%' + f) % XI(5))
class complex0(complex):
    def __complex__(self): return 42j
class complex1(complex):
    def __new__(self, value=0j): return complex.__new__(self, 2*value)
    def __complex__(self): return self
class complex2(complex):
    def __complex__(self): return None
t(lambda: complex(complex0(1j))); t(lambda: complex(complex1(1j))); t(lambda: complex(complex2(1j)))
t(lambda: bytearray.fromhex(u'1a2B30')); t(lambda: bytearray.fromhex(u'\xe9')); t(lambda: bytearray.fromhex(buffer('12'))); t(lambda: float.fromhex(u'0x1p\uff10')); t(lambda: float.fromhex(u'0x1p3')); t(lambda: float.fromhex(buffer('1')))
t(lambda: u'a' * (2**62)); t(lambda: u'ab' * (2**62)); t(lambda: 'ab' * 2**62); t(lambda: u'a' * (2**63-1)); t(lambda: memoryview(buffer('abc')).tobytes())
for s in ('a+2AE-b','a+2AE\xe1b','a+2AE','a+2AEA-b','a+2AH-b','a+IKzYAQ-b','a+IKzYAQ\xe1b','a+IKzYAQA-b','a+IKzYAd-b','a+IKwgrNgB-b','a+IKwgrNgB\xe1b','a+IKwgrNgB','a+IKwgrNgBA-b','a+2AHYAdgB-b'): t(lambda: s.decode('utf-7', 'replace')); t(lambda: s.decode('utf-7'))
for o in ([], {}, set()): print o.__hash__, '__hash__' in dir(o)
