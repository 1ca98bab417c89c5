"""Dates."""
import time as _clock

from datetime._days import (
    DAY_NAMES, MONTH_NAMES, MAXORDINAL, MAXYEAR, MINYEAR, arguments, check_date, comparisons,
    day_of_year, field, from_ordinal, integer, iso_week_one, ordinal)
from datetime._delta import delta, timedelta
from datetime._zone import format_time, formatted

_NAMES = ('year', 'month', 'day')


class date(object):
    """A day of the calendar that has always been as it is now: date(year, month, day)."""
    __slots__ = ('_year', '_month', '_day')

    def __new__(cls, *args, **kw):
        if len(args) == 1 and not kw and isinstance(args[0], str) and len(args[0]) == 4 and (
                1 <= ord(args[0][2]) <= 12):
            high, low, month, day = map(ord, args[0])
            return _make(cls, high << 8 | low, month, day)
        given = arguments(_NAMES, 3, args, kw)
        year, month, day = [integer(given[name]) for name in _NAMES]
        check_date(year, month, day)
        return _make(cls, year, month, day)

    @classmethod
    def fromtimestamp(cls, timestamp):
        """timestamp -> local date from a POSIX timestamp (like time.time())."""
        return cls(*_clock.localtime(timestamp)[:3])

    @classmethod
    def today(cls):
        """Current date or datetime:  same as self.__class__.fromtimestamp(time.time())."""
        return cls.fromtimestamp(_clock.time())

    @classmethod
    def fromordinal(cls, number):
        """int -> date corresponding to a proleptic Gregorian ordinal."""
        number = integer(number)
        if number < 1:
            raise ValueError("ordinal must be >= 1")
        return cls(*from_ordinal(number))

    year = field('datetime.date', 'year')
    month = field('datetime.date', 'month')
    day = field('datetime.date', 'day')

    def __repr__(self):
        name = 'datetime.date' if type(self) is date else type(self).__name__
        return "%s(%d, %d, %d)" % (name, self._year, self._month, self._day)

    def ctime(self):
        """Return ctime() style string."""
        return "%s %s %2d 00:00:00 %04d" % (DAY_NAMES[self.weekday()], MONTH_NAMES[self._month],
                                            self._day, self._year)

    def strftime(self, format):
        """format -> strftime() style string."""
        return format_time(self, format, self.timetuple(), 0, None)

    def __format__(self, format):
        return formatted(self, format)

    def isoformat(self):
        """Return string in ISO 8601 format, YYYY-MM-DD."""
        return "%04d-%02d-%02d" % (self._year, self._month, self._day)

    def __str__(self):
        return self.isoformat()

    def timetuple(self):
        """Return time tuple, compatible with time.localtime()."""
        return _clock.struct_time((self._year, self._month, self._day, 0, 0, 0, self.weekday(),
                                   day_of_year(self._year, self._month, self._day), -1))

    def toordinal(self):
        """Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1."""
        return ordinal(self._year, self._month, self._day)

    def replace(self, *args, **kw):
        """Return date with new specified fields."""
        given = arguments(_NAMES, 0, args, kw, 'replace')
        return type(self)(given.get('year', self._year), given.get('month', self._month),
                          given.get('day', self._day))

    def weekday(self):
        """Return the day of the week represented by the date.

Monday == 0 ... Sunday == 6"""
        return (ordinal(self._year, self._month, self._day) + 6) % 7

    def isoweekday(self):
        """Return the day of the week represented by the date.

Monday == 1 ... Sunday == 7"""
        return self.weekday() + 1

    def isocalendar(self):
        """Return a 3-tuple containing ISO year, week number, and weekday."""
        year = self._year
        today = ordinal(year, self._month, self._day)
        week = (today - iso_week_one(year)) // 7
        if week < 0:
            year -= 1
            week = (today - iso_week_one(year)) // 7
        elif week >= 52 and today >= iso_week_one(year + 1):
            year += 1
            week = 0
        return year, week + 1, (today + 6) % 7 + 1

    def _shifted(self, days):
        number = ordinal(self._year, self._month, self._day) + days
        if not 0 < number <= MAXORDINAL:
            raise OverflowError("date value out of range")
        return date(*from_ordinal(number))

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self._shifted(other._days)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self._shifted(-other._days)
        # A date with a time is not subtracted from one without.
        if isinstance(other, date) and not hasattr(other, '_hour'):
            return delta(date.toordinal(self) - date.toordinal(other))
        return NotImplemented

    def _state(self):
        return chr(self._year >> 8) + chr(self._year & 255) + chr(self._month) + chr(self._day)

    def __hash__(self):
        return hash(self._state())

    def _comparable(self, other):
        if isinstance(other, date):
            return True
        return None if hasattr(other, 'timetuple') else False

    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = comparisons(
        lambda self, other: cmp((self._year, self._month, self._day),
                                (other._year, other._month, other._day)), _comparable)

    def __reduce__(self):
        return type(self), (self._state(),)


def _make(cls, year, month, day):
    self = object.__new__(cls)
    self._year, self._month, self._day = year, month, day
    return self


date.min = date(MINYEAR, 1, 1)
date.max = date(MAXYEAR, 12, 31)
date.resolution = delta(1)
