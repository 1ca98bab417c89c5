"""The tower of numeric abstract classes: Number, Complex, Real, Rational, Integral."""
from __future__ import division
from abc import ABCMeta, abstractmethod, abstractproperty

__all__ = ["Number", "Complex", "Real", "Rational", "Integral"]


def _abstract(name, doc, arguments='self, other'):
    """Make an abstract method that does nothing but refuse."""
    scope = {'NotImplementedError': NotImplementedError}
    exec 'def %s(%s):\n    raise NotImplementedError' % (name, arguments) in scope
    function = scope[name]
    function.__doc__ = doc
    function.__module__ = __name__
    return abstractmethod(function)


class Number(object):
    """Base of all numbers: isinstance(x, Number) asks whether x is one of whatever kind."""
    __metaclass__ = ABCMeta
    __slots__ = ()

    # Numbers with the same value have to hash alike, which a concrete class must arrange.
    __hash__ = None


class Complex(Number):
    """The operations that the built-in complex has."""
    __slots__ = ()

    __complex__ = _abstract('__complex__', "Convert to the built-in complex.", 'self')

    def __nonzero__(self):
        """self != 0"""
        return self != 0

    @abstractproperty
    def real(self):
        """The real part, a Real."""
        raise NotImplementedError

    @abstractproperty
    def imag(self):
        """The imaginary part, a Real."""
        raise NotImplementedError

    __add__ = _abstract('__add__', "self + other")
    __radd__ = _abstract('__radd__', "other + self")
    __neg__ = _abstract('__neg__', "-self", 'self')
    __pos__ = _abstract('__pos__', "+self", 'self')

    def __sub__(self, other):
        """self - other"""
        return self + -other

    def __rsub__(self, other):
        """other - self"""
        return -self + other

    __mul__ = _abstract('__mul__', "self * other")
    __rmul__ = _abstract('__rmul__', "other * self")
    __div__ = _abstract('__div__', "self / other without division from the future")
    __rdiv__ = _abstract('__rdiv__', "other / self without division from the future")
    __truediv__ = _abstract('__truediv__', "self / other with division from the future")
    __rtruediv__ = _abstract('__rtruediv__', "other / self with division from the future")
    __pow__ = _abstract('__pow__', "self ** exponent", 'self, exponent')
    __rpow__ = _abstract('__rpow__', "base ** self", 'self, base')
    __abs__ = _abstract('__abs__', "The distance from 0, a Real.", 'self')
    conjugate = _abstract('conjugate', "The same number with the opposite imaginary part.", 'self')
    __eq__ = _abstract('__eq__', "self == other")

    def __ne__(self, other):
        """self != other"""
        return not (self == other)


Complex.register(complex)


class Real(Complex):
    """A Complex on the real line: it has an order, can be rounded and divided with remainder."""
    __slots__ = ()

    __float__ = _abstract('__float__', "Convert to the built-in float.", 'self')
    __trunc__ = _abstract('__trunc__', "The Integral next to self towards 0.", 'self')

    def __divmod__(self, other):
        """(self // other, self % other)"""
        return self // other, self % other

    def __rdivmod__(self, other):
        """(other // self, other % self)"""
        return other // self, other % self

    __floordiv__ = _abstract('__floordiv__', "self // other")
    __rfloordiv__ = _abstract('__rfloordiv__', "other // self")
    __mod__ = _abstract('__mod__', "self % other")
    __rmod__ = _abstract('__rmod__', "other % self")
    __lt__ = _abstract('__lt__', "self < other")
    __le__ = _abstract('__le__', "self <= other")

    def __complex__(self):
        """complex(float(self), 0)"""
        return complex(float(self))

    @property
    def real(self):
        """A real number is its own real part."""
        return +self

    @property
    def imag(self):
        """The imaginary part of a real number is 0."""
        return 0

    def conjugate(self):
        """A real number is its own conjugate."""
        return +self


Real.register(float)


class Rational(Real):
    """A Real that is the quotient of two Integrals in lowest terms."""
    __slots__ = ()

    @abstractproperty
    def numerator(self):
        """The dividend."""
        raise NotImplementedError

    @abstractproperty
    def denominator(self):
        """The divisor, positive."""
        raise NotImplementedError

    def __float__(self):
        """float(self), divided as integers so that large parts do not overflow."""
        return self.numerator / self.denominator


class Integral(Rational):
    """A Rational without a fraction: it converts to long and has the operations on bits."""
    __slots__ = ()

    __long__ = _abstract('__long__', "long(self)", 'self')

    def __index__(self):
        """Serve as an index, in slices too."""
        return long(self)

    __pow__ = _abstract('__pow__', "self ** exponent % modulus", 'self, exponent, modulus=None')
    __lshift__ = _abstract('__lshift__', "self << other")
    __rlshift__ = _abstract('__rlshift__', "other << self")
    __rshift__ = _abstract('__rshift__', "self >> other")
    __rrshift__ = _abstract('__rrshift__', "other >> self")
    __and__ = _abstract('__and__', "self & other")
    __rand__ = _abstract('__rand__', "other & self")
    __xor__ = _abstract('__xor__', "self ^ other")
    __rxor__ = _abstract('__rxor__', "other ^ self")
    __or__ = _abstract('__or__', "self | other")
    __ror__ = _abstract('__ror__', "other | self")
    __invert__ = _abstract('__invert__', "~self", 'self')

    def __float__(self):
        """float(long(self))"""
        return float(long(self))

    @property
    def numerator(self):
        """An integer is its own numerator."""
        return +self

    @property
    def denominator(self):
        """The denominator of an integer is 1."""
        return 1


Integral.register(int)
Integral.register(long)
