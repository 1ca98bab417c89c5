"""Sets of characters, templates, and the functions of old that became str methods."""
whitespace = '\t\n\x0b\x0c\r '
lowercase = 'abcdefghijklmnopqrstuvwxyz'
uppercase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
letters = lowercase + uppercase
ascii_lowercase = lowercase
ascii_uppercase = uppercase
ascii_letters = ascii_lowercase + ascii_uppercase
digits = '0123456789'
hexdigits = digits + 'abcdef' + 'ABCDEF'
octdigits = '01234567'
punctuation = """!"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"""
printable = digits + letters + punctuation + whitespace

_idmap = ''.join(map(chr, range(256)))
_idmapL = None


def capwords(s, sep=None):
    """Capitalise each word, and join the words by one separator."""
    return (sep or ' ').join(word.capitalize() for word in s.split(sep))


def maketrans(fromstr, tostr):
    """Return the table for translate that maps one character to the other."""
    if len(fromstr) != len(tostr):
        raise ValueError("maketrans arguments must have same length")
    table = list(_idmap)
    for old, new in zip(fromstr, tostr):
        table[ord(old)] = new
    return ''.join(table)


class _TemplateKind(type):
    """Makes the pattern of a template class from its delimiter and its names, unless it has one."""

    def __init__(cls, name, bases, namespace):
        type.__init__(cls, name, bases, namespace)
        import re
        pattern = namespace.get('pattern')
        if pattern is None:
            mark = re.escape(cls.delimiter)
            pattern = mark + '(?:%s)' % '|'.join([
                '(?P<escaped>%s)' % mark, '(?P<named>%s)' % cls.idpattern,
                '{(?P<braced>%s)}' % cls.idpattern, '(?P<invalid>)'])
        cls.pattern = re.compile(pattern, re.IGNORECASE | re.VERBOSE)


class _Either:
    """A mapping over two, the first of which has precedence."""

    def __init__(self, first, second):
        self.both = first, second

    def __getitem__(self, key):
        first, second = self.both
        try:
            return first[key]
        except KeyError:
            return second[key]


def _split_call(name, args, kws):
    """Return the template and the mapping of a call whose names may be anything, even self."""
    if not args:
        raise TypeError("descriptor '%s' of 'Template' object needs an argument" % name)
    if len(args) > 2:
        raise TypeError('Too many positional arguments')
    if len(args) == 1:
        return args[0], kws
    return args[0], _Either(kws, args[1]) if kws else args[1]


class Template:
    """A text with $name or ${name} in places to fill in; $$ stands for $."""
    __metaclass__ = _TemplateKind
    delimiter = '$'
    idpattern = r'[_a-z][_a-z0-9]*'

    def __init__(self, template):
        self.template = template

    def _fill(self, mapping, is_safe):
        def replacement(found):
            name = found.group('named') or found.group('braced')
            if name is not None:
                try:
                    return '%s' % (mapping[name],)
                except KeyError:
                    if is_safe:
                        return found.group()
                    raise
            if found.group('escaped') is not None:
                return self.delimiter
            if found.group('invalid') is None:
                raise ValueError('Unrecognized named group in pattern', self.pattern)
            if is_safe:
                return found.group()
            self._invalid(found)
        return self.pattern.sub(replacement, self.template)

    def _invalid(self, mo):
        """Raise ValueError with the place of a delimiter that begins nothing."""
        before = self.template[:mo.start('invalid')]
        lines = before.splitlines(True) or ['']
        raise ValueError('Invalid placeholder in string: line %d, col %d' % (
            len(lines), len(lines[-1]) if before else 1))

    def substitute(*args, **kws):
        """Return the text with all places filled in; KeyError for a name that is not given."""
        self, mapping = _split_call('substitute', args, kws)
        return self._fill(mapping, False)

    def safe_substitute(*args, **kws):
        """Return the text with those places filled in whose names are given."""
        self, mapping = _split_call('safe_substitute', args, kws)
        return self._fill(mapping, True)


index_error = atoi_error = atof_error = atol_error = ValueError


def _method(name, doc, *defaults):
    """Return the method of texts as a function, with defaults for arguments left out."""
    def function(s, *args):
        return getattr(s, name)(*(args + defaults[len(args):]))
    function.__name__, function.__doc__ = name, doc
    return function


