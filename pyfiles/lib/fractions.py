"""Rational numbers of any precision."""
from __future__ import division
from decimal import Decimal
import math
import numbers
import operator
import re

__all__ = ['Fraction', 'gcd']

Rational = numbers.Rational


def gcd(a, b):
    """Return the greatest common divisor; it has the sign of b, or of a if b is 0."""
    while b:
        a, b = b, a % b
    return a


_TEXT = re.compile(r"""
    \A\s*
    (?P<sign>[-+]?)
    (?=\d|\.\d)                         # at least one digit, before or behind the point
    (?P<num>\d*)
    (?: (?:/(?P<denom>\d+))?
      | (?:\.(?P<decimal>\d*))?  (?:E(?P<exp>[-+]?\d+))?
    )
    \s*\Z
    """, re.VERBOSE | re.IGNORECASE)


def _parse(text):
    """Return numerator and denominator, not reduced, of the number written in text."""
    match = _TEXT.match(text)
    if match is None:
        raise ValueError('Invalid literal for Fraction: %r' % text)
    sign, whole, below, places, exponent = match.group('sign', 'num', 'denom', 'decimal', 'exp')
    numerator, denominator = int(whole or '0'), 1
    if below:
        denominator = int(below)
    else:
        if places:
            denominator = 10 ** len(places)
            numerator = numerator * denominator + int(places)
        if exponent:
            exponent = int(exponent)
            if exponent >= 0:
                numerator *= 10 ** exponent
            else:
                denominator *= 10 ** -exponent
    return (-numerator if sign == '-' else numerator), denominator


