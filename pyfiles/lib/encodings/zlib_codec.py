"""Compression by zlib as a codec; the incremental parts keep their compressor."""
import codecs
import zlib

from encodings._bytes import codec_info


class _Incremental(object):
    def __init__(self, errors='strict'):
        assert errors == 'strict'
        self.errors = errors
        self.reset()

    def reset(self):
        self._machine = self._make()


class IncrementalEncoder(_Incremental, codecs.IncrementalEncoder):
    _make = staticmethod(zlib.compressobj)

    def encode(self, input, final=False):
        data = self._machine.compress(input)
        return data + self._machine.flush() if final else data


class IncrementalDecoder(_Incremental, codecs.IncrementalDecoder):
    _make = staticmethod(zlib.decompressobj)

    def decode(self, input, final=False):
        data = self._machine.decompress(input)
        return data + self._machine.flush() if final else data


def getregentry():
    info = codec_info('zlib', zlib.compress, zlib.decompress)
    info.incrementalencoder, info.incrementaldecoder = IncrementalEncoder, IncrementalDecoder
    return info
