"""Compression by bz2 as a codec."""
import bz2

from encodings._bytes import codec_info


def getregentry():
    return codec_info('bz2', bz2.compress, bz2.decompress)
