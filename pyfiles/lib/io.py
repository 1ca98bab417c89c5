"""Streams: of raw bytes, of bytes with a buffer, and of text. All of it is native; see open().

The abstract classes can be derived from, and tell of other classes that they offer the same.
"""
import abc
import _io
from _io import (
    DEFAULT_BUFFER_SIZE, BlockingIOError, BufferedRandom, BufferedReader, BufferedRWPair,
    BufferedWriter, BytesIO, FileIO, IncrementalNewlineDecoder, StringIO, TextIOWrapper,
    UnsupportedOperation, open)

__all__ = ["BlockingIOError", "open", "IOBase", "RawIOBase", "FileIO", "BytesIO", "StringIO",
           "BufferedIOBase", "BufferedReader", "BufferedWriter", "BufferedRWPair",
           "BufferedRandom", "TextIOBase", "TextIOWrapper", "UnsupportedOperation", "SEEK_SET",
           "SEEK_CUR", "SEEK_END"]

SEEK_SET, SEEK_CUR, SEEK_END = range(3)
# A class may have this as an attribute without it becoming a method.
OpenWrapper = _io.open
UnsupportedOperation.__module__ = "io"


class IOBase(_io._IOBase):
    __metaclass__ = abc.ABCMeta
    __doc__ = _io._IOBase.__doc__


class RawIOBase(_io._RawIOBase, IOBase):
    __doc__ = _io._RawIOBase.__doc__


class BufferedIOBase(_io._BufferedIOBase, IOBase):
    __doc__ = _io._BufferedIOBase.__doc__


class TextIOBase(_io._TextIOBase, IOBase):
    __doc__ = _io._TextIOBase.__doc__


for _base, _kinds in ((RawIOBase, [FileIO]), (TextIOBase, [StringIO, TextIOWrapper]),
                      (BufferedIOBase, [BytesIO, BufferedReader, BufferedWriter, BufferedRandom,
                                        BufferedRWPair])):
    for _kind in _kinds:
        _base.register(_kind)
del _base, _kinds, _kind
