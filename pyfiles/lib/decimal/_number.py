"""The class Decimal: construction, conversion, comparison, arithmetic.

A number is (-1)**_sign * _num * 10**_exp with an integer _num >= 0. Where _exp is a letter, the number
is special: 'F' infinite, 'n' a quiet NaN, 'N' a signalling NaN, _num being the NaN's payload.
"""
from collections import namedtuple as _namedtuple
import numbers as _numbers
import re

from decimal import _arithmetic, _conditions, _context, _misc, _powers, _rounding
from decimal._context import getcontext
from decimal._conditions import (
    ROUND_DOWN, ROUND_FLOOR, ConversionSyntax, InvalidOperation)
from decimal._arithmetic import Arithmetic
from decimal._misc import Miscellany
from decimal._powers import Powers
from decimal._rounding import Rounding, length, pow10, split

DecimalTuple = _namedtuple('DecimalTuple', 'sign digits exponent')

_parser = re.compile(r"""
    (?P<sign>[-+])?
    (
        (?=\d|\.\d)
        (?P<int>\d*)
        (\.(?P<frac>\d*))?
        (E(?P<exp>[-+]?\d+))?
    |
        Inf(inity)?
    |
        (?P<signal>s)?NaN
        (?P<diag>\d*)
    )
    \Z
""", re.VERBOSE | re.IGNORECASE | re.UNICODE).match


