"""Quoted-printable: bytes as text in which nearly all letters stay themselves (RFC 1521)."""
import binascii
import sys

__all__ = ["encode", "decode", "encodestring", "decodestring"]

ESCAPE = '='
MAXLINESIZE = 76
HEX = '0123456789ABCDEF'
EMPTYSTRING = ''

b2a_qp, a2b_qp = binascii.b2a_qp, binascii.a2b_qp


def needsquoting(c, quotetabs, header):
    """Tell whether a character has to be quoted; line ends are not for this."""
    if c in ' \t':
        return quotetabs
    if c == '_':
        return header
    return c == ESCAPE or not ' ' <= c <= '~'


def quote(c):
    """Return a character quoted."""
    return '%s%02X' % (ESCAPE, ord(c))


def _encode_text(text, quotetabs, header):
    """What b2a_qp does, for those who block it."""
    lines = []
    for line in text.splitlines(True):
        line, end = (line[:-1], '\n') if line.endswith('\n') else (line, '')
        pieces = [quote(char) if needsquoting(char, quotetabs, header) else
                  '_' if header and char == ' ' else char for char in line]
        if pieces and pieces[-1] in (' ', '\t'):
            # At the end of a line they would get lost.
            pieces[-1] = quote(pieces[-1])
        elif line == '.':
            pieces = [quote('.')]
        coded = ''.join(pieces)
        while len(coded) > MAXLINESIZE:
            cut = MAXLINESIZE - 1
            broken = coded.rfind('=', cut - 2, cut)
            cut = broken if broken >= 0 else cut
            lines.append(coded[:cut] + '=\n')
            coded = coded[cut:]
        lines.append(coded + end)
    return ''.join(lines)


def _decode_text(text, header):
    """What a2b_qp does, for those who block it."""
    decoded = []
    for line in text.splitlines(True):
        line, end = (line[:-1].rstrip(' \t\r'), '\n') if line.endswith('\n') else (line, '')
        place = 0
        while place < len(line):
            char = line[place]
            place += 1
            if char == '_' and header:
                char = ' '
            elif char == ESCAPE:
                pair = line[place:place + 2]
                if not pair and end:
                    end = ''  # the line goes on
                    break
                if pair[:1] == ESCAPE:
                    place += 1
                elif len(pair) == 2 and ishex(pair[0]) and ishex(pair[1]):
                    char = chr(unhex(pair))
                    place += 2
            decoded.append(char)
        decoded.append(end)
    return ''.join(decoded)


def encodestring(s, quotetabs=0, header=0):
    """Return a string encoded; quotetabs says that tabs and blanks are quoted, too."""
    if b2a_qp is None:
        return _encode_text(s, quotetabs, header)
    return b2a_qp(s, quotetabs=quotetabs, header=header)


def encode(input, output, quotetabs, header=0):
    """Encode from one file to another."""
    output.write(encodestring(input.read(), quotetabs, header))


def decodestring(s, header=0):
    """Return a string decoded; header says that '_' stands for a blank."""
    if a2b_qp is None:
        return _decode_text(s, header)
    return a2b_qp(s, header=header)


def decode(input, output, header=0):
    """Decode from one file to another."""
    output.write(decodestring(input.read(), header))


def ishex(c):
    """Tell whether a character is a hexadecimal digit."""
    return '0' <= c <= '9' or 'a' <= c <= 'f' or 'A' <= c <= 'F'


def unhex(s):
    """Return the number that hexadecimal digits mean."""
    return int(s, 16)


def main():
    """Encode or decode files, or standard input, to standard output."""
    import getopt
    try:
        options, names = getopt.getopt(sys.argv[1:], 'td')
    except getopt.error as problem:
        sys.stdout = sys.stderr
        print problem
        print "usage: quopri [-t | -d] [file] ..."
        print "-t: quote tabs"
        print "-d: decode; default encode"
        sys.exit(2)
    flags = dict(options)
    if len(flags) == 2:
        sys.stdout = sys.stderr
        print "-t and -d are mutually exclusive"
        sys.exit(2)
    failed = 0
    for name in names or ['-']:
        try:
            source = sys.stdin if name == '-' else open(name)
        except IOError as problem:
            sys.stderr.write("%s: can't open (%s)\n" % (name, problem))
            failed = 1
            continue
        if '-d' in flags:
            decode(source, sys.stdout)
        else:
            encode(source, sys.stdout, '-t' in flags)
    if failed:
        sys.exit(failed)


if __name__ == '__main__':
    main()
