"""JSON to Python objects."""
import re

__all__ = ['JSONDecoder']

FLAGS = re.VERBOSE | re.MULTILINE | re.DOTALL
NaN = float('nan')
PosInf = float('inf')
NegInf = float('-inf')

_CONSTANTS = {'-Infinity': NegInf, 'Infinity': PosInf, 'NaN': NaN}
_WORDS = {'null': None, 'true': True, 'false': False}
_word = re.compile(r'null|true|false|NaN|-?Infinity')
_number = re.compile(r'(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?')
_chunk = re.compile(r'([^"\\\x00-\x1f]*)(["\\\x00-\x1f])')
_space = re.compile(r'[ \t\n\r]*')
_ESCAPES = {'"': u'"', '\\': u'\\', '/': u'/', 'b': u'\b', 'f': u'\f', 'n': u'\n', 'r': u'\r',
            't': u'\t'}


def linecol(doc, pos):
    """Return line and column of a position."""
    line = doc.count('\n', 0, pos) + 1
    column = pos + 1 if line == 1 else pos - doc.rindex('\n', 0, pos)
    return line, column


def errmsg(msg, doc, pos, end=None):
    line, column = linecol(doc, pos)
    if end is None:
        return '{0}: line {1} column {2} (char {3})'.format(msg, line, column, pos)
    end_line, end_column = linecol(doc, end)
    return '{0}: line {1} column {2} - line {3} column {4} (char {5} - {6})'.format(
        msg, line, column, end_line, end_column, pos, end)


def _four_digits(s, pos):
    digits = s[pos + 1:pos + 5]
    if len(digits) == 4 and digits[1] not in 'xX':
        try:
            return int(digits, 16)
        except ValueError:
            pass
    raise ValueError(errmsg("Invalid \\uXXXX escape", s, pos))


def scanstring(s, end, encoding=None, strict=True):
    """Read a string whose opening quote stands before `end`: (text, position behind it)."""
    encoding = encoding or 'utf-8'
    chunks = []
    begin = end - 1
    while 1:
        match = _chunk.match(s, end)
        if match is None:
            raise ValueError(errmsg("Unterminated string starting at", s, begin))
        end = match.end()
        content, terminator = match.groups()
        if content:
            if not isinstance(content, unicode):
                content = unicode(content, encoding)
            chunks.append(content)
        if terminator == '"':
            break
        if terminator != '\\':
            if strict:
                raise ValueError(errmsg("Invalid control character {0!r} at".format(terminator),
                                        s, end))
            chunks.append(unicode(terminator))
            continue
        escape = s[end:end + 1]
        if not escape:
            raise ValueError(errmsg("Unterminated string starting at", s, begin))
        if escape != 'u':
            if escape not in _ESCAPES:
                raise ValueError(errmsg("Invalid \\escape: " + repr(escape), s, end))
            chunks.append(_ESCAPES[escape])
            end += 1
            continue
        code = _four_digits(s, end)
        end += 5
        if 0xd800 <= code <= 0xdbff and s[end:end + 2] == '\\u':
            low = _four_digits(s, end + 1)
            if 0xdc00 <= low <= 0xdfff:
                code = 0x10000 + (((code - 0xd800) << 10) | (low - 0xdc00))
                end += 6
        chunks.append(unichr(code))
    return u''.join(chunks), end


class JSONDecoder(object):
    def __init__(self, encoding=None, object_hook=None, parse_float=None, parse_int=None,
                 parse_constant=None, strict=True, object_pairs_hook=None):
        self.encoding = encoding
        self.object_hook = object_hook
        self.object_pairs_hook = object_pairs_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _CONSTANTS.__getitem__
        self.strict = strict

    def decode(self, s):
        """Read one value that is all of the text."""
        value, end = self.raw_decode(s, _space.match(s, 0).end())
        end = _space.match(s, end).end()
        if end != len(s):
            raise ValueError(errmsg("Extra data", s, end, len(s)))
        return value

    def raw_decode(self, s, idx=0):
        """Read one value: (value, position behind it)."""
        try:
            return self._value(s, idx)
        except StopIteration:
            raise ValueError("No JSON object could be decoded")

    def _value(self, s, idx):
        char = s[idx:idx + 1]
        if char == '"':
            return scanstring(s, idx + 1, self.encoding, self.strict)
        if char == '{':
            return self._object(s, idx + 1)
        if char == '[':
            return self._array(s, idx + 1)
        match = _word.match(s, idx)
        if match is not None:
            word = match.group()
            if word in _WORDS:
                return _WORDS[word], match.end()
            return self.parse_constant(word), match.end()
        match = _number.match(s, idx)
        if match is None:
            raise StopIteration
        whole, fraction, exponent = match.groups()
        if fraction or exponent:
            return self.parse_float(whole + (fraction or '') + (exponent or '')), match.end()
        return self.parse_int(whole), match.end()

    def _object(self, s, end):
        pairs = []
        end = _space.match(s, end).end()
        if s[end:end + 1] != '}':
            while 1:
                if s[end:end + 1] != '"':
                    raise ValueError(errmsg(
                        "Expecting property name enclosed in double quotes", s, end))
                key, end = scanstring(s, end + 1, self.encoding, self.strict)
                end = _space.match(s, end).end()
                if s[end:end + 1] != ':':
                    raise ValueError(errmsg("Expecting ':' delimiter", s, end))
                end = _space.match(s, end + 1).end()
                try:
                    value, end = self._value(s, end)
                except StopIteration:
                    raise ValueError(errmsg("Expecting object", s, end))
                pairs.append((key, value))
                end = _space.match(s, end).end()
                char = s[end:end + 1]
                if char == '}':
                    break
                if char != ',':
                    raise ValueError(errmsg("Expecting ',' delimiter", s, end))
                end = _space.match(s, end + 1).end()
        if self.object_pairs_hook is not None:
            return self.object_pairs_hook(pairs), end + 1
        result = dict(pairs)
        if self.object_hook is not None:
            result = self.object_hook(result)
        return result, end + 1

    def _array(self, s, end):
        values = []
        end = _space.match(s, end).end()
        if s[end:end + 1] == ']':
            return values, end + 1
        while 1:
            try:
                value, end = self._value(s, end)
            except StopIteration:
                raise ValueError(errmsg("Expecting object", s, end))
            values.append(value)
            end = _space.match(s, end).end()
            char = s[end:end + 1]
            if char == ']':
                return values, end + 1
            if char != ',':
                raise ValueError(errmsg("Expecting ',' delimiter", s, end))
            end = _space.match(s, end + 1).end()
