"""Durations."""
from math import modf

from datetime._days import arguments, comparisons, field, rounded, type_name

# The arguments of timedelta() in the order in which they are added up, with their microseconds.
_UNITS = [('microseconds', 1), ('milliseconds', 1000), ('seconds', 10 ** 6),
          ('minutes', 60 * 10 ** 6), ('hours', 3600 * 10 ** 6), ('days', 86400 * 10 ** 6),
          ('weeks', 7 * 86400 * 10 ** 6)]
_NAMES = ('days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks')
_DAY = 86400 * 10 ** 6


def _total(given):
    """Return the microseconds of arguments by name."""
    total, rest = 0, 0.0
    for name, unit in _UNITS:
        value = given.get(name, 0)
        if isinstance(value, (int, long)):
            total += value * unit
        elif isinstance(value, float):
            fraction, whole = modf(value)
            total += int(whole) * unit
            if fraction:
                # What is left of one unit may be many microseconds.
                fraction, whole = modf(fraction * unit)
                total += int(whole)
                rest += fraction
        else:
            raise TypeError("unsupported type for timedelta %s component: %s" %
                            (name, type_name(value)))
    return total + rounded(rest) if rest else total


class timedelta(object):
    """The difference between two times: days, seconds (0 to 86399) and microseconds (0 to 999999)."""
    __slots__ = ('_days', '_seconds', '_microseconds', '_hashed')

    def __new__(cls, *args, **kw):
        return _of_microseconds(_total(arguments(_NAMES, 0, args, kw)), cls)

    days = field('datetime.timedelta', 'days', "Number of days.")
    seconds = field('datetime.timedelta', 'seconds', "Number of seconds (>= 0 and less than 1 day).")
    microseconds = field('datetime.timedelta', 'microseconds', "Number of microseconds (>= 0 and less than 1 second).")

    def _as_microseconds(self):
        return (self._days * 86400 + self._seconds) * 10 ** 6 + self._microseconds

    def total_seconds(self):
        """Return the duration in seconds, a float."""
        return self._as_microseconds() / 1e6

    def __repr__(self):
        kind = type(self)
        name = 'datetime.timedelta' if kind is timedelta else kind.__name__
        fields = [self._days, self._seconds, self._microseconds]
        while len(fields) > 1 and not fields[-1]:
            fields.pop()
        return "%s(%s)" % (name, ', '.join(map(str, fields)))

    def __str__(self):
        minutes, seconds = divmod(self._seconds, 60)
        text = "%d:%02d:%02d" % (minutes // 60, minutes % 60, seconds)
        if self._days:
            text = "%d day%s, %s" % (self._days, '' if abs(self._days) == 1 else 's', text)
        if self._microseconds:
            text += ".%06d" % self._microseconds
        return text

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return _of_microseconds(self._as_microseconds() + other._as_microseconds())

    __radd__ = __add__

    def __sub__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return _of_microseconds(self._as_microseconds() - other._as_microseconds())

    def __rsub__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return _of_microseconds(other._as_microseconds() - self._as_microseconds())

    def __neg__(self):
        return _of_microseconds(-self._as_microseconds())

    def __pos__(self):
        return _of_microseconds(self._as_microseconds())

    def __abs__(self):
        return _of_microseconds(abs(self._as_microseconds()))

    def __mul__(self, other):
        if not isinstance(other, (int, long)):
            return NotImplemented
        return _of_microseconds(self._as_microseconds() * other)

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if not isinstance(other, (int, long)):
            return NotImplemented
        return _of_microseconds(self._as_microseconds() // other)

    __div__ = __floordiv__

    def __nonzero__(self):
        return bool(self._days or self._seconds or self._microseconds)

    def __hash__(self):
        return hash((self._days, self._seconds, self._microseconds))

    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = comparisons(
        lambda self, other: cmp(self._as_microseconds(), other._as_microseconds()),
        lambda self, other: isinstance(other, timedelta))

    def __reduce__(self):
        return type(self), (self._days, self._seconds, self._microseconds)


def _of_microseconds(total, cls=timedelta):
    """Return the duration of so many microseconds."""
    days, rest = divmod(total, _DAY)
    if not -999999999 <= days <= 999999999:
        if not -2 ** 31 <= days < 2 ** 31:
            raise OverflowError("Python int too large to convert to C int")
        raise OverflowError("days=%d; must have magnitude <= 999999999" % days)
    self = object.__new__(cls)
    self._days = int(days)
    self._seconds, self._microseconds = map(int, divmod(rest, 10 ** 6))
    return self


def delta(days, seconds=0, microseconds=0):
    """Return a duration of integers."""
    return _of_microseconds((days * 86400 + seconds) * 10 ** 6 + microseconds)


timedelta.min = delta(-999999999)
timedelta.max = delta(999999999, 86399, 999999)
timedelta.resolution = delta(0, 0, 1)
