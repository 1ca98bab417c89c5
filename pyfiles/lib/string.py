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


class _TemplateMetaclass(type):
    _default = r"""
    %(delim)s(?:
      (?P<escaped>%(delim)s) |   # two delimiters stand for one
      (?P<named>%(id)s)      |   # delimiter and a name
      {(?P<braced>%(id)s)}   |   # delimiter and a name in braces
      (?P<invalid>)              # anything else is an error
    )
    """

    def __init__(cls, name, bases, namespace):
        super(_TemplateMetaclass, cls).__init__(name, bases, namespace)
        import re
        if 'pattern' in namespace:
            pattern = cls.pattern
        else:
            pattern = _TemplateMetaclass._default % {
                'delim': re.escape(cls.delimiter), 'id': cls.idpattern}
        cls.pattern = re.compile(pattern, re.IGNORECASE | re.VERBOSE)


def _make_template():
    class Template:
        """A text with $name parts to substitute."""
        __metaclass__ = _TemplateMetaclass

        delimiter = '$'
        idpattern = r'[_a-z][_a-z0-9]*'

        def __init__(self, template):
            self.template = template

        def _invalid(self, mo):
            start = mo.start('invalid')
            lines = self.template[:start].splitlines(True)
            if not lines:
                column, line = 1, 1
            else:
                column = start - len(''.join(lines[:-1]))
                line = len(lines)
            raise ValueError('Invalid placeholder in string: line %d, col %d' % (line, column))

        def _mapping(self, args, kws):
            if len(args) > 1:
                raise TypeError('Too many positional arguments')
            if not args:
                return kws
            if kws:
                return _multimap(kws, args[0])
            return args[0]

        def substitute(*args, **kws):
            if not args:
                raise TypeError("descriptor 'substitute' of 'Template' object "
                                "needs an argument")
            self = args[0]
            mapping = self._mapping(args[1:], kws)

            def convert(mo):
                named = mo.group('named') or mo.group('braced')
                if named is not None:
                    return '%s' % (mapping[named],)
                if mo.group('escaped') is not None:
                    return self.delimiter
                if mo.group('invalid') is not None:
                    self._invalid(mo)
                raise ValueError('Unrecognized named group in pattern', self.pattern)
            return self.pattern.sub(convert, self.template)

        def safe_substitute(*args, **kws):
            if not args:
                raise TypeError("descriptor 'safe_substitute' of 'Template' object "
                                "needs an argument")
            self = args[0]
            mapping = self._mapping(args[1:], kws)

            def convert(mo):
                named = mo.group('named') or mo.group('braced')
                if named is not None:
                    try:
                        return '%s' % (mapping[named],)
                    except KeyError:
                        return mo.group()
                if mo.group('escaped') is not None:
                    return self.delimiter
                if mo.group('invalid') is not None:
                    return mo.group()
                raise ValueError('Unrecognized named group in pattern', self.pattern)
            return self.pattern.sub(convert, self.template)
    return Template


class _multimap:
    def __init__(self, primary, secondary):
        self._primary = primary
        self._secondary = secondary

    def __getitem__(self, key):
        try:
            return self._primary[key]
        except KeyError:
            return self._secondary[key]


try:
    Template = _make_template()
except ImportError:
    # No regular expressions: no templates.
    pass

index_error = ValueError
atoi_error = ValueError
atof_error = ValueError
atol_error = ValueError


def lower(s):
    return s.lower()


def upper(s):
    return s.upper()


def swapcase(s):
    return s.swapcase()


def strip(s, chars=None):
    return s.strip(chars)


def lstrip(s, chars=None):
    return s.lstrip(chars)


def rstrip(s, chars=None):
    return s.rstrip(chars)


def split(s, sep=None, maxsplit=-1):
    return s.split(sep, maxsplit)


splitfields = split


def rsplit(s, sep=None, maxsplit=-1):
    return s.rsplit(sep, maxsplit)


def join(words, sep=' '):
    return sep.join(words)


joinfields = join


def index(s, *args):
    return s.index(*args)


def rindex(s, *args):
    return s.rindex(*args)


def count(s, *args):
    return s.count(*args)


def find(s, *args):
    return s.find(*args)


def rfind(s, *args):
    return s.rfind(*args)


def atof(s):
    return float(s)


def atoi(s, base=10):
    return int(s, base)


def atol(s, base=10):
    return long(s, base)


def ljust(s, width, *args):
    return s.ljust(width, *args)


def rjust(s, width, *args):
    return s.rjust(width, *args)


def center(s, width, *args):
    return s.center(width, *args)


def zfill(x, width):
    if not isinstance(x, basestring):
        x = repr(x)
    return x.zfill(width)


def expandtabs(s, tabsize=8):
    return s.expandtabs(tabsize)


def translate(s, table, deletions=""):
    if deletions or table is None:
        return s.translate(table, deletions)
    return s.translate(table + s[:0])


def capitalize(s):
    return s.capitalize()


def replace(s, old, new, maxreplace=-1):
    return s.replace(old, new, maxreplace)


class Formatter(object):
    """str.format as a class whose steps can be overridden."""

    def format(*args, **kwargs):
        if not args:
            raise TypeError("descriptor 'format' of 'Formatter' object needs an argument")
        self, args = args[0], args[1:]
        try:
            format_string, args = args[0], args[1:]
        except IndexError:
            if 'format_string' in kwargs:
                format_string = kwargs.pop('format_string')
            else:
                raise TypeError("format() missing 1 required positional argument: "
                                "'format_string'")
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used_args = set()
        result = self._vformat(format_string, args, kwargs, used_args, 2)
        self.check_unused_args(used_args, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used_args, recursion_depth):
        if recursion_depth < 0:
            raise ValueError('Max string recursion exceeded')
        result = []
        for literal, field, spec, conversion in self.parse(format_string):
            if literal:
                result.append(literal)
            if field is not None:
                value, used = self.get_field(field, args, kwargs)
                used_args.add(used)
                value = self.convert_field(value, conversion)
                spec = self._vformat(spec, args, kwargs, used_args, recursion_depth - 1)
                result.append(self.format_field(value, spec))
        return ''.join(result)

    def get_value(self, key, args, kwargs):
        if isinstance(key, (int, long)):
            return args[key]
        return kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion == 's':
            return str(value)
        if conversion == 'r':
            return repr(value)
        raise ValueError("Unknown conversion specifier {0!s}".format(conversion))

    def parse(self, format_string):
        # What is wrong with the format is told where it is reached, not before.
        for part in format_string._formatter_parser():
            yield part

    def get_field(self, field_name, args, kwargs):
        first, rest = field_name._formatter_field_name_split()
        value = self.get_value(first, args, kwargs)
        for is_attr, name in rest:
            value = getattr(value, name) if is_attr else value[name]
        return value, first
