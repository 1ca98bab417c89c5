"""Registry of encodings and base classes for them.

A codec is a CodecInfo: a tuple of the functions encode and decode and the classes for reading and
writing streams, with attributes for incremental work.
"""

import __builtin__
import sys

from _codecs import *

# Each mark is U+FEFF in the encoding it marks.
BOM_UTF8 = utf_8_encode(u'\ufeff')[0]
BOM_UTF16_LE, BOM_UTF16_BE = utf_16_le_encode(u'\ufeff')[0], utf_16_be_encode(u'\ufeff')[0]
BOM_UTF32_LE, BOM_UTF32_BE = utf_32_le_encode(u'\ufeff')[0], utf_32_be_encode(u'\ufeff')[0]
# The names that count bits wrongly are from the time before UTF-32.
BOM_LE = BOM32_LE = BOM_UTF16_LE
BOM_BE = BOM32_BE = BOM_UTF16_BE
BOM64_LE, BOM64_BE = BOM_UTF32_LE, BOM_UTF32_BE
_little = sys.byteorder == 'little'
BOM = BOM_UTF16 = BOM_LE if _little else BOM_BE
BOM_UTF32 = BOM64_LE if _little else BOM64_BE
del _little

__all__ = """
    register lookup open EncodedFile CodecInfo Codec register_error lookup_error encode decode
    BOM BOM_BE BOM_LE BOM_UTF8 BOM_UTF16 BOM_UTF16_LE BOM_UTF16_BE BOM_UTF32 BOM_UTF32_LE BOM_UTF32_BE
    BOM32_BE BOM32_LE BOM64_BE BOM64_LE
    IncrementalEncoder IncrementalDecoder StreamReader StreamWriter StreamReaderWriter StreamRecoder
    getencoder getdecoder getincrementalencoder getincrementaldecoder getreader getwriter
    iterencode iterdecode
    strict_errors ignore_errors replace_errors xmlcharrefreplace_errors backslashreplace_errors
    """.split()


class CodecInfo(tuple):
    """What a search function returns for an encoding."""

    # Whether str and unicode are on its two sides; false for the likes of zlib.
    _is_text_encoding = True

    def __new__(cls, encode, decode, streamreader=None, streamwriter=None, incrementalencoder=None,
                incrementaldecoder=None, name=None, _is_text_encoding=None):
        info = super(CodecInfo, cls).__new__(cls, (encode, decode, streamreader, streamwriter))
        info.encode, info.decode, info.streamreader, info.streamwriter = info
        vars(info).update(incrementalencoder=incrementalencoder, incrementaldecoder=incrementaldecoder,
                          name=name)
        if _is_text_encoding is not None:
            info._is_text_encoding = _is_text_encoding
        return info

    def __repr__(self):
        kind = type(self)
        return '<{}.{} object for encoding {} at {:#x}>'.format(kind.__module__, kind.__name__, self.name, id(self))


def _for_derived_classes(doc):
    """Makes a method that only says what derived classes have to define."""
    def method(self, input, errors='strict'):
        raise NotImplementedError
    method.__doc__ = doc
    return method


class Codec:
    """Base of codecs without state."""

    encode = _for_derived_classes("Returns the encoded input and how much of it was used.")
    decode = _for_derived_classes("Returns the decoded input and how much of it was used.")


class _Incremental(object):
    """Converts piece by piece, handling errors as its attribute errors says."""

    # What getstate tells while nothing is kept.
    _clean = 0

    def __init__(self, errors='strict'):
        self.errors = errors

    def reset(self):
        """Forgets what is kept."""

    def getstate(self):
        """Returns what setstate needs to go on from here."""
        return self._clean

    def setstate(self, state):
        """Goes back to where getstate was called."""


class IncrementalEncoder(_Incremental):
    """Encodes piece by piece."""

    buffer = ''  # nothing waits

    def encode(self, input, final=False):
        """Returns what can be encoded now; final says that no more input follows."""
        raise NotImplementedError


class IncrementalDecoder(_Incremental):
    """Decodes piece by piece."""

    _clean = ('', 0)

    def decode(self, input, final=False):
        """Returns what can be decoded now; final says that no more input follows."""
        raise NotImplementedError


def _through_buffer(codec, convert, input, final):
    """Converts what was kept before and input, and keeps what could not be converted."""
    waiting = codec.buffer + input
    result, used = convert(waiting, codec.errors, final)
    codec.buffer = waiting[used:]
    return result


class BufferedIncrementalEncoder(IncrementalEncoder):
    """Keeps input that cannot be encoded yet; subclasses write _buffer_encode."""

    def _buffer_encode(self, input, errors, final):
        raise NotImplementedError

    def encode(self, input, final=False):
        return _through_buffer(self, self._buffer_encode, input, final)

    def reset(self):
        self.buffer = ''

    def getstate(self):
        return self.buffer or self._clean

    def setstate(self, state):
        self.buffer = state or ''