class Decimal(Arithmetic, Rounding, Powers, Miscellany):
    """A decimal floating point number: immutable, exact as written, rounded when computed with.

    Decimal('3.14'), Decimal(10), Decimal((0, (3, 1, 4), -2)), Decimal(0.1)
    """
    __slots__ = ('_exp', '_num', '_sign', '_is_special')

    def __new__(cls, value="0", context=None):
        if isinstance(value, basestring):
            return cls._of_text(value, context)
        if isinstance(value, (int, long)):
            return cls._of_parts(int(value < 0), abs(value), 0)
        if isinstance(value, Decimal):
            return cls._of_parts(value._sign, value._num, value._exp)
        if isinstance(value, (list, tuple)):
            return cls._of_tuple(value)
        if isinstance(value, float):
            exact = Decimal.from_float(value)
            return cls._of_parts(exact._sign, exact._num, exact._exp)
        raise TypeError("Cannot convert %r to Decimal" % value)

    @classmethod
    def _of_parts(cls, sign, num, exp):
        self = object.__new__(cls)
        self._sign = sign
        self._num = num
        self._exp = exp
        self._is_special = exp in ('F', 'n', 'N')
        return self

    @classmethod
    def _of_text(cls, text, context):
        match = _parser(text.strip())
        if match is None:
            if context is None:
                context = getcontext()
            return context._raise_error(ConversionSyntax, "Invalid literal for Decimal: %r" % text)
        sign = int(match.group('sign') == "-")
        whole = match.group('int')
        if whole is not None:
            places = match.group('frac') or ''
            exp = int(match.group('exp') or '0') - len(places)
            return cls._of_parts(sign, int(whole + places), exp)
        payload = match.group('diag')
        if payload is None:
            return cls._of_parts(sign, 0, 'F')
        return cls._of_parts(sign, int(payload or '0'), 'N' if match.group('signal') else 'n')

    @classmethod
    def _of_tuple(cls, value):
        if len(value) != 3:
            raise ValueError('Invalid tuple size in creation of Decimal from list or tuple.  '
                             'The list or tuple should have exactly three elements.')
        sign, digits, exp = value
        if not (isinstance(sign, (int, long)) and sign in (0, 1)):
            raise ValueError("Invalid sign.  The first value in the tuple should be an integer; "
                             "either 0 for a positive number or 1 for a negative number.")
        if exp == 'F':
            return cls._of_parts(sign, 0, 'F')
        num = 0
        for digit in digits:
            if not (isinstance(digit, (int, long)) and 0 <= digit <= 9):
                raise ValueError("The second value in the tuple must be composed of integers in "
                                 "the range 0 through 9.")
            num = num * 10 + digit
        if exp in ('n', 'N') or isinstance(exp, (int, long)):
            return cls._of_parts(sign, num, exp)
        raise ValueError("The third value in the tuple must be an integer, or one of the strings "
                         "'F', 'n', 'N'.")

    @classmethod
    def from_float(cls, f):
        """Return the Decimal that is exactly the float f."""
        if isinstance(f, (int, long)):
            return cls(f)
        if not isinstance(f, float):
            raise TypeError("argument must be int or float.")
        text = repr(f)
        if text[-3:] in ('inf', 'nan'):
            return cls(text)
        negative = text[0] == '-'
        top, bottom = abs(f).as_integer_ratio()
        # bottom is a power of 2: top / 2**places is top * 5**places / 10**places.
        places = bottom.bit_length() - 1
        result = _make(int(negative), top * 5 ** places, -places)
        return result if cls is Decimal else cls(result)

    @property
    def _int(self):
        """The digits; '' for a NaN without payload."""
        return str(self._num) if self._num or self._exp not in ('n', 'N') else ''

    def _isnan(self):
        """Return 1 for a quiet NaN, 2 for a signalling one, 0 for others."""
        return {'n': 1, 'N': 2}.get(self._exp, 0) if self._is_special else 0

    def _isinfinity(self):
        """Return 1 or -1 for infinities by their sign, 0 for others."""
        if self._exp == 'F':
            return -1 if self._sign else 1
        return 0

    def _isinteger(self):
        if self._is_special:
            return False
        return self._exp >= 0 or not split(self._num, -self._exp)[1]

    def _iseven(self):
        """Tell whether an integer is even."""
        if not self._num or self._exp > 0:
            return True
        return not split(self._num, -self._exp)[0] & 1

    def _check_nans(self, other=None, context=None):
        """Return the NaN that an operation with NaNs gives, 0 if there is none among the operands."""
        if not self._is_special and (other is None or not other._is_special):
            return 0
        mine = self._isnan()
        theirs = 0 if other is None else other._isnan()
        if not mine and not theirs:
            return 0
        if context is None:
            context = getcontext()
        if mine == 2:
            return context._raise_error(InvalidOperation, 'sNaN', self)
        if theirs == 2:
            return context._raise_error(InvalidOperation, 'sNaN', other)
        return (self if mine else other)._fix_nan(context)

    def _compare_check_nans(self, other, context):
        """Like _check_nans(), but quiet NaNs signal too: the numbers are to be put in order."""
        if not (self._is_special or other._is_special):
            return 0
        if context is None:
            context = getcontext()
        for number, what in ((self, 'N'), (other, 'N'), (self, 'n'), (other, 'n')):
            if number._exp == what:
                return context._raise_error(
                    InvalidOperation, 'comparison involving ' + ('sNaN' if what == 'N' else 'NaN'),
                    number)
        return 0

    def __nonzero__(self):
        return self._is_special or self._num != 0

    def _cmp(self, other):
        """Return -1, 0 or 1; there is no NaN."""
        if self._is_special or other._is_special:
            return cmp(self._isinfinity(), other._isinfinity())
        if not self._num or not other._num:
            mine = (-1) ** self._sign if self._num else 0
            return cmp(mine, (-1) ** other._sign if other._num else 0)
        if self._sign != other._sign:
            return -1 if self._sign else 1
        order = cmp(self.adjusted(), other.adjusted())
        if not order:
            # The difference of the exponents is that of the lengths.
            low = min(self._exp, other._exp)
            order = cmp(self._num * pow10(self._exp - low), other._num * pow10(other._exp - low))
        return -order if self._sign else order

    def __eq__(self, other, context=None):
        other = _convert_other(other, allow_float=True)
        if other is NotImplemented:
            return other
        if self._check_nans(other, context):
            return False
        return self._cmp(other) == 0

    def __ne__(self, other, context=None):
        other = _convert_other(other, allow_float=True)
        if other is NotImplemented:
            return other
        if self._check_nans(other, context):
            return True
        return self._cmp(other) != 0

    def _order(self, other, context):
        """Return what _cmp() does; 2 with NaNs, of which nothing is true; None for other types."""
        other = _convert_other(other, allow_float=True)
        if other is NotImplemented:
            return None
        if self._compare_check_nans(other, context):
            return 2
        return self._cmp(other)

    def __lt__(self, other, context=None):
        order = self._order(other, context)
        return NotImplemented if order is None else order == -1

    def __le__(self, other, context=None):
        order = self._order(other, context)
        return NotImplemented if order is None else order in (-1, 0)

    def __gt__(self, other, context=None):
        order = self._order(other, context)
        return NotImplemented if order is None else order == 1

    def __ge__(self, other, context=None):
        order = self._order(other, context)
        return NotImplemented if order is None else order in (0, 1)

    def compare(self, other, context=None):
        """Return -1, 0 or 1 as a Decimal, or a NaN if one of the numbers is."""
        other = _convert_other(other, raiseit=True)
        if self._is_special or other and other._is_special:
            nan = self._check_nans(other, context)
            if nan:
                return nan
        return Decimal(self._cmp(other))

    def __hash__(self):
        if self._is_special:
            if self._exp == 'N':
                raise TypeError('Cannot hash a signaling NaN value.')
            if self._exp == 'n':
                return 0
            return -271828 if self._sign else 314159
        # Equal numbers hash alike, also those of other types.
        as_float = float(self)
        if Decimal.from_float(as_float) == self:
            return hash(as_float)
        if self._isinteger():
            num, exp = self._num, self._exp
            if exp < 0:
                num, exp = num // pow10(-exp), 0
            return hash((-1) ** self._sign * num * pow(10, exp, 2 ** 64 - 1))
        digits = str(self._num)
        return hash((self._sign, self._exp + len(digits), digits.rstrip('0')))

    def as_tuple(self):
        """Return (sign, digits, exponent) as a named tuple."""
        return DecimalTuple(self._sign, tuple(map(int, self._int)), self._exp)

    def __repr__(self):
        return "Decimal('%s')" % str(self)

    def __str__(self, eng=False, context=None):
        """Return the text, with an exponent if the number is very small or has none of its places."""
        sign = '-' if self._sign else ''
        if self._is_special:
            if self._exp == 'F':
                return sign + 'Infinity'
            return sign + ('NaN' if self._exp == 'n' else 'sNaN') + self._int
        digits = str(self._num)
        # The decimal point belongs behind that many digits.
        point = self._exp + len(digits)
        if self._exp <= 0 and point > -6:
            shown = point
        elif not eng:
            shown = 1
        elif not self._num:
            shown = (point + 1) % 3 - 1
        else:
            shown = (point - 1) % 3 + 1
        if shown <= 0:
            text = '0.' + '0' * -shown + digits
        elif shown >= len(digits):
            text = digits + '0' * (shown - len(digits))
        else:
            text = digits[:shown] + '.' + digits[shown:]
        if point == shown:
            return sign + text
        if context is None:
            context = getcontext()
        return '%s%s%s%+d' % (sign, text, 'eE'[context.capitals], point - shown)

    def to_eng_string(self, context=None):
        """Return the text with an exponent that is a multiple of 3."""
        return self.__str__(eng=True, context=context)

    def __float__(self):
        if self._isnan():
            if self._exp == 'N':
                raise ValueError("Cannot convert signaling NaN to float")
            return float("-nan" if self._sign else "nan")
        return float(str(self))

    def __int__(self):
        """Return the number without its places."""
        if self._is_special:
            if self._isnan():
                raise ValueError("Cannot convert NaN to integer")
            raise OverflowError("Cannot convert infinity to integer")
        if self._exp >= 0:
            whole = self._num * pow10(self._exp)
        else:
            whole = split(self._num, -self._exp)[0]
        return int(-whole if self._sign else whole)

    __trunc__ = __int__

    def __long__(self):
        return long(self.__int__())

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return Decimal(0)

    def conjugate(self):
        return self

    def __complex__(self):
        return complex(float(self))

    def __format__(self, specifier, context=None, _localeconv=None):
        """Return the text that a format such as '+,.2f' asks for."""
        from decimal._format import formatted
        return formatted(self, specifier, getcontext() if context is None else context,
                         _localeconv)

    def __reduce__(self):
        return self.__class__, (str(self),)

    def __copy__(self):
        return self if type(self) is Decimal else self.__class__(str(self))

    def __deepcopy__(self, memo):
        return self.__copy__()


def _make(sign, num, exp):
    """Return a Decimal of its parts."""
    self = object.__new__(Decimal)
    self._sign = sign
    self._num = num
    self._exp = exp
    self._is_special = exp in ('F', 'n', 'N')
    return self


def _convert_other(other, raiseit=False, allow_float=False):
    """Return an operand as a Decimal; NotImplemented, or an error if raiseit, if it is none."""
    if isinstance(other, Decimal):
        return other
    if isinstance(other, (int, long)):
        return _make(int(other < 0), abs(other), 0)
    if allow_float and isinstance(other, float):
        return Decimal.from_float(other)
    if raiseit:
        raise TypeError("Unable to convert %s to Decimal" % other)
    return NotImplemented


_conditions.make = _make
for _module in (_arithmetic, _context, _misc, _powers, _rounding):
    # These modules come first, so that Decimal can derive from what they have.
    _module.Decimal = Decimal
    _module._convert_other = _convert_other
    _module._make = _make
    _module.getcontext = getcontext
_numbers.Number.register(Decimal)
