"""Calendars as lists of numbers, as texts and as HTML."""
import datetime
import sys

__all__ = ["IllegalMonthError", "IllegalWeekdayError", "setfirstweekday", "firstweekday",
           "isleap", "leapdays", "weekday", "monthrange", "monthcalendar", "prmonth", "month",
           "prcal", "calendar", "timegm", "month_name", "month_abbr", "day_name", "day_abbr"]

error = ValueError
January, February = 1, 2
mdays = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
(MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY) = range(7)


class IllegalMonthError(ValueError):
    """The number is not that of a month."""

    def __init__(self, month):
        self.month = month

    def __str__(self):
        return "bad month number %r; must be 1-12" % self.month


class IllegalWeekdayError(ValueError):
    """The number is not that of a day of the week."""

    def __init__(self, weekday):
        self.weekday = weekday

    def __str__(self):
        return "bad weekday number %r; must be 0 (Monday) to 6 (Sunday)" % self.weekday


class _Names(object):
    """A sequence of names in the language of the locale, asked for when they are read."""

    def __init__(self, format, dates, before=()):
        self.format = format
        self._makers = [lambda format: '' for _ in before] + [day.strftime for day in dates]

    def __len__(self):
        return len(self._makers)

    def __getitem__(self, index):
        chosen = self._makers[index]
        if isinstance(index, slice):
            return [make(self.format) for make in chosen]
        return chosen(self.format)


# The first of January of 2001 was a Monday.
_week = [datetime.date(2001, 1, number) for number in range(1, 8)]
_year = [datetime.date(2001, number, 1) for number in range(1, 13)]
day_name, day_abbr = _Names('%A', _week), _Names('%a', _week)
month_name, month_abbr = _Names('%B', _year, ['']), _Names('%b', _year, [''])


def isleap(year):
    """Tell whether a year is a leap year."""
    return not year % 4 and (year % 100 != 0 or not year % 400)


def leapdays(y1, y2):
    """Return the number of leap years from y1 up to, not including, y2."""
    count = lambda year: year // 4 - year // 100 + year // 400
    return count(y2 - 1) - count(y1 - 1)


def weekday(year, month, day):
    """Return the day of the week, 0 for Monday."""
    return datetime.date(year, month, day).weekday()


def monthrange(year, month):
    """Return the weekday of the first day of a month, and the number of its days."""
    if not 1 <= month <= 12:
        raise IllegalMonthError(month)
    return weekday(year, month, 1), mdays[month] + (month == February and isleap(year))


class Calendar(object):
    """Weeks and months whose first day of the week is firstweekday, 0 for Monday."""

    def __init__(self, firstweekday=0):
        self.firstweekday = firstweekday

    def getfirstweekday(self):
        return self._first % 7

    def setfirstweekday(self, firstweekday):
        self._first = firstweekday

    firstweekday = property(getfirstweekday, setfirstweekday)

    def iterweekdays(self):
        """Yield the numbers of the seven days of a week, the first one first."""
        for offset in range(7):
            yield (self.firstweekday + offset) % 7

    def itermonthdates(self, year, month):
        """Yield the dates of the weeks that a month has a part in."""
        day = datetime.date(year, month, 1)
        step = datetime.timedelta(days=1)
        day -= step * ((day.weekday() - self.firstweekday) % 7)
        while True:
            yield day
            try:
                day += step
            except OverflowError:
                # The last day of all was yielded.
                return
            if day.month != month and day.weekday() == self.firstweekday:
                return

    def itermonthdays2(self, year, month):
        """Yield (day of the month, day of the week) for those weeks, the day 0 outside the month."""
        first, count = monthrange(year, month)
        lead = (first - self.firstweekday) % 7
        for at in range(lead + count + (-lead - count) % 7):
            day = at - lead + 1
            yield day if 1 <= day <= count else 0, (self.firstweekday + at) % 7

    def itermonthdays(self, year, month):
        """Yield the days of the month for those weeks, 0 outside the month."""
        for day, _ in self.itermonthdays2(year, month):
            yield day

    @staticmethod
    def _rows(items, width):
        items = list(items)
        return [items[start:start + width] for start in range(0, len(items), width)]

    def monthdatescalendar(self, year, month):
        """Return the weeks of a month, lists of dates."""
        return self._rows(self.itermonthdates(year, month), 7)

    def monthdays2calendar(self, year, month):
        """Return the weeks of a month, lists of (day, weekday)."""
        return self._rows(self.itermonthdays2(year, month), 7)

    def monthdayscalendar(self, year, month):
        """Return the weeks of a month, lists of days."""
        return self._rows(self.itermonthdays(year, month), 7)

    def yeardatescalendar(self, year, width=3):
        """Return the months of a year, width in a row, each as monthdatescalendar() has it."""
        return self._rows((self.monthdatescalendar(year, number) for number in range(1, 13)),
                          width)

    def yeardays2calendar(self, year, width=3):
        """Return the months of a year, width in a row, each as monthdays2calendar() has it."""
        return self._rows((self.monthdays2calendar(year, number) for number in range(1, 13)),
                          width)

    def yeardayscalendar(self, year, width=3):
        """Return the months of a year, width in a row, each as monthdayscalendar() has it."""
        return self._rows((self.monthdayscalendar(year, number) for number in range(1, 13)),
                          width)


