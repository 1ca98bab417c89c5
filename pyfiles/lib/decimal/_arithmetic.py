"""Addition, multiplication and division."""
from decimal._conditions import (
    ROUND_FLOOR, Clamped, DivisionByZero, DivisionImpossible, DivisionUndefined, InvalidOperation)
from decimal._rounding import length, pow10


def _operands(operation):
    """Give an operator its operand as a Decimal, and a context; NotImplemented for other types."""
    def method(self, other, context=None):
        other = _convert_other(other)
        if other is NotImplemented:
            return other
        return operation(self, other, getcontext() if context is None else context)
    method.__name__ = operation.__name__
    method.__doc__ = operation.__doc__
    return method


def _reflected(name):
    """Return the operator for a Decimal on its right side."""
    def method(self, other, context=None):
        other = _convert_other(other)
        if other is NotImplemented:
            return other
        return getattr(other, name)(self, context=context)
    method.__name__ = '__r' + name[2:]
    return method


class Arithmetic(object):
    """The part of Decimal that calculates."""
    __slots__ = ()

    def __neg__(self, context=None):
        if self._is_special:
            nan = self._check_nans(context=context)
            if nan:
                return nan
        if context is None:
            context = getcontext()
        if not self and context.rounding != ROUND_FLOOR:
            # 0 - 0 is 0.
            return self.copy_abs()._fix(context)
        return self.copy_negate()._fix(context)

    def __pos__(self, context=None):
        if self._is_special:
            nan = self._check_nans(context=context)
            if nan:
                return nan
        if context is None:
            context = getcontext()
        if not self and context.rounding != ROUND_FLOOR:
            return self.copy_abs()._fix(context)
        return _make(self._sign, self._num, self._exp)._fix(context)

    def __abs__(self, round=True, context=None):
        if not round:
            return self.copy_abs()
        if self._is_special:
            nan = self._check_nans(context=context)
            if nan:
                return nan
        return (self.__neg__ if self._sign else self.__pos__)(context=context)

    @_operands
    def __add__(self, other, context):
        if self._is_special or other._is_special:
            nan = self._check_nans(other, context)
            if nan:
                return nan
            if self._isinfinity():
                if self._sign != other._sign and other._isinfinity():
                    return context._raise_error(InvalidOperation, '-INF + INF')
                return _make(self._sign, 0, 'F')
            if other._isinfinity():
                return _make(other._sign, 0, 'F')
        exp = min(self._exp, other._exp)
        # What the sum of a number and its opposite has as sign.
        cancelled = int(context.rounding == ROUND_FLOOR and self._sign != other._sign)
        if not self._num and not other._num:
            return _make(cancelled or min(self._sign, other._sign), 0, exp)._fix(context)
        if not self._num or not other._num:
            number = other if not self._num else self
            exp = max(exp, number._exp - context.prec - 1)
            return number._rescale(exp, context.rounding)._fix(context)
        high, low = (self, other) if self._exp >= other._exp else (other, self)
        low_num, low_exp = low._num, low._exp
        if high._exp - low_exp > context.prec:
            # If the low number ends before the last digit that counts, that it is there counts.
            last = high._exp + min(-1, length(high._num) - context.prec - 2)
            if length(low_num) + low_exp - 1 < last:
                low_num, low_exp = 1, last
        high_num = high._num * pow10(high._exp - low_exp)
        total = ((-high_num if high._sign else high_num) + (-low_num if low._sign else low_num))
        if not total:
            return _make(cancelled, 0, exp)._fix(context)
        return _make(int(total < 0), abs(total), low_exp)._fix(context)

    __radd__ = __add__

    @_operands
    def __sub__(self, other, context):
        if self._is_special or other._is_special:
            nan = self._check_nans(other, context)
            if nan:
                return nan
        return self.__add__(other.copy_negate(), context=context)

    __rsub__ = _reflected('__sub__')

    @_operands
    def __mul__(self, other, context):
        sign = self._sign ^ other._sign
        if self._is_special or other._is_special:
            nan = self._check_nans(other, context)
            if nan:
                return nan
            if self._isinfinity():
                if not other:
                    return context._raise_error(InvalidOperation, '(+-)INF * 0')
                return _make(sign, 0, 'F')
            if not self:
                return context._raise_error(InvalidOperation, '0 * (+-)INF')
            return _make(sign, 0, 'F')
        return _make(sign, self._num * other._num, self._exp + other._exp)._fix(context)

    __rmul__ = __mul__

    @_operands
    def __truediv__(self, other, context):
        sign = self._sign ^ other._sign
        if self._is_special or other._is_special:
            nan = self._check_nans(other, context)
            if nan:
                return nan
            if self._isinfinity():
                if other._isinfinity():
                    return context._raise_error(InvalidOperation, '(+-)INF/(+-)INF')
                return _make(sign, 0, 'F')
            context._raise_error(Clamped, 'Division by infinity')
            return _make(sign, 0, context.Etiny())
        if not other._num:
            if not self._num:
                return context._raise_error(DivisionUndefined, '0 / 0')
            return context._raise_error(DivisionByZero, 'x / 0', sign)
        ideal = self._exp - other._exp
        if not self._num:
            return _make(sign, 0, ideal)._fix(context)
        # One digit more than asked for, and it tells whether others follow.
        shift = length(other._num) - length(self._num) + context.prec + 1
        exp = ideal - shift
        if shift >= 0:
            quotient, rest = divmod(self._num * pow10(shift), other._num)
        else:
            quotient, rest = divmod(self._num, other._num * pow10(-shift))
        if rest:
            if quotient % 5 == 0:
                quotient += 1
        else:
            while exp < ideal and quotient % 10 == 0:
                quotient //= 10
                exp += 1
        return _make(sign, quotient, exp)._fix(context)

    __rtruediv__ = _reflected('__truediv__')
    __div__ = __truediv__
    __rdiv__ = __rtruediv__

    def _divide(self, other, context):
        """Return integer quotient and remainder of finite numbers, or by infinity; other is not 0."""
        sign = self._sign ^ other._sign
        ideal = self._exp if other._isinfinity() else min(self._exp, other._exp)
        distance = self.adjusted() - other.adjusted()
        if not self._num or other._isinfinity() or distance <= -2:
            return _make(sign, 0, 0), self._rescale(ideal, context.rounding)
        if distance <= context.prec:
            quotient, rest = divmod(self._num * pow10(self._exp - ideal),
                                    other._num * pow10(other._exp - ideal))
            if quotient < pow10(context.prec):
                return _make(sign, quotient, 0), _make(self._sign, rest, ideal)
        failure = context._raise_error(DivisionImpossible,
                                       'quotient too large in //, % or divmod')
        return failure, failure

    @_operands
    def __divmod__(self, other, context):
        nan = self._check_nans(other, context)
        if nan:
            return nan, nan
        sign = self._sign ^ other._sign
        if self._isinfinity():
            if other._isinfinity():
                nan = context._raise_error(InvalidOperation, 'divmod(INF, INF)')
                return nan, nan
            return _make(sign, 0, 'F'), context._raise_error(InvalidOperation, 'INF % x')
        if not other:
            if not self:
                nan = context._raise_error(DivisionUndefined, 'divmod(0, 0)')
                return nan, nan
            return (context._raise_error(DivisionByZero, 'x // 0', sign),
                    context._raise_error(InvalidOperation, 'x % 0'))
        quotient, rest = self._divide(other, context)
        return quotient, rest._fix(context)

    __rdivmod__ = _reflected('__divmod__')

    @_operands
    def __mod__(self, other, context):
        nan = self._check_nans(other, context)
        if nan:
            return nan
        if self._isinfinity():
            return context._raise_error(InvalidOperation, 'INF % x')
        if not other:
            if self:
                return context._raise_error(InvalidOperation, 'x % 0')
            return context._raise_error(DivisionUndefined, '0 % 0')
        return self._divide(other, context)[1]._fix(context)

    __rmod__ = _reflected('__mod__')

    @_operands
    def __floordiv__(self, other, context):
        nan = self._check_nans(other, context)
        if nan:
            return nan
        sign = self._sign ^ other._sign
        if self._isinfinity():
            if other._isinfinity():
                return context._raise_error(InvalidOperation, 'INF // INF')
            return _make(sign, 0, 'F')
        if not other:
            if self:
                return context._raise_error(DivisionByZero, 'x // 0', sign)
            return context._raise_error(DivisionUndefined, '0 // 0')
        return self._divide(other, context)[0]

    __rfloordiv__ = _reflected('__floordiv__')

    def remainder_near(self, other, context=None):
        """Return self - n * other, n being the integer nearest to self / other."""
        if context is None:
            context = getcontext()
        other = _convert_other(other, raiseit=True)
        nan = self._check_nans(other, context)
        if nan:
            return nan
        if self._isinfinity():
            return context._raise_error(InvalidOperation, 'remainder_near(infinity, x)')
        if not other:
            if self:
                return context._raise_error(InvalidOperation, 'remainder_near(x, 0)')
            return context._raise_error(DivisionUndefined, 'remainder_near(0, 0)')
        if other._isinfinity():
            return _make(self._sign, self._num, self._exp)._fix(context)
        ideal = min(self._exp, other._exp)
        if not self:
            return _make(self._sign, 0, ideal)._fix(context)
        distance = self.adjusted() - other.adjusted()
        if distance >= context.prec + 1:
            return context._raise_error(DivisionImpossible)
        if distance <= -2:
            return self._rescale(ideal, context.rounding)._fix(context)
        divisor = other._num * pow10(other._exp - ideal)
        quotient, rest = divmod(self._num * pow10(self._exp - ideal), divisor)
        if 2 * rest + (quotient & 1) > divisor:
            rest -= divisor
            quotient += 1
        if quotient >= pow10(context.prec):
            return context._raise_error(DivisionImpossible)
        return _make(self._sign ^ (rest < 0), abs(rest), ideal)._fix(context)

    def fma(self, other, third, context=None):
        """Return self * other + third, rounded once."""
        other = _convert_other(other, raiseit=True)
        if self._is_special or other._is_special:
            if context is None:
                context = getcontext()
            if self._exp == 'N':
                return context._raise_error(InvalidOperation, 'sNaN', self)
            if other._exp == 'N':
                return context._raise_error(InvalidOperation, 'sNaN', other)
            if self._exp == 'n':
                product = self
            elif other._exp == 'n':
                product = other
            elif self._exp == 'F' and not other:
                return context._raise_error(InvalidOperation, 'INF * 0 in fma')
            elif not self:
                return context._raise_error(InvalidOperation, '0 * INF in fma')
            else:
                product = _make(self._sign ^ other._sign, 0, 'F')
        else:
            product = _make(self._sign ^ other._sign, self._num * other._num,
                            self._exp + other._exp)
        return product.__add__(_convert_other(third, raiseit=True), context=context)
