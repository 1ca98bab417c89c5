"""Dates with times of day."""
import math
import time as _clock

from datetime._date import date
from datetime._days import (
    DAY_NAMES, MONTH_NAMES, MAXORDINAL, MAXYEAR, MINYEAR, arguments, check_date, check_time,
    comparisons, day_of_year, field, from_ordinal, integer, ordinal, rounded, type_name)
from datetime._delta import delta, timedelta
from datetime._time import time
from datetime._zone import (
    as_delta, check_zone, format_time, name_of, offset_of, offset_text, tzinfo)

_NAMES = ('year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo')


def _order(self, other):
    if self._tzinfo is other._tzinfo:
        return cmp(self._fields(), other._fields())
    mine = offset_of(self._tzinfo, 'utcoffset', self)
    theirs = offset_of(other._tzinfo, 'utcoffset', other)
    if mine == theirs:
        return cmp(self._fields(), other._fields())
    if mine is None or theirs is None:
        raise TypeError("can't compare offset-naive and offset-aware datetimes")
    return cmp(self._since_start(mine), other._since_start(theirs))


class datetime(date):
    """A day and a time of day, perhaps of a time zone.

    datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    """
    __slots__ = ('_hour', '_minute', '_second', '_microsecond', '_tzinfo')

    def __new__(cls, *args, **kw):
        if args and isinstance(args[0], str) and len(args[0]) == 10 and (
                len(args) <= 2 and not kw and 1 <= ord(args[0][2]) <= 12):
            state = map(ord, args[0])
            zone = args[1] if len(args) == 2 else None
            if zone is not None and not isinstance(zone, tzinfo):
                raise TypeError("bad tzinfo state arg")
            return _make(cls, (state[0] << 8 | state[1], state[2], state[3], state[4], state[5],
                               state[6], state[7] << 16 | state[8] << 8 | state[9]), zone)
        given = arguments(_NAMES, 3, args, kw)
        fields = [integer(given.get(name, 0)) for name in _NAMES[:7]]
        check_date(*fields[:3])
        check_time(*fields[3:])
        zone = given.get('tzinfo')
        check_zone(zone)
        return _make(cls, fields, zone)

    @classmethod
    def now(cls, tz=None):
        """[tz] -> new datetime with tz's local day and time."""
        check_zone(tz)
        return cls._of_timestamp(_clock.time(), tz)

    @classmethod
    def today(cls):
        """Current date or datetime:  same as self.__class__.fromtimestamp(time.time())."""
        return cls.fromtimestamp(_clock.time())

    @classmethod
    def utcnow(cls):
        """Return a new datetime representing UTC day and time."""
        return cls.utcfromtimestamp(_clock.time())

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        """timestamp[, tz] -> tz's local time from POSIX timestamp."""
        check_zone(tz)
        return cls._of_timestamp(timestamp, tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        """timestamp -> UTC datetime from a POSIX timestamp (like time.time())."""
        return cls._of_clock(timestamp, _clock.gmtime, None)

    @classmethod
    def _of_timestamp(cls, timestamp, zone):
        if zone is None:
            return cls._of_clock(timestamp, _clock.localtime, None)
        return zone.fromutc(cls._of_clock(timestamp, _clock.gmtime, zone))

    @classmethod
    def _of_clock(cls, timestamp, split, zone):
        if not isinstance(timestamp, (int, long, float)):
            try:
                timestamp = float(timestamp)
            except (TypeError, ValueError, AttributeError):
                raise TypeError("a float is required")
        if timestamp != timestamp or abs(timestamp) >= 2.0 ** 63:
            raise ValueError("timestamp out of range for platform time_t")
        fraction, seconds = math.modf(timestamp)
        micro = rounded(fraction * 1e6)
        if micro < 0:
            seconds -= 1
            micro += 10 ** 6
        if micro == 10 ** 6:
            seconds += 1
            micro = 0
        year, month, day, hour, minute, second = split(seconds)[:6]
        # There are no leap seconds here.
        return cls(year, month, day, hour, minute, min(second, 59), micro, zone)

    @classmethod
    def strptime(cls, *args):
        """string, format -> new datetime parsed from a string (like time.strptime())."""
        import _strptime
        if len(args) != 2:
            raise TypeError("strptime() takes exactly 2 arguments (%d given)" % len(args))
        for at, text in enumerate(args):
            if not isinstance(text, basestring):
                raise TypeError("strptime() argument %d must be string, not %s" %
                                (at + 1, type_name(text)))
        fields, micro = _strptime._strptime(*args)
        return cls(*(tuple(fields[:6]) + (micro,)))

    @classmethod
    def combine(cls, *args, **kw):
        """date, time -> datetime with same date and time fields."""
        given = arguments(('date', 'time'), 2, args, kw)
        day, moment = given['date'], given['time']
        if not isinstance(day, date):
            raise TypeError("combine() argument 1 must be datetime.date, not %s" % type_name(day))
        if not isinstance(moment, time):
            raise TypeError("combine() argument 2 must be datetime.time, not %s" %
                            type_name(moment))
        return cls(day._year, day._month, day._day, moment._hour, moment._minute, moment._second,
                   moment._microsecond, moment._tzinfo)

    hour = field('datetime.datetime', 'hour')
    minute = field('datetime.datetime', 'minute')
    second = field('datetime.datetime', 'second')
    microsecond = field('datetime.datetime', 'microsecond')
    tzinfo = field('datetime.datetime', 'tzinfo')

    def _fields(self):
        return (self._year, self._month, self._day, self._hour, self._minute, self._second,
                self._microsecond)

    def _since_start(self, offset=0):
        """Return days, seconds and microseconds since the first day, offset minutes taken off."""
        seconds = self._hour * 3600 + (self._minute - offset) * 60 + self._second
        days, seconds = divmod(seconds, 86400)
        return ordinal(self._year, self._month, self._day) + days, seconds, self._microsecond

    def date(self):
        """Return date object with same year, month and day."""
        return date(self._year, self._month, self._day)

    def time(self):
        """Return time object with same time but with tzinfo=None."""
        return time(self._hour, self._minute, self._second, self._microsecond)

    def timetz(self):
        """Return time object with same time and tzinfo."""
        return time(self._hour, self._minute, self._second, self._microsecond, self._tzinfo)

    def ctime(self):
        """Return ctime() style string."""
        return "%s %s %2d %02d:%02d:%02d %04d" % (
            DAY_NAMES[self.weekday()], MONTH_NAMES[self._month], self._day, self._hour,
            self._minute, self._second, self._year)

    def timetuple(self):
        """Return time tuple, compatible with time.localtime()."""
        saving = offset_of(self._tzinfo, 'dst', self)
        return self._tuple(0, -1 if saving is None else int(bool(saving)))

    def utctimetuple(self):
        """Return UTC time tuple, compatible with time.localtime()."""
        return self._tuple(offset_of(self._tzinfo, 'utcoffset', self) or 0, 0)

    def _tuple(self, offset, saving):
        days, seconds, _ = self._since_start(offset)
        if days < 1 or days > MAXORDINAL:
            # The year before the first and the one behind the last still have tuples.
            year, month, day = (0, 12, 31) if days < 1 else (MAXYEAR + 1, 1, 1)
            number = 366 if days < 1 else 1
        else:
            year, month, day = from_ordinal(days)
            number = day_of_year(year, month, day)
        return _clock.struct_time((year, month, day, seconds // 3600, seconds // 60 % 60,
                                   seconds % 60, (days + 6) % 7, number, saving))

    def isoformat(self, sep='T'):
        """[sep] -> string in ISO 8601 format, YYYY-MM-DDTHH:MM:SS[.mmmmmm][+HH:MM].

sep is used to separate the year from the time, and defaults to 'T'."""
        if not isinstance(sep, str) or len(sep) != 1:
            if isinstance(sep, str):
                raise TypeError("isoformat() argument 1 must be char, not str")
            raise TypeError("isoformat() argument 1 must be char, not %s" % type_name(sep))
        text = "%04d-%02d-%02d%s%02d:%02d:%02d" % (
            self._year, self._month, self._day, sep, self._hour, self._minute, self._second)
        if self._microsecond:
            text += ".%06d" % self._microsecond
        return text + offset_text(offset_of(self._tzinfo, 'utcoffset', self), ':')

    def __str__(self):
        return self.isoformat(' ')

    def strftime(self, format):
        """format -> strftime() style string."""
        return format_time(self, format, self.timetuple(), self._microsecond, self)

    def __repr__(self):
        name = 'datetime.datetime' if type(self) is datetime else type(self).__name__
        fields = list(self._fields())
        while len(fields) > 5 and not fields[-1]:
            fields.pop()
        text = ', '.join(map(str, fields))
        if self._tzinfo is not None:
            text += ', tzinfo=%r' % (self._tzinfo,)
        return "%s(%s)" % (name, text)

    def utcoffset(self):
        """Return self.tzinfo.utcoffset(self)."""
        return as_delta(offset_of(self._tzinfo, 'utcoffset', self))

    def dst(self):
        """Return self.tzinfo.dst(self)."""
        return as_delta(offset_of(self._tzinfo, 'dst', self))

    def tzname(self):
        """Return self.tzinfo.tzname(self)."""
        return name_of(self._tzinfo, self)

    def replace(self, *args, **kw):
        """Return datetime with new specified fields."""
        given = arguments(_NAMES, 0, args, kw, 'replace')
        return type(self)(*[given.get(name, getattr(self, '_' + name)) for name in _NAMES])

    def astimezone(self, tz):
        """tz -> convert to local time in new timezone tz
"""
        if not isinstance(tz, tzinfo):
            raise TypeError("astimezone() argument 1 must be datetime.tzinfo, not %s" %
                            type_name(tz))
        if self._tzinfo is tz:
            return self
        offset = self.utcoffset()
        if offset is None:
            raise ValueError("astimezone() cannot be applied to a naive datetime")
        return tz.fromutc((self - offset).replace(tzinfo=tz))

    def _moved(self, days, seconds, microseconds):
        carry, microseconds = divmod(self._microsecond + microseconds, 10 ** 6)
        seconds += self._hour * 3600 + self._minute * 60 + self._second + carry
        carry, seconds = divmod(seconds, 86400)
        days += ordinal(self._year, self._month, self._day) + carry
        if not 0 < days <= MAXORDINAL:
            raise OverflowError("date value out of range")
        year, month, day = from_ordinal(days)
        return _make(datetime, (year, month, day, seconds // 3600, seconds // 60 % 60,
                                seconds % 60, microseconds), self._tzinfo)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self._moved(other._days, other._seconds, other._microseconds)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self._moved(-other._days, -other._seconds, -other._microseconds)
        if not isinstance(other, datetime):
            return NotImplemented
        mine = theirs = 0
        if self._tzinfo is not other._tzinfo:
            mine = offset_of(self._tzinfo, 'utcoffset', self)
            theirs = offset_of(other._tzinfo, 'utcoffset', other)
            if (mine is None) != (theirs is None):
                raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        one, two = self._since_start(mine or 0), other._since_start(theirs or 0)
        return delta(one[0] - two[0], one[1] - two[1], one[2] - two[2])

    def _state(self):
        micro = self._microsecond
        return ''.join(map(chr, (
            self._year >> 8, self._year & 255, self._month, self._day, self._hour, self._minute,
            self._second, micro >> 16, micro >> 8 & 255, micro & 255)))

    def __hash__(self):
        offset = offset_of(self._tzinfo, 'utcoffset', self)
        if offset is None:
            return hash(self._state())
        return hash(self._since_start(offset))

    def _comparable(self, other):
        if isinstance(other, datetime):
            return True
        # A date is comparable by name only; others with time tuples decide themselves.
        return None if hasattr(other, 'timetuple') and not isinstance(other, date) else False

    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = comparisons(_order, _comparable)

    def __reduce__(self):
        state = (self._state(),)
        return type(self), state if self._tzinfo is None else state + (self._tzinfo,)


def _make(cls, fields, zone):
    self = object.__new__(cls)
    self._year, self._month, self._day, self._hour = fields[:4]
    self._minute, self._second, self._microsecond = fields[4:]
    self._tzinfo = zone
    return self


datetime.min = datetime(MINYEAR, 1, 1)
datetime.max = datetime(MAXYEAR, 12, 31, 23, 59, 59, 999999)
datetime.resolution = delta(0, 0, 1)
