"""Reading and writing of separated values: the part of csv that works on characters."""

__version__ = '1.0'

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = range(4)

_dialects = {}
_limit = 128 * 1024


class Error(Exception):
    """A text or a row is not as it should be."""


def field_size_limit(*limit):
    """Return how long a field may be; set it if an argument is given."""
    global _limit
    before = _limit
    if len(limit) > 1:
        raise TypeError("field_size_limit() takes at most 1 argument (%d given)" % len(limit))
    if limit:
        if not isinstance(limit[0], (int, long)):
            raise TypeError("limit must be an integer")
        _limit = limit[0]
    return before


def register_dialect(*args, **options):
    """Give a dialect a name."""
    if not args:
        raise TypeError(" expected at least 1 arguments, got 0")
    name, dialect = args[0], args[1:]
    if not isinstance(name, basestring):
        raise TypeError("dialect name must be a string or unicode")
    _dialects[name] = Dialect(*dialect, **options)


def unregister_dialect(name):
    """Forget a dialect's name."""
    if _dialects.pop(name, None) is None:
        raise Error("unknown dialect")


def get_dialect(name):
    """Return the dialect with a name."""
    if name not in _dialects:
        raise Error("unknown dialect")
    return _dialects[name]


def list_dialects():
    """Return the names of all dialects."""
    return list(_dialects)


# Options: how a value is checked and turned into what is kept.

def _character(name, value):
    if value is None or value == '' and isinstance(value, str) and name != 'escapechar':
        return None
    if not isinstance(value, str):
        raise TypeError('"%s" must be string, not %s' % (name, type(value).__name__))
    if len(value) > 1:
        raise TypeError('"%s" must be an 1-character string' % name)
    return value or None


def _text(name, value):
    if value is not None and not isinstance(value, basestring):
        raise TypeError('"%s" must be a string' % name)
    return value


def _number(name, value):
    if not isinstance(value, (int, long)):
        raise TypeError('"%s" must be an integer' % name)
    return int(value)


def _truth(name, value):
    return int(bool(value))


_OPTIONS = [
    ('delimiter', ',', _character),
    ('doublequote', True, _truth),
    ('escapechar', None, _character),
    ('lineterminator', '\r\n', _text),
    ('quotechar', '"', _character),
    ('quoting', QUOTE_MINIMAL, _number),
    ('skipinitialspace', False, _truth),
    ('strict', False, _truth),
]


class Dialect(object):
    """How values are separated and quoted; made of an object with attributes, or its name, and keywords."""

    __slots__ = ['_' + row[0] for row in _OPTIONS]

    def __new__(cls, dialect=None, **options):
        if isinstance(dialect, basestring):
            dialect = get_dialect(dialect)
        if type(dialect) is Dialect and not options:
            return dialect
        return object.__new__(cls)

    def __init__(self, dialect=None, **options):
        if isinstance(dialect, basestring):
            dialect = get_dialect(dialect)
        if dialect is self:
            return
        given = dict(options)
        for name, default, check in _OPTIONS:
            value = given.pop(name) if name in given else getattr(dialect, name, default)
            setattr(self, '_' + name, check(name, value))
        for name in given:
            raise TypeError("%r is an invalid keyword argument for this function" % name)
        if not QUOTE_MINIMAL <= self._quoting <= QUOTE_NONE:
            raise TypeError('bad "quoting" value')
        if self._delimiter is None:
            raise TypeError('"delimiter" must be an 1-character string')
        if self._quotechar is None and self._quoting != QUOTE_NONE:
            if 'quoting' in options or hasattr(dialect, 'quoting') or options.get('quotechar') == '':
                raise TypeError("quotechar must be set if quoting enabled")
            self._quoting = QUOTE_NONE
        if self._lineterminator is None:
            raise TypeError("lineterminator must be set")