class TextCalendar(Calendar):
    """Calendars as texts: w is the width of a day, l the number of lines of a week."""

    def prweek(self, theweek, width):
        """Print a week."""
        print self.formatweek(theweek, width),

    def formatday(self, day, weekday, width):
        return (day and '%2i' % day or '').center(width)

    def formatweek(self, theweek, width):
        return ' '.join([self.formatday(day, number, width) for day, number in theweek])

    def formatweekday(self, day, width):
        return (day_name if width >= 9 else day_abbr)[day][:width].center(width)

    def formatweekheader(self, width):
        return ' '.join([self.formatweekday(day, width) for day in self.iterweekdays()])

    def formatmonthname(self, theyear, themonth, width, withyear=True):
        name = month_name[themonth]
        return ("%s %r" % (name, theyear) if withyear else name).center(width)

    def prmonth(self, theyear, themonth, w=0, l=0):
        """Print a month."""
        print self.formatmonth(theyear, themonth, w, l),

    def formatmonth(self, theyear, themonth, w=0, l=0):
        """Return a month."""
        w, l = max(2, w), max(1, l)
        lines = [self.formatmonthname(theyear, themonth, 7 * w + 6), self.formatweekheader(w)]
        lines += [self.formatweek(week, w) for week in self.monthdays2calendar(theyear, themonth)]
        return ''.join([line.rstrip() + '\n' * l for line in lines])

    def formatyear(self, theyear, w=2, l=1, c=6, m=3):
        """Return a year, m months in a row with c blanks between them."""
        w, l, c = max(2, w), max(1, l), max(2, c)
        width = 7 * w + 6
        join = lambda texts: (' ' * c).join([text.center(width) for text in texts]).rstrip()
        end = '\n' * l
        parts = [repr(theyear).center(width * m + c * (m - 1)).rstrip(), end]
        for at, row in enumerate(self.yeardays2calendar(theyear, m)):
            numbers = range(m * at + 1, min(m * (at + 1) + 1, 13))
            parts += [end, join([self.formatmonthname(theyear, number, width, False)
                                 for number in numbers]), end]
            parts += [join([self.formatweekheader(w)] * len(numbers)), end]
            for line in range(max(map(len, row))):
                parts += [join([self.formatweek(weeks[line], w) if line < len(weeks) else ''
                                for weeks in row]), end]
        return ''.join(parts)

    def pryear(self, theyear, w=0, l=0, c=6, m=3):
        """Print a year."""
        print self.formatyear(theyear, w, l, c, m)


