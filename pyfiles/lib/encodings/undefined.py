"""An encoding that refuses: as the default one it shows every implicit conversion."""
import codecs
from encodings._bytes import streams


def _refuse(input, errors='strict'):
    raise UnicodeError("undefined encoding")


class IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, input, final=False):
        _refuse(input)


class IncrementalDecoder(codecs.IncrementalDecoder):
    def decode(self, input, final=False):
        _refuse(input)


def getregentry():
    return codecs.CodecInfo(_refuse, _refuse, incrementalencoder=IncrementalEncoder,
                            incrementaldecoder=IncrementalDecoder, name='undefined', **streams(_refuse, _refuse))
