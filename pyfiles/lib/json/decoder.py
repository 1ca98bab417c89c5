"""JSON to Python objects."""
import re

from _json import scanstring as c_scanstring
from json import scanner

__all__ = ['JSONDecoder']

FLAGS = re.VERBOSE | re.MULTILINE | re.DOTALL
NaN, PosInf, NegInf = float('nan'), float('inf'), float('-inf')
WHITESPACE = re.compile(r'[ \t\n\r]*', FLAGS)
WHITESPACE_STR = ' \t\n\r'
STRINGCHUNK = re.compile(r'(.*?)(["\\\x00-\x1f])', FLAGS)
DEFAULT_ENCODING = "utf-8"

_CONSTANTS = {'-Infinity': NegInf, 'Infinity': PosInf, 'NaN': NaN}
BACKSLASH = {'"': u'"', '\\': u'\\', '/': u'/', 'b': u'\b', 'f': u'\f', 'n': u'\n', 'r': u'\r',
             't': u'\t'}


def linecol(doc, pos):
    """Return line and column of a position."""
    before = doc.rfind('\n', 0, pos)
    return doc.count('\n', 0, pos) + 1, pos - before


def errmsg(msg, doc, pos, end=None):
    """Return a message with the place in the text, or with the first and the last."""
    where = 'line %d column %d' % linecol(doc, pos)
    span = '%d' % pos
    if end is not None:
        where += ' - line %d column %d' % linecol(doc, end)
        span += ' - %d' % end
    return '%s: %s (char %s)' % (msg, where, span)


def _code_unit(text, at):
    """Return the number of the four digits at a place, None if there aren't any."""
    digits = text[at:at + 4]
    if len(digits) == 4 and digits[1] not in 'xX':
        try:
            return int(digits, 16)
        except ValueError:
            pass
    return None


def py_scanstring(s, end, encoding=None, strict=True):
    """Return the string whose first character (behind the quote) is at end, and the place behind it."""
    if end < 0 or end >= len(s):
        raise ValueError("end is out of bounds")
    begin = end - 1
    parts = []
    while True:
        match = STRINGCHUNK.match(s, end)
        if match is None:
            raise ValueError(errmsg("Unterminated string starting at", s, begin))
        plain, stop = match.groups()
        end = match.end()
        if plain:
            if not isinstance(plain, unicode):
                plain = plain.decode(encoding or DEFAULT_ENCODING)
            parts.append(plain)
        if stop == '"':
            return u''.join(parts), end
        if stop != '\\':
            if strict:
                raise ValueError(errmsg("Invalid control character at", s, end - 1))
            parts.append(unicode(stop))
            continue
        escape = s[end:end + 1]
        if not escape:
            raise ValueError(errmsg("Unterminated string starting at", s, begin))
        end += 1
        if escape != 'u':
            if escape not in BACKSLASH:
                raise ValueError(errmsg("Invalid \\escape", s, end - 2))
            parts.append(BACKSLASH[escape])
            continue
        unit = _code_unit(s, end)
        if unit is None or end + 4 >= len(s):
            raise ValueError(errmsg("Invalid \\uXXXX escape", s, end - 1))
        end += 4
        if 0xd800 <= unit <= 0xdbff and s[end:end + 2] == '\\u':
            low = _code_unit(s, end + 2)
            if low is None:
                raise ValueError(errmsg("Invalid \\uXXXX escape", s, end + 1))
            if 0xdc00 <= low <= 0xdfff:
                unit = 0x10000 + ((unit - 0xd800) << 10 | low - 0xdc00)
                end += 6
        parts.append(unichr(unit))


scanstring = c_scanstring


class JSONDecoder(object):
    """Reads JSON.

    encoding -- of str texts; object_hook, object_pairs_hook -- make what an object becomes, of a
    dictionary or of a list of pairs; parse_float, parse_int, parse_constant -- make numbers of their
    texts; strict -- whether control characters in strings are refused.
    """

    def __init__(self, encoding=None, object_hook=None, parse_float=None, parse_int=None,
                 parse_constant=None, strict=True, object_pairs_hook=None):
        self.encoding, self.strict = encoding, strict
        self.object_hook, self.object_pairs_hook = object_hook, object_pairs_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _CONSTANTS.__getitem__
        self.scan_once = scanner.make_scanner(self)

    def decode(self, s, _w=WHITESPACE.match):
        """Return the one value that is all of the text."""
        value, end = self.raw_decode(s, idx=_w(s, 0).end())
        end = _w(s, end).end()
        if end != len(s):
            raise ValueError(errmsg("Extra data", s, end, len(s)))
        return value

    def raw_decode(self, s, idx=0):
        """Return the value at a place of a text, and the place behind it."""
        try:
            return self.scan_once(s, idx)
        except StopIteration:
            raise ValueError("No JSON object could be decoded")