class HTMLCalendar(Calendar):
    """Calendars as tables of HTML."""
    cssclasses = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    def formatday(self, day, weekday):
        if day == 0:
            return '<td class="noday">&nbsp;</td>'
        return '<td class="%s">%d</td>' % (self.cssclasses[weekday], day)

    def formatweek(self, theweek):
        return '<tr>%s</tr>' % ''.join([self.formatday(day, number) for day, number in theweek])

    def formatweekday(self, day):
        return '<th class="%s">%s</th>' % (self.cssclasses[day], day_abbr[day])

    def formatweekheader(self):
        return '<tr>%s</tr>' % ''.join([self.formatweekday(day) for day in self.iterweekdays()])

    def formatmonthname(self, theyear, themonth, withyear=True):
        name = month_name[themonth]
        return '<tr><th colspan="7" class="month">%s</th></tr>' % (
            '%s %s' % (name, theyear) if withyear else name)

    def formatmonth(self, theyear, themonth, withyear=True):
        """Return a month."""
        lines = ['<table border="0" cellpadding="0" cellspacing="0" class="month">',
                 self.formatmonthname(theyear, themonth, withyear), self.formatweekheader()]
        lines += map(self.formatweek, self.monthdays2calendar(theyear, themonth))
        lines.append('</table>')
        return '\n'.join(lines) + '\n'

    def formatyear(self, theyear, width=3):
        """Return a year, width months in a row."""
        width = max(width, 1)
        parts = ['<table border="0" cellpadding="0" cellspacing="0" class="year">\n',
                 '<tr><th colspan="%d" class="year">%s</th></tr>' % (width, theyear)]
        for first in range(January, January + 12, width):
            parts.append('<tr>')
            for number in range(first, min(first + width, 13)):
                parts.append('<td>%s</td>' % self.formatmonth(theyear, number, False))
            parts.append('</tr>')
        return ''.join(parts) + '</table>'

    def formatyearpage(self, theyear, width=3, css='calendar.css', encoding=None):
        """Return a year as a page of its own, encoded."""
        if encoding is None:
            encoding = sys.getdefaultencoding()
        lines = [
            '<?xml version="1.0" encoding="%s"?>' % encoding,
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
            '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
            '<html>', '<head>',
            '<meta http-equiv="Content-Type" content="text/html; charset=%s" />' % encoding]
        if css is not None:
            lines.append('<link rel="stylesheet" type="text/css" href="%s" />' % css)
        lines += ['<title>Calendar for %d</title>' % theyear, '</head>', '<body>']
        page = '\n'.join(lines) + '\n' + self.formatyear(theyear, width) + '</body>\n</html>\n'
        return page.encode(encoding, "xmlcharrefreplace")


class TimeEncoding:
    """Sets the locale of times for a while; gives its encoding."""

    def __init__(self, locale):
        self.locale = locale

    def __enter__(self):
        import locale
        self.oldlocale = locale.getlocale(locale.LC_TIME)
        locale.setlocale(locale.LC_TIME, self.locale)
        return locale.getlocale(locale.LC_TIME)[1]

    def __exit__(self, *args):
        import locale
        locale.setlocale(locale.LC_TIME, self.oldlocale)


class _OfLocale(object):
    """What calendars with a locale of their own share."""

    def _take_locale(self, locale):
        if locale is None:
            import locale as module
            locale = module.getdefaultlocale()
        self.locale = locale

    def _name(self, names, index, cut=None):
        with TimeEncoding(self.locale) as encoding:
            name = names[index]
            if encoding is not None:
                name = name.decode(encoding)
            return name


class LocaleTextCalendar(_OfLocale, TextCalendar):
    """Texts in the language of a locale."""

    def __init__(self, firstweekday=0, locale=None):
        TextCalendar.__init__(self, firstweekday)
        self._take_locale(locale)

    def formatweekday(self, day, width):
        return self._name(day_name if width >= 9 else day_abbr, day)[:width].center(width)

    def formatmonthname(self, theyear, themonth, width, withyear=True):
        name = self._name(month_name, themonth)
        return ("%s %r" % (name, theyear) if withyear else name).center(width)


