"""Roots, powers, exponentials and logarithms.

The transcendental functions are computed with integers that stand for fixed point numbers, to more and
more digits until those behind the precision tell how to round. All results but those of power() are
rounded half even, whatever the context says.
"""
from decimal._conditions import (
    ROUND_HALF_EVEN, DivisionByZero, Inexact, InvalidOperation, Overflow, Rounded, Subnormal,
    Clamped, Underflow, _signals)
from decimal._rounding import length, pow10
from decimal._series import exp_digits, integer_root, isqrt, ln_digits, log10_digits, power_digits


def _settled(compute, prec):
    """Return (num, exp) of compute(digits) with enough digits to round at prec."""
    extra = 3
    while True:
        num, exp = compute(prec + extra)
        # The last digit may be wrong by some units: all is well unless it is next to a boundary.
        beyond = pow10(length(num) - prec - 1)
        tail = num % (5 * beyond)
        if 10 <= tail <= 5 * beyond - 10:
            return num, exp
        extra += 10


class Powers(object):
    """The part of Decimal with functions that are not rational."""
    __slots__ = ()

    def sqrt(self, context=None):
        """Return the square root."""
        if context is None:
            context = getcontext()
        if self._is_special:
            nan = self._check_nans(context=context)
            if nan:
                return nan
            if self._isinfinity() and self._sign == 0:
                return _make(0, 0, 'F')
        if not self:
            return _make(self._sign, 0, self._exp // 2)._fix(context)
        if self._sign == 1:
            return context._raise_error(InvalidOperation, 'sqrt(-x), x > 0')
        ideal = self._exp >> 1
        num = self._num * 10 if self._exp & 1 else self._num
        # Scale by 100 so that the root has one digit more than asked for.
        shift = context.prec + 1 - (length(num) + 1 >> 1)
        exact = True
        if shift >= 0:
            num *= pow10(2 * shift)
        else:
            num, lost = divmod(num, pow10(-2 * shift))
            exact = not lost
        root = isqrt(num)
        exp = ideal - shift
        if exact and root * root == num:
            if shift >= 0:
                root //= pow10(shift)
            else:
                root *= pow10(-shift)
            exp = ideal
        elif root % 5 == 0:
            root += 1
        return _half_even(_make(0, root, exp), context)

    def exp(self, context=None):
        """Return e ** self."""
        if context is None:
            context = getcontext()
        nan = self._check_nans(context=context)
        if nan:
            return nan
        if self._isinfinity():
            return _make(0, 0, 0) if self._sign else _make(0, 0, 'F')
        if not self:
            return _make(0, 1, 0)
        prec = context.prec
        adjusted = self.adjusted()
        if not self._sign and adjusted > len(str((context.Emax + 1) * 3)):
            result = _make(0, 1, context.Emax + 1)
        elif self._sign and adjusted > len(str((-context.Etiny() + 1) * 3)):
            result = _make(0, 1, context.Etiny() - 1)
        elif not self._sign and adjusted < -prec:
            # So near to 1 that only the side matters.
            result = _make(0, pow10(prec) + 1, -prec)
        elif self._sign and adjusted < -prec - 1:
            result = _make(0, pow10(prec + 1) - 1, -prec - 1)
        else:
            num = -self._num if self._sign else self._num
            result = _make(0, *_settled(lambda digits: exp_digits(num, self._exp, digits), prec))
        return _half_even(result, context)

    def ln(self, context=None):
        """Return the natural logarithm."""
        if context is None:
            context = getcontext()
        nan = self._check_nans(context=context)
        if nan:
            return nan
        if not self:
            return _make(1, 0, 'F')
        if self._isinfinity() == 1:
            return _make(0, 0, 'F')
        if self == 1:
            return _make(0, 0, 0)
        if self._sign == 1:
            return context._raise_error(InvalidOperation, 'ln of a negative value')
        return self._logarithm(ln_digits, context)

    def _logarithm(self, compute, context):
        negative = self < 1
        num, exp = _settled(lambda digits: compute(self._num, self._exp, digits), context.prec)
        return _half_even(_make(int(negative), num, exp), context)

    def log10(self, context=None):
        """Return the logarithm to base 10."""
        if context is None:
            context = getcontext()
        nan = self._check_nans(context=context)
        if nan:
            return nan
        if not self:
            return _make(1, 0, 'F')
        if self._isinfinity() == 1:
            return _make(0, 0, 'F')
        if self._sign == 1:
            return context._raise_error(InvalidOperation, 'log10 of a negative value')
        if str(self._num).rstrip('0') == '1':
            return _half_even(Decimal(self.adjusted()), context)
        return self._logarithm(log10_digits, context)

    def __pow__(self, other, modulo=None, context=None):
        """Return self ** other [ % modulo]."""
        if modulo is not None:
            return self._power_modulo(other, modulo, context)
        other = _convert_other(other)
        if other is NotImplemented:
            return other
        if context is None:
            context = getcontext()
        nan = self._check_nans(other, context)
        if nan:
            return nan
        if not other:
            if not self:
                return context._raise_error(InvalidOperation, '0 ** 0')
            return _make(0, 1, 0)
        sign = 0
        if self._sign == 1:
            if other._isinteger():
                sign = int(not other._iseven())
            elif self:
                return context._raise_error(InvalidOperation,
                                            'x ** y with x negative and y not an integer')
            self = self.copy_negate()
        if not self:
            return _make(sign, 0, 'F' if other._sign else 0)
        if self._isinfinity():
            return _make(sign, 0, 0 if other._sign else 'F')
        if self == 1:
            return self._power_of_one(other, sign, context)
        grows = (self.adjusted() >= 0) == (other._sign == 0)
        if other._isinfinity():
            return _make(0, 0, 'F' if grows else 0)
        result, exact = self._bounded_power(other, sign, context), False
        if result is None:
            result = self._power_exact(other, sign, context.prec + 1)
            exact = result is not None
        if result is None:
            exponent = -other._num if other._sign else other._num
            result = _make(sign, *_settled(
                lambda digits: power_digits(self._num, self._exp, exponent, other._exp, digits),
                context.prec))
        if exact and not other._isinteger():
            return _inexact_in_name(result, context)
        return result._fix(context)

    def __rpow__(self, other, context=None):
        """Return other ** self."""
        other = _convert_other(other)
        if other is NotImplemented:
            return other
        return other.__pow__(self, context=context)

    def _power_of_one(self, other, sign, context):
        """Return 1 ** other with as many zeros as 1 and the precision call for."""
        if other._isinteger():
            if other._sign == 1:
                times = 0
            elif other > context.prec:
                times = context.prec
            else:
                times = int(other)
            exp = self._exp * times
            if exp < 1 - context.prec:
                exp = 1 - context.prec
                context._raise_error(Rounded)
        else:
            context._raise_error(Inexact)
            context._raise_error(Rounded)
            exp = 1 - context.prec
        return _make(sign, pow10(-exp), exp)

    def _bounded_power(self, other, sign, context):
        """Return a number beyond the limits if self ** other is beyond them for sure, else None."""
        # How far the logarithm of self is from 0, in powers of 10 at least.
        num, exp = log10_digits(self._num, self._exp, 3)
        reach = exp + length(num) - 1 + other.adjusted()
        if (self.adjusted() >= 0) == (other._sign == 0):
            if reach >= len(str(context.Emax)):
                return _make(sign, 1, context.Emax + 1)
        elif reach >= len(str(-context.Etiny())):
            return _make(sign, 1, context.Etiny() - 1)
        return None

    def _power_exact(self, other, sign, prec):
        """Return self ** other if it has at most prec digits, else None."""
        num, exp = self._num, self._exp
        while num % 10 == 0:
            num //= 10
            exp += 1
        # The exponent is top / bottom in lowest terms, bottom being of factors 2 and 5.
        top, bottom = other._num, 1
        if other._exp >= 0:
            if other._exp > 20 and num != 1:
                return None
            if other._exp > 1000:
                return None
            top *= pow10(other._exp)
        else:
            places = -other._exp
            for factor in (2, 5):
                left = places
                while left and top % factor == 0:
                    top //= factor
                    left -= 1
                if left > 4096:
                    return None
                bottom *= factor ** left
        if other._sign:
            top = -top
        # self = 2 ** twos * 5 ** fives * num
        twos = fives = exp
        while num % 2 == 0:
            num //= 2
            twos += 1
        while num % 5 == 0:
            num //= 5
            fives += 1
        if twos % bottom or fives % bottom:
            return None
        if num != 1:
            if top < 0:
                return None
            if bottom > 1:
                if bottom > num.bit_length():
                    return None
                root = integer_root(num, bottom)
                if root ** bottom != num:
                    return None
                num = root
        twos, fives = twos // bottom * top, fives // bottom * top
        exp = min(twos, fives)
        # 10 ** prec has less than 4 * prec bits.
        bits = 4 * prec + 4
        if twos - exp > bits or fives - exp > bits or (num.bit_length() - 1) * top > bits:
            return None
        num = (num ** top if num != 1 else 1) << (twos - exp)
        num *= 5 ** (fives - exp)
        digits = length(num)
        if digits > prec:
            return None
        if other._isinteger() and other._sign == 0:
            zeros = max(0, min(exp - self._exp * int(other), prec - digits))
            num *= pow10(zeros)
            exp -= zeros
        return _make(sign, num, exp)

    def _power_modulo(self, other, modulo, context=None):
        """Return self ** other % modulo of integers, exactly."""
        other = _convert_other(other)
        if other is NotImplemented:
            return other
        modulo = _convert_other(modulo)
        if modulo is NotImplemented:
            return modulo
        if context is None:
            context = getcontext()
        numbers = (self, other, modulo)
        for kind in 'N', 'n':
            for number in numbers:
                if number._exp == kind:
                    if kind == 'N':
                        return context._raise_error(InvalidOperation, 'sNaN', number)
                    return number._fix_nan(context)
        if not (self._isinteger() and other._isinteger() and modulo._isinteger()):
            return context._raise_error(
                InvalidOperation,
                'pow() 3rd argument not allowed unless all arguments are integers')
        if other < 0:
            return context._raise_error(
                InvalidOperation,
                'pow() 2nd argument cannot be negative when 3rd argument specified')
        if not modulo:
            return context._raise_error(InvalidOperation, 'pow() 3rd argument cannot be 0')
        if modulo.adjusted() >= context.prec:
            return context._raise_error(
                InvalidOperation, 'insufficient precision: pow() 3rd argument must not have more '
                                  'than precision digits')
        if not other and not self:
            return context._raise_error(
                InvalidOperation, 'at least one of pow() 1st argument and 2nd argument must be '
                                  'nonzero ;0**0 is not defined')
        sign = 0 if other._iseven() else self._sign
        modulus = abs(int(modulo))
        base = self.to_integral_value()
        power = other.to_integral_value()
        residue = base._num % modulus * pow(10, base._exp, modulus) % modulus
        # The exponent may be far too large for an integer: one power of 10 at a time.
        for _ in range(power._exp):
            residue = pow(residue, 10, modulus)
        return _make(sign, pow(residue, power._num, modulus), 0)


def _half_even(number, context):
    """Fix number with the rounding half even."""
    context = context._shallow_copy()
    context.rounding = ROUND_HALF_EVEN
    return number._fix(context)


def _inexact_in_name(result, context):
    """Fix an exact result with the signals of an inexact one, as the specification wants."""
    digits = length(result._num)
    if digits <= context.prec:
        zeros = context.prec + 1 - digits
        result = _make(result._sign, result._num * pow10(zeros), result._exp - zeros)
    # All that is signalled is collected, then signalled in the order of precedence.
    collecting = context.copy()
    collecting.clear_flags()
    for signal in _signals:
        collecting.traps[signal] = 0
    result = result._fix(collecting)
    collecting._raise_error(Inexact)
    if collecting.flags[Subnormal]:
        collecting._raise_error(Underflow)
    if collecting.flags[Overflow]:
        context._raise_error(Overflow, 'above Emax', result._sign)
    for signal in Underflow, Subnormal, Inexact, Rounded, Clamped:
        if collecting.flags[signal]:
            context._raise_error(signal)
    return result