lower = _method('lower', "Return s in lower case.")
upper = _method('upper', "Return s in upper case.")
swapcase = _method('swapcase', "Return s with the cases exchanged.")
capitalize = _method('capitalize', "Return s with its first character in upper case.")
strip = _method('strip', "Return s without blanks, or chars, at its ends.", None)
lstrip = _method('lstrip', "Return s without blanks, or chars, at its start.", None)
rstrip = _method('rstrip', "Return s without blanks, or chars, at its end.", None)
split = splitfields = _method('split', "Return the words of s.", None, -1)
rsplit = _method('rsplit', "Return the words of s, counted from the end.", None, -1)
index = _method('index', "Return the place of a part of s; ValueError if it is none.")
rindex = _method('rindex', "Return the last place of a part of s; ValueError if it is none.")
count = _method('count', "Return how often a part occurs in s.")
find = _method('find', "Return the place of a part of s, -1 if it is none.")
rfind = _method('rfind', "Return the last place of a part of s, -1 if it is none.")
ljust = _method('ljust', "Return s padded at its end.")
rjust = _method('rjust', "Return s padded at its start.")
center = _method('center', "Return s padded at both ends.")
expandtabs = _method('expandtabs', "Return s with blanks for tabs.", 8)
replace = _method('replace', "Return s with a part replaced.", None, None, -1)


def join(words, sep=' '):
    """Return the words with sep between them."""
    return sep.join(words)


joinfields = join


def atof(s):
    """Return the float in s."""
    return float(s)


def atoi(s, base=10):
    """Return the integer in s."""
    return int(s, base)


def atol(s, base=10):
    """Return the long in s."""
    return long(s, base)


def zfill(x, width):
    """Return x with zeros in front."""
    return (x if isinstance(x, basestring) else repr(x)).zfill(width)


def translate(s, table, deletions=""):
    """Return s with its characters replaced by a table, and without those of deletions."""
    if deletions or table is None:
        return s.translate(table, deletions)
    # A unicode text wants a unicode table.
    return s.translate(table + s[:0])


class Formatter(object):
    """str.format as a class whose steps can be overridden."""

    def format(*args, **kwargs):
        """Return the first argument with the others filled in."""
        if not args:
            raise TypeError("descriptor 'format' of 'Formatter' object needs an argument")
        if len(args) > 1:
            text, rest = args[1], args[2:]
        elif 'format_string' in kwargs:
            text, rest = kwargs.pop('format_string'), ()
        else:
            raise TypeError("format() missing 1 required positional argument: 'format_string'")
        return args[0].vformat(text, rest, kwargs)

    def vformat(self, format_string, args, kwargs):
        """Return format_string with args and kwargs filled in."""
        used = set()
        text = self._vformat(format_string, args, kwargs, used, 2)
        self.check_unused_args(used, args, kwargs)
        return text

    def _vformat(self, format_string, args, kwargs, used_args, recursion_depth):
        if recursion_depth < 0:
            raise ValueError('Max string recursion exceeded')
        parts = []
        for text, name, spec, conversion in self.parse(format_string):
            parts.append(text or '')
            if name is None:
                continue
            found, key = self.get_field(name, args, kwargs)
            used_args.add(key)
            found = self.convert_field(found, conversion)
            # A format may have places to fill in itself.
            spec = self._vformat(spec, args, kwargs, used_args, recursion_depth - 1)
            parts.append(self.format_field(found, spec))
        return ''.join(parts)

    def parse(self, format_string):
        """Yield (text, name of the field, format, conversion) for the parts of a format."""
        # What is wrong with the format is told where it is reached, not before.
        for part in format_string._formatter_parser():
            yield part

    def get_field(self, field_name, args, kwargs):
        """Return what a name with attributes and items means, and the argument it begins with."""
        first, steps = field_name._formatter_field_name_split()
        found = self.get_value(first, args, kwargs)
        for is_attribute, step in steps:
            found = getattr(found, step) if is_attribute else found[step]
        return found, first

    def get_value(self, key, args, kwargs):
        """Return the argument of that number or name."""
        return (args if isinstance(key, (int, long)) else kwargs)[key]

    def check_unused_args(self, used_args, args, kwargs):
        """Called with the arguments that were used; to be overridden."""

    def convert_field(self, value, conversion):
        """Return value converted as !s or !r says."""
        convert = {None: lambda value: value, 's': str, 'r': repr}.get(conversion)
        if convert is None:
            raise ValueError("Unknown conversion specifier {0!s}".format(conversion))
        return convert(value)

    def format_field(self, value, format_spec):
        """Return value as a text."""
        return format(value, format_spec)
