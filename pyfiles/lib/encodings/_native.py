"""Codecs of the encodings that are done natively."""

import codecs
import _codecs

# Names as codecs show them, where they are not the main name with hyphens.
_shown = {
    'latin_1': 'iso8859-1',
    'hex_codec': 'hex',
    'base64_codec': 'base64',
}
for _part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16):
    _shown['iso8859_%d' % _part] = 'iso8859-%d' % _part

# Encodings whose decoders can stop in the middle of a character.
_partial = {
    'utf_8': _codecs.utf_8_decode,
    'utf_7': _codecs.utf_7_decode,
    'utf_16_le': _codecs.utf_16_le_decode,
    'utf_16_be': _codecs.utf_16_be_decode,
    'utf_32_le': _codecs.utf_32_le_decode,
    'utf_32_be': _codecs.utf_32_be_decode,
}

# Encodings with a mark in front: encoder, decoder that tells the order, and the mark's length.
_marked = {
    'utf_16': (_codecs.utf_16_encode, _codecs.utf_16_ex_decode),
    'utf_32': (_codecs.utf_32_encode, _codecs.utf_32_ex_decode),
}


def find(encoding):
    """Returns the codec of an encoding that is done natively, or None."""
    main = _codecs._native_name(encoding)
    if main is None:
        return None
    if main in _marked:
        return _marked_codec(main)
    if main == 'utf_8_sig':
        return _signed_codec()
    return _plain_codec(main)


def _name(main):
    return _shown.get(main, main.replace('_', '-'))


def _functions(main):
    def encode(input, errors='strict'):
        return _codecs._native_encode(input, main, errors)

    def decode(input, errors='strict'):
        return _codecs._native_decode(input, main, errors)

    return encode, decode


def _info(name, encode, decode, incremental_encoder, incremental_decoder, reader_decode):
    class StreamWriter(codecs.StreamWriter):
        def encode(self, input, errors='strict'):
            return encode(input, errors)

    class StreamReader(codecs.StreamReader):
        def decode(self, input, errors='strict'):
            return reader_decode(input, errors)

    return codecs.CodecInfo(encode, decode, StreamReader, StreamWriter, incremental_encoder, incremental_decoder,
                            name)


def _plain_codec(main):
    encode, decode = _functions(main)
    partial = _partial.get(main)

    class IncrementalEncoder(codecs.IncrementalEncoder):
        def encode(self, input, final=False):
            return encode(input, self.errors)[0]

    if partial is None:
        class IncrementalDecoder(codecs.IncrementalDecoder):
            def decode(self, input, final=False):
                return decode(input, self.errors)[0]
    else:
        class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
            def _buffer_decode(self, input, errors, final):
                return partial(input, errors, final)

    return _info(_name(main), encode, decode, IncrementalEncoder, IncrementalDecoder, partial or decode)


def _marked_codec(main):
    encode, decode = _functions(main)
    raw_encode, ex_decode = _marked[main]

    class IncrementalEncoder(codecs.IncrementalEncoder):
        def __init__(self, errors='strict'):
            codecs.IncrementalEncoder.__init__(self, errors)
            self.started = False

        def encode(self, input, final=False):
            order = -1 if self.started else 0
            self.started = True
            return raw_encode(input, self.errors, order)[0]

        def reset(self):
            self.started = False

        def getstate(self):
            return 0 if self.started else 2

        def setstate(self, state):
            self.started = not state

    class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
        order = 0

        def _buffer_decode(self, input, errors, final):
            text, used, order = ex_decode(input, errors, self.order, final)
            if self.order == 0:
                if order == 0 and used >= 2:
                    raise UnicodeError('%s stream does not start with BOM' % main.upper().replace('_', '-'))
                self.order = order
            return text, used

        def reset(self):
            codecs.BufferedIncrementalDecoder.reset(self)
            self.order = 0

    class StreamWriter(codecs.StreamWriter):
        started = False

        def encode(self, input, errors='strict'):
            order = -1 if self.started else 0
            self.started = True
            return raw_encode(input, errors, order)

        def reset(self):
            self.started = False

    class StreamReader(codecs.StreamReader):
        order = 0

        def decode(self, input, errors='strict'):
            text, used, order = ex_decode(input, errors, self.order, False)
            if self.order == 0:
                if order == 0 and used >= 2:
                    raise UnicodeError('%s stream does not start with BOM' % main.upper().replace('_', '-'))
                self.order = order
            return text, used

        def reset(self):
            codecs.StreamReader.reset(self)
            self.order = 0

    return codecs.CodecInfo(encode, decode, StreamReader, StreamWriter, IncrementalEncoder, IncrementalDecoder,
                            _name(main))


def _signed_codec():
    encode, decode = _functions('utf_8_sig')

    class IncrementalEncoder(codecs.IncrementalEncoder):
        first = True

        def encode(self, input, final=False):
            if self.first:
                self.first = False
                return encode(input, self.errors)[0]
            return _codecs.utf_8_encode(input, self.errors)[0]

        def reset(self):
            self.first = True

        def getstate(self):
            return int(self.first)

        def setstate(self, state):
            self.first = bool(state)

    def start(self, input, errors, final):
        if self.first:
            if len(input) < 3 and codecs.BOM_UTF8.startswith(input) and not final:
                return u'', 0
            self.first = False
            if input[:3] == codecs.BOM_UTF8:
                text, used = _codecs.utf_8_decode(input[3:], errors, final)
                return text, used + 3
        return _codecs.utf_8_decode(input, errors, final)

    class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
        first = True

        def _buffer_decode(self, input, errors, final):
            return start(self, input, errors, final)

        def reset(self):
            codecs.BufferedIncrementalDecoder.reset(self)
            self.first = True

    class StreamWriter(codecs.StreamWriter):
        first = True

        def encode(self, input, errors='strict'):
            if self.first:
                self.first = False
                return encode(input, errors)
            return _codecs.utf_8_encode(input, errors)

        def reset(self):
            self.first = True

    class StreamReader(codecs.StreamReader):
        first = True

        def decode(self, input, errors='strict'):
            return start(self, input, errors, False)

        def reset(self):
            codecs.StreamReader.reset(self)
            self.first = True

    return codecs.CodecInfo(encode, decode, StreamReader, StreamWriter, IncrementalEncoder, IncrementalDecoder,
                            'utf-8-sig')
