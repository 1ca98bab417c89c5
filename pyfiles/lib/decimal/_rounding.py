"""Rounding of numbers: to a precision, to an exponent, to integers.

Digits are never made where they are not needed: exponents reach far, and 10 to their difference may
not fit anywhere.
"""
from decimal._conditions import (
    ROUND_05UP, ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
    ROUND_HALF_UP, ROUND_UP, Clamped, Inexact, InvalidOperation, Overflow, Rounded, Subnormal,
    Underflow)

_POWERS = [10 ** exponent for exponent in range(64)]


def pow10(exponent):
    return _POWERS[exponent] if exponent < 64 else 10 ** exponent


def length(num):
    """Return the number of digits of an integer, 1 for 0."""
    return len(str(num))


def split(num, drop):
    """Cut the last digits off: return what is left, and whether what was cut off is not 0."""
    # A number has at most half as many digits as this.
    if drop > num.bit_length():
        return 0, num != 0
    left, lost = divmod(num, pow10(drop))
    return left, lost != 0


def rounded(num, drop, sign, rounding):
    """Cut the last digits off and round: return what is left, and whether digits but 0 were lost."""
    if drop > num.bit_length() + 1:
        # All digits go, and what they are worth is far below one half.
        left, lost, unit = 0, int(num != 0), 10
    else:
        unit = pow10(drop)
        left, lost = divmod(num, unit)
    if not lost:
        return left, False
    if rounding == ROUND_HALF_EVEN:
        up = 2 * lost > unit or 2 * lost == unit and left & 1
    elif rounding == ROUND_DOWN:
        up = False
    elif rounding == ROUND_HALF_UP:
        up = 2 * lost >= unit
    elif rounding == ROUND_HALF_DOWN:
        up = 2 * lost > unit
    elif rounding == ROUND_UP:
        up = True
    elif rounding == ROUND_CEILING:
        up = not sign
    elif rounding == ROUND_FLOOR:
        up = sign
    elif rounding == ROUND_05UP:
        up = left % 5 == 0
    else:
        raise KeyError(rounding)
    return left + 1 if up else left, True


