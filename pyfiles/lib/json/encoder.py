"""Python objects to JSON.

A whole text in one line is made by a native function; a text in pieces by generators. They differ in
what they say of objects that are not JSON, as programs may see.
"""
import re

from _json import (encode_basestring_ascii as c_encode_basestring_ascii,
                   make_encoder as c_make_encoder)

ESCAPE = re.compile(r'[\x00-\x1f\\"\b\f\n\r\t]')
ESCAPE_ASCII = re.compile(r'([\\"]|[^\ -~])')
HAS_UTF8 = re.compile(r'[\x80-\xff]')
ESCAPE_DCT = dict((chr(code), '\\u%04x' % code) for code in range(0x20))
ESCAPE_DCT.update({'\\': '\\\\', '"': '\\"', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r',
                   '\t': '\\t'})
INFINITY = float('inf')
FLOAT_REPR = float.__repr__


def encode_basestring(s):
    """Return a text as a JSON string."""
    return '"' + ESCAPE.sub(lambda found: ESCAPE_DCT[found.group()], s) + '"'


def _ascii_escape(found):
    char = found.group()
    if char in ESCAPE_DCT:
        return ESCAPE_DCT[char]
    code = ord(char)
    if code < 0x10000:
        return '\\u%04x' % code
    code -= 0x10000
    return '\\u%04x\\u%04x' % (0xd800 | code >> 10, 0xdc00 | code & 0x3ff)


def py_encode_basestring_ascii(s):
    """Return a text as a JSON string of ASCII characters."""
    if isinstance(s, str) and HAS_UTF8.search(s) is not None:
        s = s.decode('utf-8')
    elif not isinstance(s, basestring):
        raise TypeError("first argument must be a string, not %s" % type(s).__name__)
    return '"' + str(ESCAPE_ASCII.sub(_ascii_escape, s)) + '"'


encode_basestring_ascii = c_encode_basestring_ascii


class JSONEncoder(object):
    """Writes JSON: of dictionaries, lists, tuples, texts, numbers, True, False and None.

    skipkeys -- leave out keys that can't be; ensure_ascii -- escape all other characters;
    check_circular -- look for containers inside themselves; allow_nan -- write NaN and infinities;
    sort_keys -- write keys in order; indent -- blanks per level, None for one line; separators -- of
    items and behind keys; encoding -- of str; default -- makes something else of unknown objects.
    """
    item_separator = ', '
    key_separator = ': '

    def __init__(self, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True,
                 sort_keys=False, indent=None, separators=None, encoding='utf-8', default=None):
        if separators is not None:
            self.item_separator, self.key_separator = separators
        if default is not None:
            self.default = default
        self.skipkeys, self.ensure_ascii, self.allow_nan = skipkeys, ensure_ascii, allow_nan
        self.check_circular, self.sort_keys = check_circular, sort_keys
        self.indent, self.encoding = indent, encoding

    def default(self, o):
        """Return something that can be written in place of an unknown object."""
        raise TypeError(repr(o) + " is not JSON serializable")

    def encode(self, o):
        """Return an object as JSON."""
        if isinstance(o, basestring):
            if isinstance(o, str) and self.encoding not in (None, 'utf-8'):
                o = o.decode(self.encoding)
            return (encode_basestring_ascii if self.ensure_ascii else encode_basestring)(o)
        return ''.join(self.iterencode(o, _one_shot=True))

    def iterencode(self, o, _one_shot=False):
        """Yield the JSON text of an object in pieces."""
        if _one_shot and self.indent is None and not self.sort_keys:
            pieces = c_make_encoder({} if self.check_circular else None, self.default,
                                    _quote(self), None, self.key_separator, self.item_separator,
                                    False, self.skipkeys, self.allow_nan)(o, 0)
            if self.ensure_ascii:
                return pieces
            try:
                return [''.join(pieces)]
            except UnicodeDecodeError:
                return _strings_apart(_Pieces(self).of(o, 0))
        return _Pieces(self).of(o, 0)


