"""Time zones: the base class, and what is asked of its objects."""
from datetime._days import type_name
from datetime._delta import delta, timedelta


class tzinfo(object):
    """Base of time zones: a derived class has utcoffset(), dst() and tzname()."""
    __slots__ = ()

    def tzname(self, dt):
        """datetime -> string name of time zone."""
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt):
        """datetime -> minutes east of UTC (negative for west of UTC)."""
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        """datetime -> DST offset in minutes east of UTC."""
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        """datetime in UTC -> datetime in local time."""
        from datetime._datetime import datetime
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError("fromutc: non-None utcoffset() result required")
        saving = dt.dst()
        if saving is None:
            raise ValueError("fromutc: non-None dst() result required")
        # Standard time first, which tells whether there is daylight saving time then.
        local = dt + (offset - saving)
        saving = local.dst()
        if saving is None:
            raise ValueError("fromutc: tz.dst() gave inconsistent results; cannot convert")
        return local + saving if saving else local

    def __reduce__(self):
        initial = getattr(self, '__getinitargs__', None)
        args = initial() if initial else ()
        get_state = getattr(self, '__getstate__', None)
        if get_state:
            state = get_state()
        else:
            state = getattr(self, '__dict__', None) or None
        return (type(self), args) if state is None else (type(self), args, state)


def check_zone(zone):
    """Refuse what is neither None nor a time zone."""
    if zone is not None and not isinstance(zone, tzinfo):
        raise TypeError("tzinfo argument must be None or of a tzinfo subclass, not type '%s'" %
                        type_name(zone))


def offset_of(zone, name, moment):
    """Return the minutes that utcoffset() or dst() of a zone gives for a moment, None if it does."""
    if zone is None:
        return None
    offset = getattr(zone, name)(moment)
    if offset is None:
        return None
    if not isinstance(offset, timedelta):
        raise TypeError("tzinfo.%s() must return None or timedelta, not '%s'" %
                        (name, type_name(offset)))
    if offset._seconds % 60 or offset._microseconds:
        raise ValueError("tzinfo.%s() must return a whole number of minutes" % name)
    # All that is a day or more is told as one day.
    minutes = offset._days * 1440 + offset._seconds // 60 if -1 <= offset._days <= 0 else 1440
    if not -1440 < minutes < 1440:
        raise ValueError("tzinfo.%s() returned %d; must be in -1439 .. 1439" % (name, minutes))
    return minutes


def name_of(zone, moment):
    """Return what tzname() of a zone gives for a moment."""
    if zone is None:
        return None
    name = zone.tzname(moment)
    if name is not None and not isinstance(name, str):
        raise TypeError("tzinfo.tzname() must return None or a string, not '%s'" %
                        type_name(name))
    return name


def as_delta(minutes):
    return None if minutes is None else delta(0, minutes * 60)


def offset_text(minutes, separator):
    """Return an offset as +HH:MM, '' for None."""
    if minutes is None:
        return ''
    sign = '-' if minutes < 0 else '+'
    hours, minutes = divmod(abs(minutes), 60)
    return '%s%02d%s%02d' % (sign, hours, separator, minutes)


def format_time(moment, format, fields, microsecond, zone_owner):
    """Return fields by a format of strftime(), with %z, %Z and %f filled in first."""
    import time
    if not isinstance(format, basestring):
        raise TypeError("strftime() argument 1 must be string or read-only buffer, not %s" %
                        type_name(format))
    format = str(format)
    if fields[0] < 1900:
        raise ValueError("year=%d is before 1900; the datetime strftime() methods require "
                         "year >= 1900" % fields[0])
    parts = []
    pieces = iter(format.split('%'))
    parts.append(next(pieces))
    for piece in pieces:
        if piece == '':
            # Two signs, of which the second begins nothing.
            following = next(pieces, None)
            parts.append('%' if following is None else '%%' + following)
        elif piece[0] == 'z':
            parts.append(_offset_of_owner(zone_owner) + piece[1:])
        elif piece[0] == 'Z':
            name = zone_owner.tzname() if zone_owner is not None else None
            parts.append((name or '').replace('%', '%%') + piece[1:])
        elif piece[0] == 'f':
            parts.append('%06d' % microsecond + piece[1:])
        else:
            parts.append('%' + piece)
    return time.strftime(''.join(parts), fields)


def _offset_of_owner(owner):
    offset = None if owner is None else owner.utcoffset()
    return offset_text(None if offset is None else offset._days * 1440 + offset._seconds // 60, '')


def formatted(moment, format):
    """Return what format() gives: strftime(), or str() for no format."""
    if not isinstance(format, basestring):
        raise ValueError("__format__ expects str or unicode, not %s" % type_name(format))
    if not format:
        return str(moment)
    return moment.strftime(format)
