"""The encodings base64, base32 and base16 of RFC 3548."""
import binascii
import re
import struct
import string

__all__ = ['encode', 'decode', 'encodestring', 'decodestring', 'b64encode', 'b64decode',
           'b32encode', 'b32decode', 'b16encode', 'b16decode',
           'standard_b64encode', 'standard_b64decode', 'urlsafe_b64encode', 'urlsafe_b64decode']

EMPTYSTRING = ''
MAXLINESIZE = 76
MAXBINSIZE = (MAXLINESIZE // 4) * 3

_TO_URLSAFE = string.maketrans('+/', '-_')
_FROM_URLSAFE = string.maketrans('-_', '+/')
_DIGITS32 = string.ascii_uppercase + '234567'
_VALUES32 = dict((digit, value) for value, digit in enumerate(_DIGITS32))
# How many characters of a last group of eight say nothing, by the bytes it holds.
_PADDING32 = {1: 6, 2: 4, 3: 3, 4: 1}
_BYTES32 = dict((padding, size) for size, padding in _PADDING32.items())
_BYTES32[0] = 5


def b64encode(s, altchars=None):
    """Encode s in base64; altchars are two characters to have instead of + and /."""
    encoded = binascii.b2a_base64(s)[:-1]
    if altchars is not None:
        return encoded.translate(string.maketrans('+/', altchars[:2]))
    return encoded


def b64decode(s, altchars=None):
    """Decode s from base64; what does not belong there is passed over.

    Raises TypeError if the padding is wrong.
    """
    if altchars is not None:
        s = s.translate(string.maketrans(altchars[:2], '+/'))
    try:
        return binascii.a2b_base64(s)
    except binascii.Error as problem:
        raise TypeError(problem)


def standard_b64encode(s):
    """Encode s in base64 with the usual characters."""
    return b64encode(s)


def standard_b64decode(s):
    """Decode s from base64 with the usual characters."""
    return b64decode(s)


def urlsafe_b64encode(s):
    """Encode s in base64 with - and _ in place of + and /."""
    return b64encode(s).translate(_TO_URLSAFE)


def urlsafe_b64decode(s):
    """Decode s from base64 with - and _ in place of + and /."""
    return b64decode(s.translate(_FROM_URLSAFE))


def b32encode(s):
    """Encode s in base32."""
    groups = []
    for start in range(0, len(s), 5):
        part = s[start:start + 5]
        high, low = struct.unpack('!BL', (part + '\0' * 5)[:5])
        number = high << 32 | low
        text = ''.join([_DIGITS32[number >> shift & 31] for shift in range(35, -1, -5)])
        padding = _PADDING32.get(len(part), 0)
        groups.append(text[:8 - padding] + '=' * padding)
    return EMPTYSTRING.join(groups)


def b32decode(s, casefold=False, map01=None):
    """Decode s from base32; casefold allows small letters, map01 is the letter (I or L) for digit 1.

    With map01, digit 0 stands for the letter O. Raises TypeError if s is no base32.
    """
    if len(s) % 8:
        raise TypeError('Incorrect padding')
    if map01:
        s = s.translate(string.maketrans('01', 'O' + map01))
    if casefold:
        s = s.upper()
    digits = s.rstrip('=')
    padding = len(s) - len(digits)
    if s and padding not in _BYTES32:
        raise TypeError('Incorrect padding')
    parts = []
    for start in range(0, len(digits), 8):
        number = 0
        group = digits[start:start + 8]
        for digit in group:
            if digit not in _VALUES32:
                raise TypeError('Non-base32 digit found')
            number = number << 5 | _VALUES32[digit]
        number <<= 5 * (8 - len(group))
        parts.append(binascii.unhexlify('%010x' % number)[:_BYTES32[8 - len(group)]])
    return EMPTYSTRING.join(parts)


def b16encode(s):
    """Encode s in base16, hexadecimal digits with capital letters."""
    return binascii.hexlify(s).upper()


def b16decode(s, casefold=False):
    """Decode s from base16; casefold allows small letters. Raises TypeError if s is no base16."""
    if casefold:
        s = s.upper()
    if re.search('[^0-9A-F]', s):
        raise TypeError('Non-base16 digit found')
    return binascii.unhexlify(s)


def encode(input, output):
    """Encode the file input in lines of base64 to the file output."""
    while True:
        part = input.read(MAXBINSIZE)
        while part and len(part) < MAXBINSIZE:
            more = input.read(MAXBINSIZE - len(part))
            if not more:
                break
            part += more
        if not part:
            return
        output.write(binascii.b2a_base64(part))


def decode(input, output):
    """Decode the lines of base64 of the file input to the file output."""
    for line in iter(input.readline, ''):
        output.write(binascii.a2b_base64(line))


def encodestring(s):
    """Encode s in lines of base64."""
    return EMPTYSTRING.join([binascii.b2a_base64(s[start:start + MAXBINSIZE])
                             for start in range(0, len(s), MAXBINSIZE)])


def decodestring(s):
    """Decode s from lines of base64."""
    return binascii.a2b_base64(s)


def test():
    """Encode or decode a file: base64 [-d|-e|-u|-t] [file|-]."""
    import sys
    import getopt
    try:
        options, rest = getopt.getopt(sys.argv[1:], 'deut')
    except getopt.error as problem:
        sys.stdout = sys.stderr
        print problem
        print """usage: %s [-d|-e|-u|-t] [file|-]
        -d, -u: decode
        -e: encode (default)
        -t: encode and decode string 'Aladdin:open sesame'""" % sys.argv[0]
        sys.exit(2)
    work = encode
    for option, _ in options:
        if option == '-t':
            test1()
            return
        work = encode if option == '-e' else decode
    if rest and rest[0] != '-':
        with open(rest[0], 'rb') as source:
            work(source, sys.stdout)
    else:
        work(sys.stdin, sys.stdout)


def test1():
    """Encode and decode a known text."""
    text = "Aladdin:open sesame"
    encoded = encodestring(text)
    print text, repr(encoded), decodestring(encoded)


if __name__ == '__main__':
    test()
