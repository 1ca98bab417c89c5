"""Uuencoding as a codec."""
import uu
from cStringIO import StringIO

import codecs
from encodings._bytes import streams


def uu_encode(input, errors='strict', filename='<data>', mode=0666):
    """Encode with the name and the mode of a file that may be one day."""
    assert errors == 'strict'
    target = StringIO()
    uu.encode(StringIO(str(input)), target, filename, mode)
    return target.getvalue(), len(input)


def uu_decode(input, errors='strict'):
    """Decode what uu_encode has written; ValueError for anything else."""
    assert errors == 'strict'
    target = StringIO()
    try:
        uu.decode(StringIO(str(input)), target, quiet=1)
    except uu.Error as problem:
        message = {'No valid begin line found in input file': 'Missing "begin" line in input data',
                   'Truncated input file': 'Truncated input data'}
        raise ValueError(message.get(str(problem), str(problem)))
    return target.getvalue(), len(input)


class IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, input, final=False):
        return uu_encode(input, self.errors)[0]


class IncrementalDecoder(codecs.IncrementalDecoder):
    def decode(self, input, final=False):
        return uu_decode(input, self.errors)[0]


def getregentry():
    return codecs.CodecInfo(uu_encode, uu_decode, incrementalencoder=IncrementalEncoder,
                            incrementaldecoder=IncrementalDecoder, name='uu', _is_text_encoding=False,
                            **streams(uu_encode, uu_decode))