class Rounding(object):
    """The part of Decimal that rounds."""
    __slots__ = ()

    def _fix_nan(self, context):
        """Return a NaN with as much of its payload as there is room for."""
        room = context.prec - context._clamp
        if length(self._num) > room:
            return _make(self._sign, self._num % pow10(room), self._exp)
        return _new(self)

    def _fix(self, context):
        """Return the number within the precision and the limits of context, with the signals."""
        if self._is_special:
            return self._fix_nan(context) if self._isnan() else _new(self)
        sign, num, exp = self._sign, self._num, self._exp
        prec = context.prec
        lowest, top = context.Emin - prec + 1, context.Emax - prec + 1
        if not num:
            fitting = min(max(exp, lowest), top if context._clamp else context.Emax)
            if fitting != exp:
                context._raise_error(Clamped)
                return _make(sign, 0, fitting)
            return _new(self)
        # The exponent that leaves prec digits.
        wanted = length(num) + exp - prec
        if wanted > top:
            result = context._raise_error(Overflow, 'above Emax', sign)
            context._raise_error(Inexact)
            context._raise_error(Rounded)
            return result
        subnormal = wanted < lowest
        if subnormal:
            wanted = lowest
        if exp < wanted:
            num, lossy = rounded(num, wanted - exp, sign, context.rounding)
            if num == pow10(prec):
                num //= 10
                wanted += 1
            if wanted > top:
                result = context._raise_error(Overflow, 'above Emax', sign)
            else:
                result = _make(sign, num, wanted)
            if lossy and subnormal:
                context._raise_error(Underflow)
            if subnormal:
                context._raise_error(Subnormal)
            if lossy:
                context._raise_error(Inexact)
            context._raise_error(Rounded)
            if not result:
                context._raise_error(Clamped)
            return result
        if subnormal:
            context._raise_error(Subnormal)
        if context._clamp == 1 and exp > top:
            context._raise_error(Clamped)
            return _make(sign, num * pow10(exp - top), top)
        return _new(self)

    def _rescale(self, exp, rounding):
        """Return the number with another exponent, rounded if need be, without any signal."""
        if self._is_special:
            return _new(self)
        if not self._num:
            return _make(self._sign, 0, exp)
        if self._exp >= exp:
            return _make(self._sign, self._num * pow10(self._exp - exp), exp)
        return _make(self._sign, rounded(self._num, exp - self._exp, self._sign, rounding)[0], exp)

    def quantize(self, exp, rounding=None, context=None, watchexp=True):
        """Return the number with the exponent of exp; a signal unless the digits have room."""
        exp = _convert_other(exp, raiseit=True)
        if context is None:
            context = getcontext()
        if rounding is None:
            rounding = context.rounding
        if self._is_special or exp._is_special:
            nan = self._check_nans(exp, context)
            if nan:
                return nan
            if exp._isinfinity() or self._isinfinity():
                if exp._isinfinity() and self._isinfinity():
                    return _new(self)
                return context._raise_error(InvalidOperation, 'quantize with one INF')
        if not watchexp:
            result = self._rescale(exp._exp, rounding)
            if result._exp > self._exp:
                context._raise_error(Rounded)
                if result != self:
                    context._raise_error(Inexact)
            return result
        if not context.Etiny() <= exp._exp <= context.Emax:
            return context._raise_error(InvalidOperation,
                                        'target exponent out of bounds in quantize')
        if not self._num:
            return _make(self._sign, 0, exp._exp)._fix(context)
        adjusted = self.adjusted()
        if adjusted > context.Emax:
            return context._raise_error(
                InvalidOperation, 'exponent of quantize result too large for current context')
        if adjusted - exp._exp + 1 > context.prec:
            return context._raise_error(
                InvalidOperation, 'quantize result has too many digits for current context')
        result = self._rescale(exp._exp, rounding)
        if result.adjusted() > context.Emax:
            return context._raise_error(
                InvalidOperation, 'exponent of quantize result too large for current context')
        if length(result._num) > context.prec:
            return context._raise_error(
                InvalidOperation, 'quantize result has too many digits for current context')
        if result and result.adjusted() < context.Emin:
            context._raise_error(Subnormal)
        if result._exp > self._exp:
            if result != self:
                context._raise_error(Inexact)
            context._raise_error(Rounded)
        return result._fix(context)

    def to_integral_exact(self, rounding=None, context=None):
        """Return the number rounded to an integer, with the signals Inexact and Rounded."""
        if self._is_special:
            return self._check_nans(context=context) or _new(self)
        if self._exp >= 0:
            return _new(self)
        if not self._num:
            return _make(self._sign, 0, 0)
        if context is None:
            context = getcontext()
        result = self._rescale(0, context.rounding if rounding is None else rounding)
        if result != self:
            context._raise_error(Inexact)
        context._raise_error(Rounded)
        return result

    def to_integral_value(self, rounding=None, context=None):
        """Return the number rounded to an integer."""
        if context is None:
            context = getcontext()
        if self._is_special:
            return self._check_nans(context=context) or _new(self)
        if self._exp >= 0:
            return _new(self)
        return self._rescale(0, context.rounding if rounding is None else rounding)

    to_integral = to_integral_value

    def normalize(self, context=None):
        """Return the number without zeros at its end; 0 has the exponent 0."""
        if context is None:
            context = getcontext()
        if self._is_special:
            nan = self._check_nans(context=context)
            if nan:
                return nan
        number = self._fix(context)
        if number._isinfinity():
            return number
        if not number._num:
            return _make(number._sign, 0, 0)
        highest = context.Etop() if context._clamp else context.Emax
        num, exp = number._num, number._exp
        while num % 10 == 0 and exp < highest:
            num //= 10
            exp += 1
        return _make(number._sign, num, exp)


def _new(number):
    """Return number as a Decimal, not one of a derived class."""
    return number if type(number) is Decimal else _make(number._sign, number._num, number._exp)
