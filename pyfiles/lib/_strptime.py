"""Times from texts by formats of strftime()."""
import re
import time
from calendar import day_abbr, day_name, month_abbr, month_name
from datetime import date

__all__ = []

# The numbers a directive stands for.
_NUMBERS = {
    'd': r"3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9]", 'f': r"[0-9]{1,6}",
    'H': r"2[0-3]|[0-1]\d|\d", 'I': r"1[0-2]|0[1-9]|[1-9]",
    'j': r"36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9]",
    'm': r"1[0-2]|0[1-9]|[1-9]", 'M': r"[0-5]\d|\d", 'S': r"6[0-1]|[0-5]\d|\d",
    'U': r"5[0-3]|[0-4]\d|\d", 'W': r"5[0-3]|[0-4]\d|\d", 'w': r"[0-6]", 'y': r"\d\d",
    'Y': r"\d\d\d\d",
}
# Directives that are short for others.
_SHORTHANDS = {'c': '%a %b %d %H:%M:%S %Y', 'x': '%m/%d/%y', 'X': '%H:%M:%S'}


def _names():
    """Return the names that directives stand for, in lower case and by number."""
    lower = lambda names: [name.lower() for name in names]
    zones = [['utc', 'gmt', time.tzname[0].lower()], [time.tzname[1].lower()]]
    if not time.daylight:
        zones = [zones[0], []]
    return {'a': lower(day_abbr), 'A': lower(day_name), 'b': lower(month_abbr),
            'B': lower(month_name), 'p': ['am', 'pm'], 'Z': zones}


class TimeRE(object):
    """Makes regular expressions of formats."""

    def __init__(self):
        self.names = _names()
        self._patterns = dict((letter, '(?P<%s>%s)' % (letter, numbers))
                              for letter, numbers in _NUMBERS.items())
        for letter, names in self.names.items():
            if letter == 'Z':
                names = names[0] + names[1]
            # The longest first, as one name may begin with another.
            names = sorted((re.escape(name) for name in names if name), key=len, reverse=True)
            self._patterns[letter] = '(?P<%s>%s)' % (letter, '|'.join(names)) if names else ''
        self._patterns['%'] = '%'

    def pattern(self, format):
        """Return the text of the expression; KeyError for a bad directive, IndexError for none."""
        parts = []
        pieces = re.sub(r'\s+', ' ', format).split('%')
        parts.append(self._literal(pieces[0]))
        at = 1
        while at < len(pieces):
            piece = pieces[at]
            if piece == '':
                if at == len(pieces) - 1:
                    raise IndexError
                # Two signs stand for one.
                parts.append('%' + self._literal(pieces[at + 1]))
                at += 2
                continue
            letter = piece[0]
            if letter in _SHORTHANDS:
                parts.append(self.pattern(_SHORTHANDS[letter]))
            else:
                parts.append(self._patterns[letter])
            parts.append(self._literal(piece[1:]))
            at += 1
        return ''.join(parts)

    @staticmethod
    def _literal(text):
        return '\\s+'.join(re.sub(r'([\\.^$*+?\(\){}\[\]|])', r'\\\1', part)
                           for part in text.split(' '))

    def compile(self, format):
        return re.compile(self.pattern(format), re.IGNORECASE)


_expressions = {}


def _expression(format):
    """Return the expression for a format, the names of the time zones being those of now."""
    key = format, time.tzname, time.daylight
    if key not in _expressions:
        maker = TimeRE()
        try:
            compiled = maker.compile(format)
        except KeyError as problem:
            letter = problem.args[0]
            if letter == '\\':
                letter = '%'
            raise ValueError("'%s' is a bad directive in format '%s'" % (letter, format))
        except IndexError:
            raise ValueError("stray %% in format '%s'" % format)
        if len(_expressions) > 50:
            _expressions.clear()
        _expressions[key] = compiled, maker.names
    return _expressions[key]


def _day_of_week_number(year, week, weekday, monday_first):
    """Return the day of the year of a weekday (0 is Monday) in a week of the year."""
    first = date(year, 1, 1).weekday()
    if not monday_first:
        first = (first + 1) % 7
        weekday = (weekday + 1) % 7
    length_of_week_0 = (7 - first) % 7
    if week == 0:
        return 1 + weekday - first
    return 1 + length_of_week_0 + 7 * (week - 1) + weekday


def _strptime(data_string, format="%a %b %d %H:%M:%S %Y"):
    """Return the time tuple and the microseconds in data_string."""
    expression, names = _expression(format)
    match = expression.match(data_string)
    if match is None:
        raise ValueError("time data %r does not match format %r" % (data_string, format))
    if len(data_string) != match.end():
        raise ValueError("unconverted data remains: %s" % data_string[match.end():])
    found = match.groupdict()
    number = lambda letter, default: int(found[letter]) if letter in found else default
    name = lambda letter: names[letter].index(found[letter].lower())

    year = number('Y', None)
    if 'y' in found:
        year = int(found['y'])
        # As POSIX wants: 69 to 99 are of the last century.
        year += 2000 if year <= 68 else 1900
    month = name('B') if 'B' in found else name('b') if 'b' in found else number('m', 1)
    day = number('d', 1)
    hour = number('H', 0)
    if 'I' in found:
        hour = int(found['I']) % 12
        if found.get('p', '').lower() == 'pm':
            hour += 12
    microsecond = int((found.get('f') or '0').ljust(6, '0'))
    weekday = -1
    if 'A' in found or 'a' in found:
        weekday = name('A') if 'A' in found else name('a')
    elif 'w' in found:
        weekday = (int(found['w']) + 6) % 7
    zone = -1
    if 'Z' in found:
        wanted = found['Z'].lower()
        for saving, known in enumerate(names['Z']):
            if wanted in known:
                # Names that are the same with and without daylight saving say nothing.
                if time.tzname[0] == time.tzname[1] and time.daylight and wanted not in (
                        'utc', 'gmt'):
                    break
                zone = saving
                break

    # A time without a year may be the 29th of February.
    assumed = year is None
    if assumed:
        year = 1904 if month == 2 and day == 29 else 1900
    day_of_year = number('j', -1)
    week = None
    if 'U' in found or 'W' in found:
        week = number('U', None) if 'U' in found else number('W', None)
    if day_of_year == -1 and week is not None and weekday != -1:
        day_of_year = _day_of_week_number(year, week, weekday, 'W' in found)
        if day_of_year <= 0:
            year -= 1
            day_of_year += date(year, 12, 31).timetuple().tm_yday
        found_date = date.fromordinal(day_of_year - 1 + date(year, 1, 1).toordinal())
        year, month, day = found_date.year, found_date.month, found_date.day
    elif day_of_year == -1:
        day_of_year = date(year, month, day).toordinal() - date(year, 1, 1).toordinal() + 1
    else:
        found_date = date.fromordinal(day_of_year - 1 + date(year, 1, 1).toordinal())
        year, month, day = found_date.year, found_date.month, found_date.day
    if weekday == -1:
        weekday = date(year, month, day).weekday()
    if assumed and year == 1904:
        year = 1900
    return (time.struct_time((year, month, day, hour, number('M', 0), number('S', 0), weekday,
                              day_of_year, zone)), microsecond)


def _strptime_time(data_string, format="%a %b %d %H:%M:%S %Y"):
    """Return the time tuple in data_string."""
    return _strptime(data_string, format)[0]
