"""The calendar: days counted from the first of January of year 1, and checks of fields."""
MINYEAR = 1
MAXYEAR = 9999
MAXORDINAL = 3652059

_BEFORE_MONTH = [None, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
_IN_MONTH = [None, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
MONTH_NAMES = [None, "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
               "Dec"]


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year, month):
    return 29 if month == 2 and is_leap(year) else _IN_MONTH[month]


def day_of_year(year, month, day):
    return _BEFORE_MONTH[month] + (month > 2 and is_leap(year)) + day


def ordinal(year, month, day):
    """Return the number of a day, 1 for the first of all."""
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400 + day_of_year(year, month, day)


def from_ordinal(number):
    """Return (year, month, day) of the day with a number."""
    if number > MAXORDINAL:
        raise ValueError("year is out of range")
    # A first guess by the mean year may be one too late or too early.
    year = number * 400 // 146097 + 1
    while ordinal(year, 1, 1) > number:
        year -= 1
    while year < MAXYEAR and ordinal(year + 1, 1, 1) <= number:
        year += 1
    rest = number - ordinal(year, 1, 1)
    month = 1
    while rest >= month_length(year, month):
        rest -= month_length(year, month)
        month += 1
    return year, month, rest + 1


def iso_week_one(year):
    """Return the number of the Monday that begins the first week of a year."""
    first = ordinal(year, 1, 1)
    weekday = (first + 6) % 7
    monday = first - weekday
    return monday + 7 if weekday > 3 else monday


def integer(value):
    """Return an argument that has to be a C int."""
    if isinstance(value, float):
        raise TypeError("integer argument expected, got float")
    try:
        number = value.__int__()
    except AttributeError:
        raise TypeError("an integer is required")
    if not -2 ** 63 <= number < 2 ** 63:
        raise OverflowError("Python int too large to convert to C long")
    if number > 0x7fffffff:
        raise OverflowError("signed integer is greater than maximum")
    if number < -0x80000000:
        raise OverflowError("signed integer is less than minimum")
    return int(number)


def arguments(names, required, args, kw, function=None):
    """Return the values of arguments by position and name in order, those not given left out."""
    count = len(args) + len(kw)
    if count > len(names):
        raise TypeError("%s takes at most %d argument%s (%d given)" % (
            function + "()" if function else "function", len(names),
            "" if len(names) == 1 else "s", count))
    values = dict(zip(names, args))
    for at, name in enumerate(names):
        if name in kw:
            if at < len(args):
                raise TypeError("Argument given by name ('%s') and position (%d)" % (name, at + 1))
            values[name] = kw[name]
        elif at >= len(args) and at < required:
            raise TypeError("Required argument '%s' (pos %d) not found" % (name, at + 1))
    for name in kw:
        if name not in names:
            raise TypeError("'%s' is an invalid keyword argument for this function" % name)
    return values


def check_date(year, month, day):
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError("year is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= month_length(year, month):
        raise ValueError("day is out of range for month")


def check_time(hour, minute, second, microsecond):
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")


def type_name(value):
    """Return what messages call the type of value."""
    kind = type(value)
    if kind.__module__ == 'datetime' and kind.__name__ in (
            'date', 'datetime', 'time', 'timedelta', 'tzinfo'):
        return 'datetime.' + kind.__name__
    return kind.__name__


def cannot_compare(one, other):
    return TypeError("can't compare %s to %s" % (type_name(one), type_name(other)))


def rounded(number):
    """Return the integer nearest to a float, the larger one in absolute value if there are two."""
    return int(number + 0.5) if number >= 0 else -int(0.5 - number)


def comparisons(order, equal_types):
    """Return the six comparison methods of a class.

    order(self, other, ask_equality) returns a negative number, 0 or a positive one; equal_types tells
    whether other can be compared with at all, None if the other operand is to decide.
    """
    import operator

    def method(name):
        operate = getattr(operator, name)
        asks_equality = name in ('eq', 'ne')

        def compare(self, other):
            comparable = equal_types(self, other)
            if comparable is None:
                return NotImplemented
            if not comparable:
                if asks_equality:
                    return name == 'ne'
                raise cannot_compare(self, other)
            return operate(order(self, other), 0)
        compare.__name__ = '__%s__' % name
        return compare
    return [method(name) for name in ('eq', 'ne', 'lt', 'le', 'gt', 'ge')]


def field(owner, name, doc=None):
    """Return a read-only attribute over the slot of the same name behind an underscore."""
    slot = '_' + name

    def refuse(self, value=None):
        raise AttributeError("attribute '%s' of '%s' objects is not writable" % (name, owner))
    return property(lambda self: getattr(self, slot), refuse, refuse, doc)
