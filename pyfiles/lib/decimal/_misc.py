"""Maximum and minimum, neighbours, logical operations on digits, signs, classes of numbers."""
from decimal._conditions import (
    ROUND_CEILING, ROUND_FLOOR, Clamped, DivisionByZero, Inexact, InvalidOperation, Overflow,
    Rounded, Subnormal, Underflow)
from decimal._rounding import length, pow10


def _logical(operate):
    """Make the operation on each pair of digits by that of two integers in base 2."""
    def method(self, other, context=None):
        if context is None:
            context = getcontext()
        other = _convert_other(other, raiseit=True)
        if not self._islogical() or not other._islogical():
            return context._raise_error(InvalidOperation)
        result = operate(self._as_bits(context.prec), other._as_bits(context.prec))
        return _make(0, int(bin(result)[2:].rstrip('L')), 0)
    return method


class Miscellany(object):
    """The part of Decimal that does neither calculate nor round."""
    __slots__ = ()

    def adjusted(self):
        """Return the exponent of the first digit; 0 for special numbers."""
        try:
            return self._exp + length(self._num) - 1
        except TypeError:
            return 0

    def canonical(self, context=None):
        """Return self, which is in its only form."""
        return self

    def compare_signal(self, other, context=None):
        """Like compare, but all NaNs signal."""
        other = _convert_other(other, raiseit=True)
        return self._compare_check_nans(other, context) or self.compare(other, context=context)

    def compare_total(self, other):
        """Compare representations: -1, 0 or 1 as a Decimal."""
        other = _convert_other(other, raiseit=True)
        if self._sign != other._sign:
            return Decimal(-1 if self._sign else 1)
        order = cmp(self._total_key(), other._total_key())
        if not order and not self._isnan():
            order = self._cmp_magnitude(other) or cmp(self._exp, other._exp)
        return Decimal(-order if self._sign else order)

    def _total_key(self):
        """Return what NaNs are ordered by: behind all numbers, the signalling first, by payload."""
        return {1: (2, self._num), 2: (1, self._num)}.get(self._isnan(), (0, 0))

    def _cmp_magnitude(self, other):
        return self.copy_abs()._cmp(other.copy_abs())

    def compare_total_mag(self, other):
        """Compare representations without their signs."""
        return self.copy_abs().compare_total(_convert_other(other, raiseit=True).copy_abs())

    def copy_abs(self):
        """Return the number with a positive sign."""
        return _make(0, self._num, self._exp)

    def copy_negate(self):
        """Return the number with the opposite sign."""
        return _make(1 - self._sign, self._num, self._exp)

    def copy_sign(self, other):
        """Return the number with the sign of other."""
        return _make(_convert_other(other, raiseit=True)._sign, self._num, self._exp)

    def is_canonical(self):
        return True

    def is_finite(self):
        return not self._is_special

    def is_infinite(self):
        return self._exp == 'F'

    def is_nan(self):
        return self._exp in ('n', 'N')

    def is_normal(self, context=None):
        if self._is_special or not self:
            return False
        if context is None:
            context = getcontext()
        return context.Emin <= self.adjusted()

    def is_qnan(self):
        return self._exp == 'n'

    def is_signed(self):
        return self._sign == 1

    def is_snan(self):
        return self._exp == 'N'

    def is_subnormal(self, context=None):
        if self._is_special or not self:
            return False
        if context is None:
            context = getcontext()
        return self.adjusted() < context.Emin

    def is_zero(self):
        return not self._is_special and self._num == 0

    def logb(self, context=None):
        """Return the exponent of the first digit as a Decimal."""
        nan = self._check_nans(context=context)
        if nan:
            return nan
        if context is None:
            context = getcontext()
        if self._isinfinity():
            return _make(0, 0, 'F')
        if not self:
            return context._raise_error(DivisionByZero, 'logb(0)', 1)
        return Decimal(self.adjusted())._fix(context)

    def _islogical(self):
        """Tell whether all digits are 0 or 1 and there is neither sign nor exponent."""
        return self._sign == 0 and self._exp == 0 and not str(self._num).strip('01')

    def _as_bits(self, prec):
        """Return the last prec digits, each 0 or 1, as the bits of an integer."""
        return int(str(self._num)[-prec:], 2)

    logical_and = _logical(lambda a, b: a & b)
    logical_or = _logical(lambda a, b: a | b)
    logical_xor = _logical(lambda a, b: a ^ b)

    def logical_invert(self, context=None):
        """Exchange the digits 0 and 1 of all that the precision has."""
        if context is None:
            context = getcontext()
        return self.logical_xor(_make(0, (pow10(context.prec) - 1) // 9, 0), context)

    def _extreme(self, other, context, magnitude, wanted):
        """Return the number that compares as wanted (1: larger); quiet NaNs lose to numbers."""
        other = _convert_other(other, raiseit=True)
        if context is None:
            context = getcontext()
        if self._is_special or other._is_special:
            mine, theirs = self._isnan(), other._isnan()
            if mine or theirs:
                if theirs == 1 and mine == 0:
                    return self._fix(context)
                if mine == 1 and theirs == 0:
                    return other._fix(context)
                return self._check_nans(other, context)
        order = self._cmp_magnitude(other) if magnitude else self._cmp(other)
        if order == 0:
            order = int(self.compare_total(other))
        if order == 0:
            order = wanted
        return (self if order == wanted else other)._fix(context)

    def max(self, other, context=None):
        """Return the larger number."""
        return self._extreme(other, context, False, 1)

    def min(self, other, context=None):
        """Return the smaller number."""
        return self._extreme(other, context, False, -1)

    def max_mag(self, other, context=None):
        """Return the number with the larger absolute value."""
        return self._extreme(other, context, True, 1)

    def min_mag(self, other, context=None):
        """Return the number with the smaller absolute value."""
        return self._extreme(other, context, True, -1)

    def next_minus(self, context=None):
        """Return the next smaller number of the context."""
        return self._neighbour(ROUND_FLOOR, context)

    def next_plus(self, context=None):
        """Return the next larger number of the context."""
        return self._neighbour(ROUND_CEILING, context)

    def _neighbour(self, rounding, context):
        if context is None:
            context = getcontext()
        nan = self._check_nans(context=context)
        if nan:
            return nan
        down = rounding == ROUND_FLOOR
        largest = pow10(context.prec) - 1
        if self._isinfinity():
            if self._isinfinity() == (-1 if down else 1):
                return _make(self._sign, 0, 'F')
            return _make(self._sign, largest, context.Etop())
        context = context.copy()
        context.rounding = rounding
        context._ignore_all_flags()
        rounded = self._fix(context)
        if rounded != self:
            return rounded
        return self.__add__(_make(int(down), 1, context.Etiny() - 1), context)

    def next_toward(self, other, context=None):
        """Return the number next to self in the direction of other."""
        other = _convert_other(other, raiseit=True)
        if context is None:
            context = getcontext()
        nan = self._check_nans(other, context)
        if nan:
            return nan
        order = self._cmp(other)
        if order == 0:
            return self.copy_sign(other)
        result = self.next_plus(context) if order == -1 else self.next_minus(context)
        if result._isinfinity():
            context._raise_error(Overflow, 'Infinite result from next_toward', result._sign)
            context._raise_error(Inexact)
            context._raise_error(Rounded)
        elif result.adjusted() < context.Emin:
            context._raise_error(Underflow)
            context._raise_error(Subnormal)
            context._raise_error(Inexact)
            context._raise_error(Rounded)
            if not result:
                context._raise_error(Clamped)
        return result

    def number_class(self, context=None):
        """Return the class of numbers: 'sNaN', 'NaN', or a sign and Infinity, Normal etc."""
        if self._exp == 'N':
            return "sNaN"
        if self._exp == 'n':
            return "NaN"
        sign = '-' if self._sign else '+'
        if self._exp == 'F':
            return sign + "Infinity"
        if self.is_zero():
            return sign + "Zero"
        if context is None:
            context = getcontext()
        return sign + ("Subnormal" if self.is_subnormal(context=context) else "Normal")

    def radix(self):
        """Return Decimal('10')."""
        return Decimal(10)

    def _places(self, other, context):
        """Return the integer other if its absolute value is at most the precision, else None."""
        if other._exp != 0 or other._num > context.prec:
            return None
        return int(other)

    def rotate(self, other, context=None):
        """Rotate the digits, of which there are as many as the precision says, to the left."""
        if context is None:
            context = getcontext()
        other = _convert_other(other, raiseit=True)
        nan = self._check_nans(other, context)
        if nan:
            return nan
        places = self._places(other, context)
        if places is None:
            return context._raise_error(InvalidOperation)
        if self._isinfinity():
            return _make(self._sign, 0, 'F')
        digits = str(self._num)[-context.prec:].zfill(context.prec)
        places %= context.prec
        return _make(self._sign, int(digits[places:] + digits[:places]), self._exp)

    def shift(self, other, context=None):
        """Shift the digits to the left, or to the right if other is negative."""
        if context is None:
            context = getcontext()
        other = _convert_other(other, raiseit=True)
        nan = self._check_nans(other, context)
        if nan:
            return nan
        places = self._places(other, context)
        if places is None:
            return context._raise_error(InvalidOperation)
        if self._isinfinity():
            return _make(self._sign, 0, 'F')
        whole = pow10(context.prec)
        num = self._num % whole
        num = num // pow10(-places) if places < 0 else num * pow10(places) % whole
        return _make(self._sign, num, self._exp)

    def same_quantum(self, other):
        """Tell whether the exponents are the same, or both numbers infinite, or both NaNs."""
        other = _convert_other(other, raiseit=True)
        if self._is_special or other._is_special:
            return (self.is_nan() and other.is_nan() or
                    self.is_infinite() and other.is_infinite())
        return self._exp == other._exp

    def scaleb(self, other, context=None):
        """Return the number with other added to its exponent."""
        if context is None:
            context = getcontext()
        other = _convert_other(other, raiseit=True)
        nan = self._check_nans(other, context)
        if nan:
            return nan
        if other._exp != 0 or other._num > 2 * (context.Emax + context.prec):
            return context._raise_error(InvalidOperation)
        if self._isinfinity():
            return _make(self._sign, 0, 'F')
        return _make(self._sign, self._num, self._exp + int(other))._fix(context)