class Fraction(Rational):
    """A rational number, immutable and in lowest terms.

    Fraction(8, 6), Fraction('4/3'), Fraction(' -1.5e2 '), Fraction(0.5), Fraction(Decimal('0.5'))
    """
    __slots__ = ('_numerator', '_denominator')

    def __new__(cls, numerator=0, denominator=None):
        self = super(Fraction, cls).__new__(cls)
        if denominator is None:
            if isinstance(numerator, Rational):
                self._numerator = numerator.numerator
                self._denominator = numerator.denominator
                return self
            if isinstance(numerator, float):
                exact = Fraction.from_float(numerator)
                self._numerator, self._denominator = exact._numerator, exact._denominator
                return self
            if isinstance(numerator, Decimal):
                exact = Fraction.from_decimal(numerator)
                self._numerator, self._denominator = exact._numerator, exact._denominator
                return self
            if not isinstance(numerator, basestring):
                raise TypeError("argument should be a string or a Rational instance")
            numerator, denominator = _parse(numerator)
        elif isinstance(numerator, Rational) and isinstance(denominator, Rational):
            numerator, denominator = (numerator.numerator * denominator.denominator,
                                      denominator.numerator * numerator.denominator)
        else:
            raise TypeError("both arguments should be Rational instances")
        if denominator == 0:
            raise ZeroDivisionError('Fraction(%s, 0)' % numerator)
        divisor = gcd(numerator, denominator)
        self._numerator = numerator // divisor
        self._denominator = denominator // divisor
        return self

    @classmethod
    def from_float(cls, f):
        """Return the fraction that is exactly the float f."""
        if isinstance(f, numbers.Integral):
            return cls(f)
        if not isinstance(f, float):
            raise TypeError("%s.from_float() only takes floats, not %r (%s)" %
                            (cls.__name__, f, type(f).__name__))
        if math.isnan(f) or math.isinf(f):
            raise TypeError("Cannot convert %r to %s." % (f, cls.__name__))
        return cls(*f.as_integer_ratio())

    @classmethod
    def from_decimal(cls, dec):
        """Return the fraction that is exactly the Decimal dec."""
        if isinstance(dec, numbers.Integral):
            dec = Decimal(int(dec))
        elif not isinstance(dec, Decimal):
            raise TypeError("%s.from_decimal() only takes Decimals, not %r (%s)" %
                            (cls.__name__, dec, type(dec).__name__))
        if not dec.is_finite():
            raise TypeError("Cannot convert %s to %s." % (dec, cls.__name__))
        sign, digits, exponent = dec.as_tuple()
        value = int(''.join(map(str, digits)))
        if sign:
            value = -value
        if exponent >= 0:
            return cls(value * 10 ** exponent)
        return cls(value, 10 ** -exponent)

    def limit_denominator(self, max_denominator=1000000):
        """Return the fraction nearest to self whose denominator is at most max_denominator."""
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._denominator <= max_denominator:
            return Fraction(self)
        # Successive convergents of the continued fraction, as (numerator, denominator).
        before, last = (0, 1), (1, 0)
        top, bottom = self._numerator, self._denominator
        while True:
            quotient = top // bottom
            if before[1] + quotient * last[1] > max_denominator:
                break
            before, last = last, (before[0] + quotient * last[0], before[1] + quotient * last[1])
            top, bottom = bottom, top - quotient * bottom
        steps = (max_denominator - before[1]) // last[1]
        between = Fraction(before[0] + steps * last[0], before[1] + steps * last[1])
        convergent = Fraction(*last)
        if abs(convergent - self) <= abs(between - self):
            return convergent
        return between

    @property
    def numerator(a):
        return a._numerator

    @property
    def denominator(a):
        return a._denominator

    def __repr__(self):
        """Fraction(n, d)"""
        return 'Fraction(%s, %s)' % (self._numerator, self._denominator)

    def __str__(self):
        """n/d, or n for an integer"""
        if self._denominator == 1:
            return str(self._numerator)
        return '%s/%s' % (self._numerator, self._denominator)

    def _operator_fallbacks(exact, fallback):
        """Make the method for fraction OP other and the one for other OP fraction."""
        def forward(a, b):
            if isinstance(b, (int, long, Fraction)):
                return exact(a, b)
            if isinstance(b, float):
                return fallback(float(a), b)
            if isinstance(b, complex):
                return fallback(complex(a), b)
            return NotImplemented

        def reverse(b, a):
            if isinstance(a, Rational):
                return exact(a, b)
            if isinstance(a, numbers.Real):
                return fallback(float(a), float(b))
            if isinstance(a, numbers.Complex):
                return fallback(complex(a), complex(b))
            return NotImplemented
        forward.__name__ = '__' + fallback.__name__ + '__'
        reverse.__name__ = '__r' + fallback.__name__ + '__'
        forward.__doc__ = reverse.__doc__ = exact.__doc__
        return forward, reverse

    def _add(a, b):
        """a + b"""
        return Fraction(a.numerator * b.denominator + b.numerator * a.denominator,
                        a.denominator * b.denominator)

    def _sub(a, b):
        """a - b"""
        return Fraction(a.numerator * b.denominator - b.numerator * a.denominator,
                        a.denominator * b.denominator)

    def _mul(a, b):
        """a * b"""
        return Fraction(a.numerator * b.numerator, a.denominator * b.denominator)

    def _div(a, b):
        """a / b"""
        return Fraction(a.numerator * b.denominator, a.denominator * b.numerator)

    __add__, __radd__ = _operator_fallbacks(_add, operator.add)
    __sub__, __rsub__ = _operator_fallbacks(_sub, operator.sub)
    __mul__, __rmul__ = _operator_fallbacks(_mul, operator.mul)
    __truediv__, __rtruediv__ = _operator_fallbacks(_div, operator.truediv)
    __div__, __rdiv__ = _operator_fallbacks(_div, operator.div)

    def __floordiv__(a, b):
        """a // b"""
        quotient = a / b
        if isinstance(quotient, Rational):
            return quotient.numerator // quotient.denominator
        return math.floor(quotient)

    def __rfloordiv__(b, a):
        """a // b"""
        quotient = a / b
        if isinstance(quotient, Rational):
            return quotient.numerator // quotient.denominator
        return math.floor(quotient)

    def __mod__(a, b):
        """a % b"""
        return a - b * (a // b)

    def __rmod__(b, a):
        """a % b"""
        return a - b * (a // b)

    def __pow__(a, b):
        """a ** b; exact if b is an integer, else a float or complex"""
        if not isinstance(b, Rational):
            return float(a) ** b
        if b.denominator != 1:
            return float(a) ** float(b)
        power = b.numerator
        if power >= 0:
            return Fraction(a._numerator ** power, a._denominator ** power)
        return Fraction(a._denominator ** -power, a._numerator ** -power)

    def __rpow__(b, a):
        """a ** b"""
        if b._denominator == 1 and b._numerator >= 0:
            return a ** b._numerator
        if isinstance(a, Rational):
            return Fraction(a.numerator, a.denominator) ** b
        if b._denominator == 1:
            return a ** b._numerator
        return a ** float(b)

    def __pos__(a):
        """+a, a Fraction even where a is of a derived class"""
        return Fraction(a._numerator, a._denominator)

    def __neg__(a):
        """-a"""
        return Fraction(-a._numerator, a._denominator)

    def __abs__(a):
        """abs(a)"""
        return Fraction(abs(a._numerator), a._denominator)

    def __trunc__(a):
        """trunc(a)"""
        if a._numerator < 0:
            return -(-a._numerator // a._denominator)
        return a._numerator // a._denominator

    def __hash__(self):
        """Numbers of equal value hash alike: integers and floats come first."""
        if self._denominator == 1:
            return hash(self._numerator)
        as_float = float(self)
        if Fraction.from_float(as_float) == self:
            return hash(as_float)
        return hash((self._numerator, self._denominator))

    def __eq__(a, b):
        """a == b"""
        if isinstance(b, Rational):
            return a._numerator == b.numerator and a._denominator == b.denominator
        if isinstance(b, numbers.Complex) and b.imag == 0:
            b = b.real
        if isinstance(b, float):
            if math.isnan(b) or math.isinf(b):
                # Only the sign of an infinity, and that a NaN equals nothing, matters.
                return 0.0 == b
            return a == a.from_float(b)
        return NotImplemented

    def _richcmp(self, other, op):
        """Compare by op, an order; what it compares are integers, or floats if other is not finite."""
        if isinstance(other, Rational):
            return op(self._numerator * other.denominator, self._denominator * other.numerator)
        if isinstance(other, complex):
            raise TypeError("no ordering relation is defined for complex numbers")
        if isinstance(other, float):
            if math.isnan(other) or math.isinf(other):
                return op(0.0, other)
            return op(self, self.from_float(other))
        return NotImplemented

    def __lt__(a, b):
        """a < b"""
        return a._richcmp(b, operator.lt)

    def __gt__(a, b):
        """a > b"""
        return a._richcmp(b, operator.gt)

    def __le__(a, b):
        """a <= b"""
        return a._richcmp(b, operator.le)

    def __ge__(a, b):
        """a >= b"""
        return a._richcmp(b, operator.ge)

    def __nonzero__(a):
        """a != 0"""
        return a._numerator != 0

    def __reduce__(self):
        return self.__class__, (str(self),)

    def __copy__(self):
        return self if type(self) == Fraction else self.__class__(self._numerator, self._denominator)

    def __deepcopy__(self, memo):
        return self.__copy__()