def _read_only(name):
    def get(self):
        return getattr(self, '_' + name)

    def change(self, *value):
        if name in ('quoting', 'escapechar', 'lineterminator', 'quotechar'):
            raise AttributeError("attribute %r of '_csv.Dialect' objects is not writable" % name)
        raise TypeError("readonly attribute")
    return property(get, change, change)


for _row in _OPTIONS:
    setattr(Dialect, _row[0], _read_only(_row[0]))
del _row


def _dialect_of(args, options):
    return Dialect(*args[:1], **options)


# Where in a record the reader is.
_RECORD, _FIELD, _INSIDE, _QUOTED, _ESCAPED, _ESCAPED_QUOTED, _BEHIND_QUOTE, _LINE_END = range(8)


class reader(object):
    """Iterates over the rows of an iterable of lines."""

    def __init__(self, *args, **options):
        if not args:
            raise TypeError(" expected at least 1 arguments, got 0")
        try:
            self._lines = iter(args[0])
        except TypeError:
            raise TypeError("argument 1 must be an iterator")
        self.dialect = dialect = _dialect_of(args[1:], options)
        self._line_num = 0
        self._quote = dialect._quotechar if dialect._quoting != QUOTE_NONE else None
        # A line with none of these, of a plain dialect, can just be split.
        self._special = [char for char in (self._quote, dialect._escapechar, '\0') if char]
        self._plain = dialect._quoting != QUOTE_NONNUMERIC and not dialect._skipinitialspace

    @property
    def line_num(self):
        """How many lines have been read."""
        return self._line_num

    @line_num.setter
    def line_num(self, value):
        raise TypeError("readonly attribute")

    def __iter__(self):
        return self

    def next(self):
        self._state, self._row, self._chars, self._numeric = _RECORD, [], [], False
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if not self._chars and self._state != _QUOTED:
                    raise
                if self.dialect._strict:
                    raise Error("unexpected end of data")
                self._end_field()
                return self._row
            self._line_num += 1
            if not isinstance(line, str):
                if not isinstance(line, unicode):
                    raise TypeError("expected string or Unicode object, %s found" % type(line).__name__)
                line = line.encode('ascii')
            if self._state == _RECORD and self._plain:
                fields = self._split(line)
                if fields is not None:
                    return fields
            self._feed(line)
            if self._state == _RECORD:
                return self._row

    def _split(self, line):
        """Return the fields of a line in which nothing is special, or None."""
        for char in self._special:
            if char in line:
                return None
        if line[-1:] == '\n':
            line = line[:-2] if line[-2:-1] == '\r' else line[:-1]
        elif line[-1:] == '\r':
            line = line[:-1]
        if len(line) > _limit or '\n' in line or '\r' in line:
            return None
        return line.split(self.dialect._delimiter) if line else []

    def _end_field(self):
        text = ''.join(self._chars)
        self._row.append(float(text) if self._numeric else text)
        self._chars, self._numeric = [], False

    def _add(self, char):
        if len(self._chars) >= _limit:
            raise Error("field larger than field limit (%d)" % _limit)
        self._chars.append(char)

    def _feed(self, line):
        if '\0' in line:
            before = line[:line.index('\0')]
            for char in before:
                self._state = self._step(char)
            raise Error("line contains NUL")
        for char in line:
            self._state = self._step(char)
        self._state = self._step(None)

    def _step(self, char):
        """Take a character, or None for the end of the line, and return the new state."""
        state, dialect = self._state, self.dialect
        at_end = char is None or char == '\n' or char == '\r'
        if state == _RECORD:
            if char is None:
                return _RECORD
            if at_end:
                return _LINE_END
            state = _FIELD
        if state == _LINE_END:
            if char is None:
                return _RECORD
            if at_end:
                return _LINE_END
            raise Error("new-line character seen in unquoted field - "
                        "do you need to open the file in universal-newline mode?")
        if state == _FIELD:
            return self._begin_field(char, at_end)
        if state in (_ESCAPED, _ESCAPED_QUOTED):
            self._add('\n' if char is None else char)
            return _INSIDE if state == _ESCAPED else _QUOTED
        if state == _QUOTED:
            return self._in_quotes(char)
        if state == _BEHIND_QUOTE and char is not None and char == self._quote:
            self._add(char)
            return _QUOTED
        if at_end:
            self._end_field()
            return _RECORD if char is None else _LINE_END
        if char == dialect._delimiter:
            self._end_field()
            return _FIELD
        if state == _BEHIND_QUOTE:
            if dialect._strict:
                raise Error("'%s' expected after '%s'" % (dialect._delimiter, dialect._quotechar))
        elif char == dialect._escapechar:
            return _ESCAPED
        self._add(char)
        return _INSIDE

    def _begin_field(self, char, at_end):
        dialect = self.dialect
        if at_end:
            self._end_field()
            return _RECORD if char is None else _LINE_END
        if char == self._quote:
            return _QUOTED
        if char == dialect._escapechar:
            return _ESCAPED
        if char == ' ' and dialect._skipinitialspace:
            return _FIELD
        if char == dialect._delimiter:
            self._end_field()
            return _FIELD
        self._numeric = dialect._quoting == QUOTE_NONNUMERIC
        self._add(char)
        return _INSIDE

    def _in_quotes(self, char):
        dialect = self.dialect
        if char is None:
            return _QUOTED
        if char == dialect._escapechar:
            return _ESCAPED_QUOTED
        if char == self._quote:
            return _BEHIND_QUOTE if dialect._doublequote else _INSIDE
        self._add(char)
        return _QUOTED