class BufferedIncrementalDecoder(IncrementalDecoder):
    """Keeps bytes that cannot be decoded yet; subclasses write _buffer_decode."""

    buffer = ''  # nothing waits

    def _buffer_decode(self, input, errors, final):
        raise NotImplementedError

    def decode(self, input, final=False):
        return _through_buffer(self, self._buffer_decode, input, final)

    def reset(self):
        self.buffer = ''

    def getstate(self):
        return (self.buffer, 0)

    def setstate(self, state):
        self.buffer = state[0]


class _OnStream:
    """Something around a stream, whose other attributes are the stream's."""

    def __getattr__(self, name, getattr=getattr):
        return getattr(self.stream, name)

    def __enter__(self):
        return self

    def __exit__(self, type, value, tb):
        self.stream.close()


class StreamWriter(_OnStream, Codec):
    """Encodes what is written to a stream of bytes."""

    def __init__(self, stream, errors='strict'):
        self.stream, self.errors = stream, errors

    def write(self, object):
        """Writes an object, encoded."""
        self.stream.write(self.encode(object, self.errors)[0])

    def writelines(self, list):
        """Writes all strings of a list at once."""
        self.write(''.join(list))

    def reset(self):
        """Ends what was begun, so that fresh data can follow."""

    def seek(self, offset, whence=0):
        """Moves the stream; at its very start the codec starts afresh, too."""
        self.stream.seek(offset, whence)
        if (offset, whence) == (0, 0):
            self.reset()


def _bare(line):
    """Returns a line without its end."""
    return line.splitlines()[0]


class StreamReader(_OnStream, Codec):
    """Decodes what is read from a stream of bytes.

    Bytes that are no whole character yet wait in bytebuffer. Characters that were read too much
    are in charbuffer, or, split into lines, in linebuffer; the other one is None then.
    """

    def __init__(self, stream, errors='strict'):
        self.stream, self.errors = stream, errors
        self._forget('')

    def _forget(self, nothing):
        self.bytebuffer, self.charbuffer, self.linebuffer = '', nothing, None

    def _fetch(self, size, firstline):
        """Reads once from the stream and decodes; tells whether there may be more."""
        fresh = self.stream.read(*([size] if size >= 0 else []))
        data = self.bytebuffer + fresh
        if data:
            try:
                text, used = self.decode(data, self.errors)
            except UnicodeDecodeError as problem:
                # Somebody who wants the first line only does not care for what stands behind it.
                if not firstline:
                    raise
                text, used = self.decode(data[:problem.start], self.errors)
                if len(text.splitlines()) < 2:
                    raise
            self.bytebuffer = data[used:]
            self.charbuffer += text
        return bool(fresh)

    def read(self, size=-1, chars=-1, firstline=False):
        """Reads chars characters, or about size bytes, or all there is."""
        if self.linebuffer:
            self.charbuffer, self.linebuffer = ''.join(self.linebuffer), None
        goal = size if chars < 0 else chars
        if goal < 0:
            self._fetch(size, firstline)
            goal = len(self.charbuffer)
        while len(self.charbuffer) < goal and self._fetch(size, firstline):
            pass
        result, self.charbuffer = self.charbuffer[:goal], self.charbuffer[goal:]
        return result

    def readline(self, size=None, keepends=True):
        """Reads one line; with a size, at most what one read of so many bytes yields."""
        if self.linebuffer:
            line = self.linebuffer.pop(0)
            if len(self.linebuffer) == 1:
                # The last one may be unfinished.
                self.charbuffer, self.linebuffer = self.linebuffer[0], None
        else:
            line = self._line_from_stream(size)
        return line if keepends or not line else _bare(line)

    def _line_from_stream(self, size):
        line, step = '', size or 72
        while True:
            piece = self.read(step, firstline=True)
            if piece[-1:] == '\r':
                # Only with the next character it shows how this line ends.
                piece += self.read(size=1, chars=1)
            line += piece
            split = line.splitlines(True)
            if len(split) > 1:
                self._keep_lines(split[1:])
                return split[0]
            if not piece or size is not None or (split and line != _bare(line)):
                return line
            if step < 8000:
                step += step

    def _keep_lines(self, lines):
        lines[-1] += self.charbuffer
        if len(lines) == 1:
            self.charbuffer = lines[0]
        else:
            self.charbuffer, self.linebuffer = None, lines

    def readlines(self, sizehint=None, keepends=True):
        """Reads all that is left, as a list of lines."""
        return self.read().splitlines(keepends)

    def reset(self):
        """Forgets what is kept, so that the stream may stand elsewhere."""
        self._forget(u'')

    def seek(self, offset, whence=0):
        """Moves the stream."""
        self.stream.seek(offset, whence)
        self.reset()

    def next(self):
        """Returns the next line, or ends."""
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __iter__(self):
        return self


class _BothWays(_OnStream):
    """Has a reader and a writer of one stream."""

    def _attach(self, stream, reader, writer, errors):
        self.stream, self.errors = stream, errors
        self.reader, self.writer = reader(stream, errors), writer(stream, errors)

    def reset(self):
        """Brings both to a clean state."""
        for side in self.reader, self.writer:
            side.reset()

    def __iter__(self):
        return self


