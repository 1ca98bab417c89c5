# decimal and fractions: results, flags, formats, errors
from decimal import *
from fractions import Fraction as F, gcd
import itertools, operator

def attempt(function, *args, **kw):
    try: return repr(function(*args, **kw))
    except Exception, e: return '%s %s' % (type(e).__name__, e)

texts = ('0', '-0', '1', '-1', '10', '0.1', '1E+3', '1.500', '123456789.123456789', '-2.5', '1E-10', '9.99', 'NaN',
         'sNaN12', 'Infinity', '-Infinity', '7E+40', '1E-999999999', '9E+999999999')
values = [Decimal(text) for text in texts]
for value in values:
    print str(value), repr(value), value.as_tuple(), value.adjusted(), value.is_zero(), value.number_class(), \
        (attempt(int, value), attempt(hash, value)) if abs(value.adjusted()) < 50 else '', value.to_eng_string()
    for name in ('sqrt', 'exp', 'ln', 'log10', 'logb', 'normalize', 'next_plus', 'next_minus', 'to_integral_value',
                 'copy_negate', 'is_normal', 'logical_invert'):
        print name, attempt(getattr(value, name)),
    print
ops = (operator.add, operator.sub, operator.mul, operator.div, operator.floordiv, operator.mod, operator.pow, cmp,
       operator.lt, operator.eq, divmod)
for a, b in itertools.product(values[:14], values[:14]):
    print a, b, [attempt(op, a, b) for op in ops], attempt(a.max, b), attempt(a.compare_total, b), \
        attempt(a.quantize, b), attempt(a.remainder_near, b), attempt(a.next_toward, b)
for prec, rounding in itertools.product((1, 3, 9), (ROUND_DOWN, ROUND_UP, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP,
                                                    ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP)):
    with localcontext(Context(prec=prec, rounding=rounding, traps=[])) as c:
        print prec, rounding, [+Decimal(t) for t in ('1.25', '-1.35', '12345', '0.00015', '2.5', '99.9')], \
            Decimal(2) / 3, Decimal(-1) / 7, Decimal(2) ** Decimal('0.5'), sorted(s.__name__ for s, f in c.flags.items() if f)
for spec in ('', 'f', '.2f', 'e', '.3e', 'g', '.2g', '%', '.1%', ',', ',.2f', '010.2f', '+', ' ', '<12', '^12', '*>12', '=+12', 'd', '.0f', 'E', 'G'):
    print repr(spec), [attempt(format, Decimal(t), spec) for t in ('0', '-1.5', '1234567.891', '1E+10', '1E-8', 'NaN', '-Infinity', '0E+5')]
for bad in ('', 'abc', '1.2.3', '1e', '--1', '0x10', '1_0', u'\u0661'):
    print repr(bad), attempt(Decimal, bad)
for bad in (None, [], (1, 2), (2, (1,), 0), (0, (10,), 0), (0, (1,), 'x'), 1j):
    print repr(bad), attempt(Decimal, bad)
print Decimal(0.1), Decimal.from_float(-2.5), Decimal((1, (1, 2, 3), -2)), Decimal(u' 5 '), getcontext().prec
print attempt(lambda: Decimal(1) + 1.5), attempt(lambda: Decimal(1) == 1.0), attempt(lambda: Decimal('0.5') < 0.6), attempt(pow, Decimal(3), 5, 7)
with localcontext() as c:
    c.prec = 40
    print Decimal(2).sqrt(), Decimal(1).exp(), Decimal(10).ln(), Decimal(2).log10(), Decimal('1.0000001') ** 1000000, Decimal(3) ** Decimal('-2.5')

fractions = [F(1, 3), F(-7, 2), F(5), F(0), F('0.125'), F(' -3/9 '), F('1e3'), F(0.75), F(Decimal('1.1'))]
for a in fractions:
    print a, repr(a), hash(a) == hash(float(a)) if float(a) == a else '', int(a), float(a), a.limit_denominator(3), -a, abs(a), bool(a)
    for b in fractions + [2, 1.5, 1j]:
        print [attempt(op, a, b) for op in ops],
    print
for bad in ('1/0', 'x', '1.2/3', 1j, None, [], (1, 2)):
    print attempt(F, bad), attempt(F, 1, bad)
print gcd(12, -18), gcd(-12, 18), gcd(0, 5), F(3, 4) ** F(1, 2), 2 ** F(3), 2 ** F(1, 2), F.from_float(0.1)
