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

    numerator = property(operator.attrgetter('_numerator'))
    denominator = property(operator.attrgetter('_denominator'))

    def __repr__(self):
        """Fraction(n, d)"""
        return 'Fraction(%s, %s)' % (self._numerator, self._denominator)

    def __str__(self):
        """n/d, or n for an integer"""
        if self._denominator == 1:
            return str(self._numerator)
        return '%s/%s' % (self._numerator, self._denominator)

    def __floordiv__(self, other):
        """self // other"""
        return _floor(self / other)

    def __rfloordiv__(self, other):
        """other // self"""
        return _floor(other / self)

    def __mod__(self, other):
        """self % other"""
        return self - other * (self // other)

    def __rmod__(self, other):
        """other % self"""
        return other - self * (other // self)

    def __pow__(self, exponent):
        """self ** exponent; exact if exponent is an integer, else a float or complex"""
        if not isinstance(exponent, Rational):
            return float(self) ** exponent
        if exponent.denominator != 1:
            return float(self) ** float(exponent)
        times = exponent.numerator
        parts = self._numerator, self._denominator
        if times < 0:
            parts = self._denominator, self._numerator
        return Fraction(*[part ** abs(times) for part in parts])

    def __rpow__(self, base):
        """base ** self"""
        if self._denominator != 1:
            if isinstance(base, Rational):
                return Fraction(base.numerator, base.denominator) ** self
            return base ** float(self)
        if self._numerator < 0 and isinstance(base, Rational):
            return Fraction(base.numerator, base.denominator) ** self
        return base ** self._numerator

    def __trunc__(self):
        """The integer part, towards 0."""
        whole = abs(self._numerator) // self._denominator
        return -whole if self._numerator < 0 else whole

    def __hash__(self):
        """Numbers of equal value hash alike: integers and floats come first."""
        if self._denominator == 1:
            return hash(self._numerator)
        nearest = float(self)
        same = Fraction.from_float(nearest) == self
        return hash(nearest if same else (self._numerator, self._denominator))

    def __nonzero__(self):
        """self != 0"""
        return self._numerator != 0

    def __eq__(self, other):
        """self == other"""
        if isinstance(other, Rational):
            return (self._numerator, self._denominator) == (other.numerator, other.denominator)
        if isinstance(other, numbers.Complex) and not other.imag:
            other = other.real
        if not isinstance(other, float):
            return NotImplemented
        # Neither a NaN nor an infinity is a fraction.
        return other - other == 0 and self == Fraction.from_float(other)

    def _ordered(self, other, operate):
        """Return what operate, an order, says of self and other."""
        if isinstance(other, Rational):
            return operate(self._numerator * other.denominator,
                           other.numerator * self._denominator)
        if isinstance(other, complex):
            raise TypeError("no ordering relation is defined for complex numbers")
        if not isinstance(other, float):
            return NotImplemented
        if other - other != 0:
            return operate(0.0, other)
        return operate(self, Fraction.from_float(other))

    def __reduce__(self):
        return type(self), (str(self),)

    def __copy__(self):
        if type(self) is Fraction:
            return self
        return type(self)(self._numerator, self._denominator)

    def __deepcopy__(self, memo):
        return self.__copy__()


def _floor(quotient):
    if isinstance(quotient, Rational):
        return quotient.numerator // quotient.denominator
    return math.floor(quotient)


def _define_operators():
    """Give Fraction the operators that are made of two numerators and two denominators."""
    def binary(name, combine):
        operate = getattr(operator, name)

        def forward(self, other):
            if isinstance(other, (int, long, Fraction)):
                return Fraction(*combine(self._numerator, self._denominator, other.numerator,
                                         other.denominator))
            if isinstance(other, (float, complex)):
                return operate(type(other)(self), other)
            return NotImplemented

        def backward(self, other):
            if isinstance(other, Rational):
                return Fraction(*combine(other.numerator, other.denominator, self._numerator,
                                         self._denominator))
            if isinstance(other, numbers.Real):
                return operate(float(other), float(self))
            if isinstance(other, numbers.Complex):
                return operate(complex(other), complex(self))
            return NotImplemented
        for prefix, function in (('__', forward), ('__r', backward)):
            function.__name__ = prefix + name + '__'
            setattr(Fraction, function.__name__, function)

    binary('add', lambda n, d, m, e: (n * e + m * d, d * e))
    binary('sub', lambda n, d, m, e: (n * e - m * d, d * e))
    binary('mul', lambda n, d, m, e: (n * m, d * e))
    for name in ('div', 'truediv'):
        binary(name, lambda n, d, m, e: (n * e, d * m))

    def unary(name, change):
        function = lambda self: Fraction(change(self._numerator), self._denominator)
        function.__name__ = name
        setattr(Fraction, name, function)
    for name, change in (('__pos__', operator.pos), ('__neg__', operator.neg), ('__abs__', abs)):
        unary(name, change)

    def comparison(name):
        operate = getattr(operator, name)
        function = lambda self, other: self._ordered(other, operate)
        function.__name__ = '__%s__' % name
        setattr(Fraction, function.__name__, function)
    for name in ('lt', 'le', 'gt', 'ge'):
        comparison(name)
    # The class was abstract as long as these were missing.
    Fraction.__abstractmethods__ = frozenset()


_define_operators()