class LocaleHTMLCalendar(_OfLocale, HTMLCalendar):
    """HTML in the language of a locale."""

    def __init__(self, firstweekday=0, locale=None):
        HTMLCalendar.__init__(self, firstweekday)
        self._take_locale(locale)

    def formatweekday(self, day):
        return '<th class="%s">%s</th>' % (self.cssclasses[day], self._name(day_abbr, day))

    def formatmonthname(self, theyear, themonth, withyear=True):
        name = self._name(month_name, themonth)
        return '<tr><th colspan="7" class="month">%s</th></tr>' % (
            '%s %s' % (name, theyear) if withyear else name)


# The functions of the module are methods of one calendar.
c = TextCalendar()
firstweekday = c.getfirstweekday
monthcalendar = c.monthdayscalendar
prweek, week, weekheader = c.prweek, c.formatweek, c.formatweekheader
prmonth, month, calendar, prcal = c.prmonth, c.formatmonth, c.formatyear, c.pryear


def setfirstweekday(firstweekday):
    """Set the first day of the week of the module's functions."""
    if not MONDAY <= firstweekday <= SUNDAY:
        raise IllegalWeekdayError(firstweekday)
    c.firstweekday = firstweekday


_colwidth = 20
_spacing = 6
EPOCH = 1970
_EPOCH_ORD = datetime.date(EPOCH, 1, 1).toordinal()


def formatstring(cols, colwidth=_colwidth, spacing=_spacing):
    """Return texts centred in columns."""
    return (' ' * spacing).join([text.center(colwidth) for text in cols])


def format(cols, colwidth=_colwidth, spacing=_spacing):
    """Print texts centred in columns."""
    print formatstring(cols, colwidth, spacing)


def timegm(tuple):
    """Return the seconds since 1970 of a time tuple in UTC."""
    year, month, day, hours, minutes, seconds = tuple[:6]
    days = datetime.date(year, month, 1).toordinal() - _EPOCH_ORD + day - 1
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def main(args):
    """Print calendars as the command line says."""
    import optparse
    parser = optparse.OptionParser(usage="usage: %prog [options] [year [month]]")
    for names, settings in (
            (("-w", "--width"), dict(dest="width", type="int", default=2,
                                     help="width of date column (default 2, text only)")),
            (("-l", "--lines"), dict(dest="lines", type="int", default=1,
                                     help="number of lines for each week (default 1, text only)")),
            (("-s", "--spacing"), dict(dest="spacing", type="int", default=6,
                                       help="spacing between months (default 6, text only)")),
            (("-m", "--months"), dict(dest="months", type="int", default=3,
                                      help="months per row (default 3, text only)")),
            (("-c", "--css"), dict(dest="css", default="calendar.css",
                                   help="CSS to use for page (html only)")),
            (("-L", "--locale"), dict(dest="locale", default=None,
                                      help="locale to be used from month and weekday names")),
            (("-e", "--encoding"), dict(dest="encoding", default=None,
                                        help="Encoding to use for output")),
            (("-t", "--type"), dict(dest="type", default="text", choices=("text", "html"),
                                    help="output type (text or html)"))):
        parser.add_option(*names, **settings)
    options, args = parser.parse_args(args)
    if options.locale and not options.encoding:
        parser.error("if --locale is specified --encoding is required")
        sys.exit(1)
    locale = options.locale, options.encoding
    today = datetime.date.today().year
    if len(args) > (2 if options.type == "html" else 3):
        parser.error("incorrect number of arguments")
        sys.exit(1)
    year = int(args[1]) if len(args) > 1 else today
    if options.type == "html":
        made = LocaleHTMLCalendar(locale=locale) if options.locale else HTMLCalendar()
        settings = dict(css=options.css)
        if options.encoding is not None:
            settings['encoding'] = options.encoding
        print made.formatyearpage(year, **settings)
        return
    made = LocaleTextCalendar(locale=locale) if options.locale else TextCalendar()
    settings = dict(w=options.width, l=options.lines)
    if len(args) == 3:
        result = made.formatmonth(year, int(args[2]), **settings)
    else:
        result = made.formatyear(year, c=options.spacing, m=options.months, **settings)
    print result.encode(options.encoding) if options.encoding else result


if __name__ == "__main__":
    main(sys.argv)
