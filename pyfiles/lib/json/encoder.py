"""Python objects to JSON."""
import re

ESCAPE = re.compile(r'[\x00-\x1f\\"\b\f\n\r\t]')
ESCAPE_ASCII = re.compile(r'([\\"]|[^\ -~])')
HAS_UTF8 = re.compile(r'[\x80-\xff]')
ESCAPE_DCT = {'\\': '\\\\', '"': '\\"', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r',
              '\t': '\\t'}
for _code in range(0x20):
    ESCAPE_DCT.setdefault(chr(_code), '\\u{0:04x}'.format(_code))

INFINITY = float('inf')
FLOAT_REPR = float.__repr__


def encode_basestring(s):
    """Return a text as a JSON string."""
    return '"' + ESCAPE.sub(lambda match: ESCAPE_DCT[match.group(0)], s) + '"'


def encode_basestring_ascii(s):
    """Return a text as a JSON string of ASCII characters."""
    if isinstance(s, str) and HAS_UTF8.search(s) is not None:
        s = s.decode('utf-8')

    def replace(match):
        char = match.group(0)
        try:
            return ESCAPE_DCT[char]
        except KeyError:
            code = ord(char)
            if code < 0x10000:
                return '\\u{0:04x}'.format(code)
            code -= 0x10000
            return '\\u{0:04x}\\u{1:04x}'.format(0xd800 | (code >> 10), 0xdc00 | (code & 0x3ff))
    return '"' + str(ESCAPE_ASCII.sub(replace, s)) + '"'


class JSONEncoder(object):
    item_separator = ', '
    key_separator = ': '

    def __init__(self, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True,
                 sort_keys=False, indent=None, separators=None, encoding='utf-8', default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        if default is not None:
            self.default = default
        self.encoding = encoding

    def default(self, o):
        """Return something that can be written in place of an unknown object."""
        raise TypeError(repr(o) + " is not JSON serializable")

    def encode(self, o):
        """Return an object as JSON."""
        chunks = list(self.iterencode(o))
        return ''.join(chunks)

    def iterencode(self, o, _one_shot=False):
        """Yield the JSON text of an object in pieces."""
        return self._iterate(o, {} if self.check_circular else None, 0)

    def _string(self, s):
        if isinstance(s, str) and self.encoding != 'utf-8':
            s = s.decode(self.encoding)
        if self.ensure_ascii:
            return encode_basestring_ascii(s)
        if isinstance(s, str) and HAS_UTF8.search(s) is not None:
            s = s.decode('utf-8')
        return encode_basestring(s)

    def _float(self, o):
        if o != o:
            text = 'NaN'
        elif o == INFINITY:
            text = 'Infinity'
        elif o == -INFINITY:
            text = '-Infinity'
        else:
            return FLOAT_REPR(o)
        if not self.allow_nan:
            raise ValueError("Out of range float values are not JSON compliant: " + repr(o))
        return text

    def _scalar(self, o):
        """Return the text of a simple value, None for others."""
        if isinstance(o, basestring):
            return self._string(o)
        if o is None:
            return 'null'
        if o is True:
            return 'true'
        if o is False:
            return 'false'
        if isinstance(o, (int, long)):
            return str(o)
        if isinstance(o, float):
            return self._float(o)
        return None

    def _key(self, key):
        """Return a dict key as str, None to skip it."""
        if isinstance(key, basestring):
            return key
        if isinstance(key, float):
            return self._float(key)
        if key is True:
            return 'true'
        if key is False:
            return 'false'
        if key is None:
            return 'null'
        if isinstance(key, (int, long)):
            return str(key)
        if self.skipkeys:
            return None
        raise TypeError("key " + repr(key) + " is not a string")

    def _iterate(self, o, active, level):
        text = self._scalar(o)
        if text is not None:
            yield text
            return
        if active is not None:
            if id(o) in active:
                raise ValueError("Circular reference detected")
            active[id(o)] = o
        if isinstance(o, (list, tuple)):
            pieces = self._list(o, active, level)
        elif isinstance(o, dict):
            pieces = self._dict(o, active, level)
        else:
            pieces = self._iterate(self.default(o), active, level)
        for piece in pieces:
            yield piece
        if active is not None:
            del active[id(o)]

    def _line(self, level):
        return '\n' + ' ' * (self.indent * level)

    def _list(self, items, active, level):
        if not items:
            yield '[]'
            return
        yield '['
        separator = self.item_separator
        if self.indent is not None:
            level += 1
            yield self._line(level)
            separator += self._line(level)
        first = True
        for item in items:
            if not first:
                yield separator
            first = False
            for piece in self._iterate(item, active, level):
                yield piece
        if self.indent is not None:
            yield self._line(level - 1)
        yield ']'

    def _dict(self, mapping, active, level):
        if not mapping:
            yield '{}'
            return
        yield '{'
        separator = self.item_separator
        if self.indent is not None:
            level += 1
            yield self._line(level)
            separator += self._line(level)
        items = mapping.iteritems()
        if self.sort_keys:
            items = sorted(mapping.items(), key=lambda pair: pair[0])
        first = True
        for key, value in items:
            key = self._key(key)
            if key is None:
                continue
            if not first:
                yield separator
            first = False
            yield self._string(key)
            yield self.key_separator
            for piece in self._iterate(value, active, level):
                yield piece
        if self.indent is not None:
            yield self._line(level - 1)
        yield '}'