class writer(object):
    """Writes rows to a file."""

    def __init__(self, *args, **options):
        if not args:
            raise TypeError(" expected at least 1 arguments, got 0")
        self._write = getattr(args[0], 'write', None)
        if not hasattr(self._write, '__call__'):
            raise TypeError('argument 1 must have a "write" method')
        self.dialect = dialect = _dialect_of(args[1:], options)
        self._special = set(dialect._lineterminator)
        self._special.update((dialect._delimiter, dialect._escapechar, dialect._quotechar))
        self._special.discard(None)

    def writerow(self, row):
        """Write one row, a sequence; return what the file's write returns."""
        if not hasattr(row, '__len__') and not hasattr(row, '__getitem__'):
            raise Error("sequence expected")
        dialect = self.dialect
        fields = [self._field(row[place]) for place in range(len(row))]
        if len(fields) == 1 and not fields[0]:
            if dialect._quoting == QUOTE_NONE:
                raise Error("single empty field record must be quoted")
            fields[0] = dialect._quotechar * 2
        return self._write(dialect._delimiter.join(fields) + dialect._lineterminator)

    def writerows(self, rows):
        """Write the rows of an iterable."""
        try:
            rows = iter(rows)
        except TypeError:
            raise TypeError("writerows() argument must be iterable")
        for row in rows:
            self.writerow(row)

    def _field(self, value):
        dialect = self.dialect
        quoted = dialect._quoting == QUOTE_ALL
        if dialect._quoting == QUOTE_NONNUMERIC:
            quoted = not (hasattr(value, '__int__') or hasattr(value, '__float__'))
        if isinstance(value, str):
            text = value
        elif value is None:
            text = ''
        else:
            text = repr(value) if isinstance(value, float) else str(value)
        if not self._special.isdisjoint(text):
            text, needs_quotes = self._escaped(text)
            quoted = quoted or needs_quotes
        return dialect._quotechar + text + dialect._quotechar if quoted else text

    def _escaped(self, text):
        dialect, parts, quoted = self.dialect, [], False
        for char in text:
            if char in self._special:
                escape = dialect._quoting == QUOTE_NONE
                if not escape and char == dialect._quotechar:
                    if dialect._doublequote:
                        parts.append(char)
                    else:
                        escape = True
                if escape:
                    if not dialect._escapechar:
                        raise Error("need to escape, but no escapechar set")
                    parts.append(dialect._escapechar)
                else:
                    quoted = True
            parts.append(char)
        return ''.join(parts), quoted
