"""Bytes as lines of printable characters, with a name and a mode of a file around them."""
import binascii
import os
import sys

__all__ = ["Error", "encode", "decode"]


class Error(Exception):
    """Something is wrong with the input or the output."""


def _opened(file, standard, mode, opened):
    """Return a file that may be given as a name, '-' for a standard one; note in `opened` what to close."""
    if not isinstance(file, basestring):
        return file
    if file == '-':
        return standard
    stream = open(file, mode)
    opened.append(stream)
    return stream


def encode(in_file, out_file, name=None, mode=None):
    """Encode a file to another; name and mode are those of the input unless given."""
    opened = []
    try:
        if isinstance(in_file, basestring) and in_file != '-':
            name = os.path.basename(in_file) if name is None else name
            if mode is None:
                mode = getattr(os.stat(in_file), 'st_mode', None)
        source = _opened(in_file, sys.stdin, 'rb', opened)
        target = _opened(out_file, sys.stdout, 'wb', opened)
        # A name must not end its line.
        shown = (name or '-').replace('\n', '\\n').replace('\r', '\\r')
        target.write('begin %o %s\n' % ((0666 if mode is None else mode) & 0777, shown))
        for piece in iter(lambda: source.read(45), ''):
            target.write(binascii.b2a_uu(piece))
        target.write(' \nend\n')
    finally:
        for stream in opened:
            stream.close()


def _decode_line(line):
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders count too much: use what the number in front says.
        size = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
        return binascii.a2b_uu(line[:size])


def decode(in_file, out_file=None, mode=None, quiet=0):
    """Decode a file to another, by default to the one whose name it tells, which must not exist."""
    opened = []
    try:
        source = _opened(in_file, sys.stdin, 'rb', opened)
        while True:
            header = source.readline()
            if not header:
                raise Error('No valid begin line found in input file')
            words = header.split(' ', 2)
            if header.startswith('begin') and len(words) == 3 and words[0] == 'begin':
                try:
                    int(words[1], 8)
                    break
                except ValueError:
                    pass
        if out_file is None:
            out_file = words[2].rstrip()
            if os.path.exists(out_file):
                raise Error('Cannot overwrite existing file: %s' % out_file)
        if mode is None:
            mode = int(words[1], 8)
        named = isinstance(out_file, basestring) and out_file != '-'
        target = _opened(out_file, sys.stdout, 'wb', opened)
        if named and hasattr(os, 'chmod'):
            os.chmod(out_file, mode)
        line = source.readline()
        while line and line.strip() != 'end':
            try:
                data = binascii.a2b_uu(line)
            except binascii.Error as problem:
                data = _decode_line(line)
                if not quiet:
                    sys.stderr.write("Warning: %s\n" % problem)
            target.write(data)
            line = source.readline()
        if not line:
            raise Error('Truncated input file')
    finally:
        for stream in opened:
            stream.close()


def test():
    """Encode, or with -d decode, a file to another, both standard by default."""
    import optparse
    parser = optparse.OptionParser(usage='usage: %prog [-d] [-t] [input [output]]')
    parser.add_option('-d', '--decode', dest='decode', help='Decode (instead of encode)?', default=False,
                      action='store_true')
    parser.add_option('-t', '--text', dest='text', help='data is text, encoded format unix-compatible text?',
                      default=False, action='store_true')
    options, names = parser.parse_args()
    if len(names) > 2:
        parser.error('incorrect number of arguments')
    source, target = (names + [sys.stdin, sys.stdout][len(names):])[:2]
    if options.decode:
        if options.text and isinstance(target, str):
            target = open(target, 'w')
        decode(source, target)
    else:
        if options.text and isinstance(source, str):
            source = open(source, 'r')
        encode(source, target)


if __name__ == '__main__':
    test()
