"""Formatting of numbers by the format language."""
import re

from decimal._rounding import length, pow10, rounded
from decimal._conditions import ROUND_HALF_EVEN

# CHAR_MAX of C: what ends a list of sizes when the rest is not grouped.
_NO_MORE = 127

_SPECIFIER = re.compile(r"""\A
(?:
   (?P<fill>.)?
   (?P<align>[<>=^])
)?
(?P<sign>[-+ ])?
(?P<zeropad>0)?
(?P<minimumwidth>(?!0)\d+)?
(?P<thousands_sep>,)?
(?:\.(?P<precision>0|(?!0)\d+))?
(?P<type>[eEfFgGn%])?
\Z
""", re.VERBOSE)


class _Specifier(object):
    """The parts of a format."""

    def __init__(self, text, localeconv):
        match = _SPECIFIER.match(text)
        if match is None:
            raise ValueError("Invalid format specifier: " + text)
        parts = match.groupdict()
        self.is_unicode = isinstance(text, unicode)
        fill, align = parts['fill'], parts['align']
        self.zero_pad = parts['zeropad'] is not None
        if self.zero_pad:
            if fill is not None:
                raise ValueError("Fill character conflicts with '0' in format specifier: " + text)
            if align is not None:
                raise ValueError("Alignment conflicts with '0' in format specifier: " + text)
        self.fill = fill or ' '
        self.align = align or '>'
        self.sign = parts['sign'] or '-'
        self.width = int(parts['minimumwidth'] or '0')
        self.precision = None if parts['precision'] is None else int(parts['precision'])
        self.type = parts['type']
        if self.precision == 0 and (self.type is None or self.type in 'gGn'):
            self.precision = 1
        self.separator, self.grouping, self.point = '', [3, 0], '.'
        if self.type == 'n':
            self.type = 'g'
            if localeconv is None:
                import locale
                localeconv = locale.localeconv()
            if parts['thousands_sep'] is not None:
                raise ValueError("Explicit thousands separator conflicts with 'n' type in format "
                                 "specifier: " + text)
            self.separator = localeconv['thousands_sep']
            self.grouping = localeconv['grouping']
            self.point = localeconv['decimal_point']
        elif parts['thousands_sep'] is not None:
            self.separator = ','


def formatted(number, specifier, context, localeconv):
    """Return number as specifier says; context gives the rounding and the case of exponents."""
    spec = _Specifier(specifier, localeconv)
    negative = bool(number._sign)
    if number._is_special:
        text = str(number.copy_abs())
        if spec.type == '%':
            text += '%'
        # Zeros are for digits.
        spec.zero_pad = False
        return _aligned(_sign(negative, spec), text, spec)
    kind = spec.type or 'gG'[context.capitals]
    if kind == '%':
        number = _make(number._sign, number._num, number._exp + 2)
    num, exp = number._num, number._exp
    precision = spec.precision
    if precision is not None:
        if kind in 'eE':
            num, exp = _to_digits(num, exp, precision + 1, context.rounding, number._sign)
        elif kind in 'fF%':
            moved = number._rescale(-precision, context.rounding)
            num, exp = moved._num, moved._exp
        elif length(num) > precision:
            num, exp = _to_digits(num, exp, precision, context.rounding, number._sign)
    if not num and exp > 0 and kind in 'fF%':
        exp = 0
    digits = str(num)
    point = exp + len(digits)
    if kind in 'eE':
        if not num and precision is not None:
            shown = 1 - precision
        else:
            shown = 1
    elif kind in 'fF%':
        shown = point
    elif exp <= 0 and point > -6:
        shown = point
    else:
        shown = 1
    if shown < 0:
        whole, fraction = '0', '0' * -shown + digits
    elif shown > len(digits):
        whole, fraction = digits + '0' * (shown - len(digits)), ''
    else:
        whole, fraction = digits[:shown] or '0', digits[shown:]
    return _joined(negative, whole, fraction, point - shown, kind, spec)


def _to_digits(num, exp, digits, rounding, sign):
    """Round num to a number of digits, adding zeros if it has less."""
    have = length(num)
    if not num:
        return num, exp
    if have < digits:
        return num * pow10(digits - have), exp - digits + have
    if have == digits:
        return num, exp
    num = rounded(num, have - digits, sign, rounding)[0]
    exp += have - digits
    if length(num) > digits:
        num //= 10
        exp += 1
    return num, exp


def _sign(negative, spec):
    if negative:
        return '-'
    return spec.sign if spec.sign in ' +' else ''


def _joined(negative, whole, fraction, exponent, kind, spec):
    sign = _sign(negative, spec)
    if fraction:
        fraction = spec.point + fraction
    if exponent != 0 or kind in 'eE':
        fraction += '%s%+d' % ({'E': 'E', 'e': 'e', 'G': 'E', 'g': 'e'}[kind], exponent)
    if kind == '%':
        fraction += '%'
    least = spec.width - len(fraction) - len(sign) if spec.zero_pad else 0
    return _aligned(sign, _grouped(whole, spec, least) + fraction, spec)


def _grouped(digits, spec, least):
    """Put separators between the digits, and zeros in front up to the width least."""
    separator = spec.separator
    groups = []
    for size in _sizes(spec.grouping):
        if size <= 0:
            raise ValueError("group length should be positive")
        # The first of the groups may be shorter, but not empty.
        size = min(max(len(digits), least, 1), size)
        groups.append('0' * (size - len(digits)) + digits[-size:])
        digits = digits[:-size]
        least -= size
        if not digits and least <= 0:
            break
        least -= len(separator)
    else:
        size = max(len(digits), least, 1)
        groups.append('0' * (size - len(digits)) + digits[-size:])
    return separator.join(reversed(groups))


def _sizes(grouping):
    """Yield the sizes of groups from the right, by the rule of localeconv()."""
    for at, size in enumerate(grouping):
        if size == _NO_MORE:
            return
        if size == 0:
            if at == 0:
                return
            while True:
                yield grouping[at - 1]
        yield size


def _aligned(sign, body, spec):
    if spec.zero_pad:
        fill, align = '0', '='
    else:
        fill, align = spec.fill, spec.align
    padding = fill * (spec.width - len(sign) - len(body))
    if align == '<':
        result = sign + body + padding
    elif align == '>':
        result = padding + sign + body
    elif align == '=':
        result = sign + padding + body
    else:
        half = len(padding) // 2
        result = padding[:half] + sign + body + padding[half:]
    return unicode(result) if spec.is_unicode else result


from decimal._number import _make
