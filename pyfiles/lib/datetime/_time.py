"""Times of day."""
from datetime._days import arguments, check_time, comparisons, field, integer
from datetime._delta import delta
from datetime._zone import (
    as_delta, check_zone, format_time, formatted, name_of, offset_of, offset_text, tzinfo)

_NAMES = ('hour', 'minute', 'second', 'microsecond', 'tzinfo')


def _order(self, other):
    mine = (self._hour, self._minute, self._second, self._microsecond)
    theirs = (other._hour, other._minute, other._second, other._microsecond)
    if self._tzinfo is other._tzinfo:
        return cmp(mine, theirs)
    own_offset = offset_of(self._tzinfo, 'utcoffset', None)
    offset = offset_of(other._tzinfo, 'utcoffset', None)
    if own_offset == offset:
        return cmp(mine, theirs)
    if own_offset is None or offset is None:
        raise TypeError("can't compare offset-naive and offset-aware times")
    return cmp((self._hour * 60 + self._minute - own_offset,) + mine[2:],
               (other._hour * 60 + other._minute - offset,) + theirs[2:])


class time(object):
    """A time of day, perhaps of a time zone: time(hour, minute, second, microsecond, tzinfo)."""
    __slots__ = ('_hour', '_minute', '_second', '_microsecond', '_tzinfo')

    def __new__(cls, *args, **kw):
        if args and isinstance(args[0], str) and len(args[0]) == 6 and ord(args[0][0]) < 24 and (
                len(args) <= 2 and not kw):
            hour, minute, second, high, middle, low = map(ord, args[0])
            zone = args[1] if len(args) == 2 else None
            if zone is not None and not isinstance(zone, tzinfo):
                raise TypeError("bad tzinfo state arg")
            return _make(cls, hour, minute, second, high << 16 | middle << 8 | low, zone)
        given = arguments(_NAMES, 0, args, kw)
        fields = [integer(given.get(name, 0)) for name in _NAMES[:4]]
        check_time(*fields)
        zone = given.get('tzinfo')
        check_zone(zone)
        return _make(cls, fields[0], fields[1], fields[2], fields[3], zone)

    hour = field('datetime.time', 'hour')
    minute = field('datetime.time', 'minute')
    second = field('datetime.time', 'second')
    microsecond = field('datetime.time', 'microsecond')
    tzinfo = field('datetime.time', 'tzinfo')

    def __repr__(self):
        name = 'datetime.time' if type(self) is time else type(self).__name__
        fields = [self._hour, self._minute, self._second, self._microsecond]
        while len(fields) > 2 and not fields[-1]:
            fields.pop()
        text = ', '.join(map(str, fields))
        if self._tzinfo is not None:
            text += ', tzinfo=%r' % (self._tzinfo,)
        return "%s(%s)" % (name, text)

    def isoformat(self):
        """Return string in ISO 8601 format, HH:MM:SS[.mmmmmm][+HH:MM]."""
        text = "%02d:%02d:%02d" % (self._hour, self._minute, self._second)
        if self._microsecond:
            text += ".%06d" % self._microsecond
        return text + offset_text(offset_of(self._tzinfo, 'utcoffset', None), ':')

    def __str__(self):
        return self.isoformat()

    def strftime(self, format):
        """format -> strftime() style string."""
        fields = (1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1)
        return format_time(self, format, fields, self._microsecond, self)

    def __format__(self, format):
        return formatted(self, format)

    def utcoffset(self):
        """Return self.tzinfo.utcoffset(self)."""
        return as_delta(offset_of(self._tzinfo, 'utcoffset', None))

    def dst(self):
        """Return self.tzinfo.dst(self)."""
        return as_delta(offset_of(self._tzinfo, 'dst', None))

    def tzname(self):
        """Return self.tzinfo.tzname(self)."""
        return name_of(self._tzinfo, None)

    def replace(self, *args, **kw):
        """Return time with new specified fields."""
        given = arguments(_NAMES, 0, args, kw, 'replace')
        return type(self)(*[given.get(name, getattr(self, '_' + name)) for name in _NAMES])

    def __nonzero__(self):
        if self._second or self._microsecond:
            return True
        offset = offset_of(self._tzinfo, 'utcoffset', None) or 0
        return self._hour * 60 + self._minute != offset

    def _state(self):
        micro = self._microsecond
        return ''.join(map(chr, (self._hour, self._minute, self._second, micro >> 16,
                                 micro >> 8 & 255, micro & 255)))

    def __hash__(self):
        offset = offset_of(self._tzinfo, 'utcoffset', None)
        if not offset:
            return hash(self._state())
        hour, minute = divmod(self._hour * 60 + self._minute - offset, 60)
        if 0 <= hour < 24:
            return hash(time(hour, minute, self._second, self._microsecond))
        return hash((hour, minute, self._second, self._microsecond))

    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = comparisons(
        _order, lambda self, other: isinstance(other, time))

    def __reduce__(self):
        state = (self._state(),)
        return type(self), state if self._tzinfo is None else state + (self._tzinfo,)


def _make(cls, hour, minute, second, microsecond, zone):
    self = object.__new__(cls)
    self._hour, self._minute, self._second = hour, minute, second
    self._microsecond, self._tzinfo = microsecond, zone
    return self


time.min = time(0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = delta(0, 0, 1)
