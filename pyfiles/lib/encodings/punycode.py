"""Unicode in letters, digits and hyphens (RFC 3492): the ASCII characters, then where the others go."""
import codecs
from encodings._bytes import streams

_BASE, _TMIN, _TMAX, _SKEW, _DAMP = 36, 1, 26, 38, 700
_FIRST_BIAS, _FIRST_POINT = 72, 128
_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'


def _threshold(place, bias):
    """Digits below this end a number, at a place counted from 1."""
    return min(max(_BASE * place - bias, _TMIN), _TMAX)


def _adapt(delta, first, length):
    """Return the bias after a number of a given size."""
    delta = delta // (_DAMP if first else 2)
    delta += delta // length
    divisions = 0
    while delta > (_BASE - _TMIN) * _TMAX // 2:
        delta //= _BASE - _TMIN
        divisions += _BASE
    return divisions + (_BASE - _TMIN + 1) * delta // (delta + _SKEW)


def _number(value, bias):
    """Return a number as digits, of which each has a weight that depends on the bias."""
    digits, place = [], 1
    while True:
        limit = _threshold(place, bias)
        if value < limit:
            digits.append(_DIGITS[value])
            return ''.join(digits)
        value, digit = divmod(value - limit, _BASE - limit)
        digits.append(_DIGITS[limit + digit])
        place += 1


def _deltas(text):
    """Yield how far it is from one insertion of a character that is not ASCII to the next, and the length."""
    done = sum(1 for char in text if ord(char) < _FIRST_POINT)
    point, delta = _FIRST_POINT, 0
    for each in sorted(set(ord(char) for char in text if ord(char) >= _FIRST_POINT)):
        delta += (each - point) * (done + 1)
        point = each
        for char in text:
            if ord(char) < point:
                delta += 1
            elif ord(char) == point:
                done += 1
                yield delta, done
                delta = 0
        delta += 1
        point += 1


def punycode_encode(text):
    """Return a unicode string encoded."""
    plain = u''.join(char for char in text if ord(char) < _FIRST_POINT).encode('ascii')
    numbers, bias, first = [], _FIRST_BIAS, True
    for delta, length in _deltas(text):
        numbers.append(_number(delta, bias))
        bias = _adapt(delta, first, length)
        first = False
    return plain + '-' + ''.join(numbers) if plain else ''.join(numbers)


def _read_number(text, at, bias, errors):
    """Return the position behind a number and the number, None if it has no end."""
    value, weight, place = 0, 1, 1
    while at < len(text):
        digit = _DIGITS.find(text[at].lower())
        at += 1
        if digit < 0:
            if errors == 'strict':
                raise UnicodeError("Invalid extended code point '%s'" % text[at - 1])
            return at, None
        limit = _threshold(place, bias)
        value += digit * weight
        if digit < limit:
            return at, value
        weight *= _BASE - limit
        place += 1
    if errors == 'strict':
        raise UnicodeError("incomplete punicode string")
    return at + 1, None


def punycode_decode(text, errors):
    """Return an encoded string decoded."""
    plain, _, extended = str(text).rpartition('-')
    result = list(unicode(plain, 'ascii', errors))
    at, point, position, bias = 0, _FIRST_POINT, -1, _FIRST_BIAS
    while at < len(extended):
        start = at
        at, delta = _read_number(extended, at, bias, errors)
        if delta is None:
            break
        position += delta + 1
        point += position // (len(result) + 1)
        if point > 0x10FFFF:
            if errors == 'strict':
                raise UnicodeError("Invalid character U+%x" % point)
            point = ord('?')
        position %= len(result) + 1
        result.insert(position, unichr(point))
        bias = _adapt(delta, start == 0, len(result))
    return u''.join(result)


def _encode(input, errors='strict'):
    return punycode_encode(input), len(input)


def _decode(input, errors='strict'):
    if errors not in ('strict', 'replace', 'ignore'):
        raise UnicodeError("Unsupported error handling " + errors)
    return punycode_decode(input, errors), len(input)


class IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, input, final=False):
        return punycode_encode(input)


class IncrementalDecoder(codecs.IncrementalDecoder):
    def decode(self, input, final=False):
        return _decode(input, self.errors)[0]


def getregentry():
    return codecs.CodecInfo(_encode, _decode, incrementalencoder=IncrementalEncoder,
                            incrementaldecoder=IncrementalDecoder, name='punycode', **streams(_encode, _decode))