def _strings_apart(pieces):
    """Yield strings by themselves: where str and unicode meet, errors tell of one string only."""
    for piece in pieces:
        at = piece.find('"')
        if at > 0:
            yield piece[:at]
            piece = piece[at:]
        yield piece


def _quote(encoder):
    quote = encode_basestring_ascii if encoder.ensure_ascii else encode_basestring
    encoding = encoder.encoding
    if encoding == 'utf-8':
        return quote
    return lambda text: quote(text.decode(encoding) if isinstance(text, str) else text)


class _Writer(object):
    """What both ways of writing share."""
    # What messages say of a number.
    out_of_range = "Out of range float values are not JSON compliant"

    def __init__(self, encoder):
        self.encoder = encoder
        self.active = {} if encoder.check_circular else None
        self.quote = _quote(encoder)

    def number(self, value):
        if value == value and value not in (INFINITY, -INFINITY):
            return FLOAT_REPR(value)
        if not self.encoder.allow_nan:
            raise ValueError(self.refusal(value))
        if value != value:
            return 'NaN'
        return 'Infinity' if value > 0 else '-Infinity'

    def simple(self, value):
        """Return the text of what is neither container nor unknown, None for others."""
        if isinstance(value, basestring):
            return self.quote(value)
        if value is None:
            return 'null'
        if value is True:
            return 'true'
        if value is False:
            return 'false'
        if isinstance(value, (int, long)):
            return str(value)
        if isinstance(value, float):
            return self.number(value)
        return None

    def enter(self, value):
        if self.active is not None:
            if id(value) in self.active:
                raise ValueError("Circular reference detected")
            self.active[id(value)] = value

    def leave(self, value):
        if self.active is not None:
            del self.active[id(value)]


class _Pieces(_Writer):
    """Yields the pieces of a text, of several lines if there is an indent."""

    def refusal(self, value):
        return self.out_of_range + ": " + repr(value)

    def key(self, value):
        if isinstance(value, basestring):
            return value
        if isinstance(value, (float, int, long)) or value is None:
            return self.simple(value)
        if self.encoder.skipkeys:
            return None
        raise TypeError("key " + repr(value) + " is not a string")

    def line(self, level):
        if self.encoder.indent is None:
            return ''
        return '\n' + ' ' * (self.encoder.indent * level)

    def of(self, value, level, before=''):
        """Yield the pieces of a value, the first one with before in front where that is possible."""
        text = self.simple(value)
        if text is not None:
            yield before + text
            return
        if before:
            yield before
        if isinstance(value, (list, tuple)):
            pieces = self.items(value, level + 1) if value else ['[]']
        elif isinstance(value, dict):
            pieces = self.members(value, level + 1) if value else ['{}']
        else:
            self.enter(value)
            for piece in self.of(self.encoder.default(value), level):
                yield piece
            self.leave(value)
            return
        if value:
            self.enter(value)
        for piece in pieces:
            yield piece
        if value:
            self.leave(value)

    def items(self, values, level):
        before = '[' + self.line(level)
        for value in values:
            for piece in self.of(value, level, before):
                yield piece
            before = self.encoder.item_separator + self.line(level)
        if self.encoder.indent is not None:
            yield self.line(level - 1)
        yield ']'

    def members(self, mapping, level):
        yield '{'
        if self.encoder.indent is not None:
            yield self.line(level)
        members = mapping.iteritems()
        if self.encoder.sort_keys:
            members = sorted(mapping.items(), key=lambda pair: pair[0])
        first = True
        for key, value in members:
            key = self.key(key)
            if key is None:
                continue
            if not first:
                yield self.encoder.item_separator + self.line(level)
            first = False
            yield self.quote(key)
            yield self.encoder.key_separator
            for piece in self.of(value, level):
                yield piece
        if self.encoder.indent is not None:
            yield self.line(level - 1)
        yield '}'