class StreamReaderWriter(_BothWays):
    """A reader and a writer of one stream."""

    encoding = 'unknown'

    def __init__(self, stream, Reader, Writer, errors='strict'):
        self._attach(stream, Reader, Writer, errors)

    def next(self):
        return self.reader.next()

    def read(self, size=-1):
        return self.reader.read(size)

    def readline(self, size=None):
        return self.reader.readline(size)

    def readlines(self, sizehint=None):
        return self.reader.readlines(sizehint)

    def write(self, data):
        return self.writer.write(data)

    def writelines(self, list):
        return self.writer.writelines(list)

    def seek(self, offset, whence=0):
        self.stream.seek(offset, whence)
        self.reader.reset()
        if (offset, whence) == (0, 0):
            self.writer.reset()


class StreamRecoder(_BothWays):
    """A stream seen in another encoding: the front end is encode and decode, the back end Reader and Writer."""

    data_encoding = file_encoding = 'unknown'

    def __init__(self, stream, encode, decode, Reader, Writer, errors='strict'):
        self.encode, self.decode = encode, decode
        self._attach(stream, Reader, Writer, errors)

    def _out(self, text):
        return self.encode(text, self.errors)[0]

    def _in(self, data):
        return self.writer.write(self.decode(data, self.errors)[0])

    def read(self, size=-1):
        return self._out(self.reader.read(size))

    def readline(self, size=None):
        return self._out(self.reader.readline(*([] if size is None else [size])))

    def readlines(self, sizehint=None):
        return self.read().splitlines(True)

    def next(self):
        return self._out(self.reader.next())

    def write(self, data):
        return self._in(data)

    def writelines(self, list):
        return self._in(''.join(list))


def _binary(mode):
    """Returns a mode for the bytes below: no translation of line ends."""
    plain = mode.replace('U', '').strip() if 'U' in mode else mode
    if plain is not mode and plain[:1] not in ('r', 'w', 'a'):
        plain = 'r' + plain
    return plain if 'b' in plain else plain + 'b'


def open(filename, mode='rb', encoding=None, errors='strict', buffering=1):
    """Opens a file whose text is encoded; without encoding it is a plain file."""
    if encoding is None:
        return __builtin__.open(filename, mode, buffering)
    stream = __builtin__.open(filename, _binary(mode), buffering)
    codec = lookup(encoding)
    both = StreamReaderWriter(stream, codec.streamreader, codec.streamwriter, errors)
    both.encoding = encoding
    return both


def EncodedFile(file, data_encoding, file_encoding=None, errors='strict'):
    """Wraps a file in file_encoding as one in data_encoding."""
    inner = file_encoding or data_encoding
    front, back = map(lookup, (data_encoding, inner))
    recoder = StreamRecoder(file, front.encode, front.decode, back.streamreader, back.streamwriter, errors)
    recoder.data_encoding, recoder.file_encoding = data_encoding, inner
    return recoder


def _incremental(encoding, field):
    """Returns the class of an encoding for work piece by piece; LookupError if it has none."""
    make = getattr(lookup(encoding), field)
    if make is None:
        raise LookupError(encoding)
    return make


def getencoder(encoding):
    """Returns the function that encodes."""
    return lookup(encoding).encode


def getdecoder(encoding):
    """Returns the function that decodes."""
    return lookup(encoding).decode


def getreader(encoding):
    """Returns the class that reads streams."""
    return lookup(encoding).streamreader


def getwriter(encoding):
    """Returns the class that writes streams."""
    return lookup(encoding).streamwriter


def getincrementalencoder(encoding):
    """Returns the class that encodes piece by piece; raises LookupError if there is none."""
    return _incremental(encoding, 'incrementalencoder')


def getincrementaldecoder(encoding):
    """Returns the class that decodes piece by piece; raises LookupError if there is none."""
    return _incremental(encoding, 'incrementaldecoder')


def _converted(pieces, convert):
    """Yields what convert makes of the pieces and, at the end, of the rest; nothing empty."""
    for piece in pieces:
        result = convert(piece)
        if result:
            yield result
    result = convert('', True)
    if result:
        yield result


def iterencode(iterator, encoding, errors='strict', **kwargs):
    """Encodes the pieces of an iterable."""
    make = getincrementalencoder(encoding)
    for result in _converted(iterator, make(errors, **kwargs).encode):
        yield result


def iterdecode(iterator, encoding, errors='strict', **kwargs):
    """Decodes the pieces of an iterable."""
    make = getincrementaldecoder(encoding)
    for result in _converted(iterator, make(errors, **kwargs).decode):
        yield result


def make_identity_dict(rng):
    """Returns a dict that maps each number to itself."""
    return dict(zip(rng, rng))


def make_encoding_map(decoding_map):
    """Turns a decoding map around; what occurs twice maps to None."""
    around = {}
    for byte in decoding_map:
        target = decoding_map[byte]
        around[target] = None if target in around else byte
    return around


for _handler in 'strict', 'ignore', 'replace', 'xmlcharrefreplace', 'backslashreplace':
    globals()[_handler + '_errors'] = lookup_error(_handler)
del _handler
