"""The reading of one JSON value from the middle of a text."""
import re

from _json import make_scanner as c_make_scanner

__all__ = ['make_scanner']

NUMBER_RE = re.compile(r'(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?')

_BLANKS = re.compile(r'[ \t\n\r]*').match
_WORDS = re.compile(r'null|true|false|NaN|-?Infinity').match
_VALUES = {'null': None, 'true': True, 'false': False}


class _Scanner(object):
    """Reads values as the attributes of a decoder say."""

    def __init__(self, context):
        from json.decoder import errmsg, py_scanstring
        self._error = errmsg
        self._scanstring = py_scanstring
        for name in ('encoding', 'strict', 'object_hook', 'object_pairs_hook', 'parse_float',
                     'parse_int', 'parse_constant'):
            setattr(self, name, getattr(context, name, None))

    def __call__(self, string, idx):
        """Return the value at a place and the place behind it; StopIteration if there is none."""
        if not isinstance(string, basestring):
            raise TypeError("first argument must be a string, not %s" % type(string).__name__)
        return self._value(string, idx)

    def _value(self, text, at):
        first = text[at:at + 1]
        if first == '"':
            return self._scanstring(text, at + 1, self.encoding, self.strict)
        if first == '{':
            return self._object(text, at + 1)
        if first == '[':
            return self._array(text, at + 1)
        match = NUMBER_RE.match(text, at)
        if match is not None:
            whole, fraction, exponent = match.groups()
            if fraction or exponent:
                return self.parse_float(whole + (fraction or '') + (exponent or '')), match.end()
            return self.parse_int(whole), match.end()
        match = _WORDS(text, at)
        if match is None:
            raise StopIteration
        word = match.group()
        if word in _VALUES:
            return _VALUES[word], match.end()
        return self.parse_constant(word), match.end()

    def _fail(self, what, text, at):
        # The words differ for the two kinds of text.
        if isinstance(text, unicode):
            what = {'Expecting property name': 'Expecting property name enclosed in double quotes',
                    'Expecting , delimiter': "Expecting ',' delimiter",
                    'Expecting : delimiter': "Expecting ':' delimiter"}.get(what, what)
        raise ValueError(self._error(what, text, at))

    def _object(self, text, at):
        pairs = []
        size = len(text)
        at = _BLANKS(text, at).end()
        if text[at:at + 1] != '}':
            while at < size:
                if text[at] != '"':
                    self._fail('Expecting property name', text, at)
                key, at = self._scanstring(text, at + 1, self.encoding, self.strict)
                at = _BLANKS(text, at).end()
                if text[at:at + 1] != ':':
                    self._fail('Expecting : delimiter', text, at)
                value, at = self._value(text, _BLANKS(text, at + 1).end())
                pairs.append((key, value))
                at = _BLANKS(text, at).end()
                if at >= size or text[at] == '}':
                    break
                if text[at] != ',':
                    self._fail('Expecting , delimiter', text, at)
                at = _BLANKS(text, at + 1).end()
            if at >= size:
                self._fail('Expecting object', text, size - 1)
        if self.object_pairs_hook is not None:
            return self.object_pairs_hook(pairs), at + 1
        made = dict(pairs)
        if self.object_hook is not None:
            made = self.object_hook(made)
        return made, at + 1

    def _array(self, text, at):
        values = []
        size = len(text)
        at = _BLANKS(text, at).end()
        if text[at:at + 1] != ']':
            while at < size:
                value, at = self._value(text, at)
                values.append(value)
                at = _BLANKS(text, at).end()
                if at >= size or text[at] == ']':
                    break
                if text[at] != ',':
                    self._fail('Expecting , delimiter', text, at)
                at = _BLANKS(text, at + 1).end()
            if at >= size:
                self._fail('Expecting object', text, size - 1)
        return values, at + 1


py_make_scanner = _Scanner
make_scanner = c_make_scanner
