"""Objects as byte strings, and back: protocols 0, 1 and 2."""
import struct
import sys
from copy_reg import dispatch_table
from types import *

from pickle import _opcodes

globals().update(_opcodes.CODES)

__all__ = ["PickleError", "PicklingError", "UnpicklingError", "Pickler", "Unpickler", "dump",
           "dumps", "load", "loads"] + sorted(_opcodes.CODES)

__version__ = "$Revision: 72223 $"
HIGHEST_PROTOCOL = 2
compatible_formats = "1.0 1.1 1.2 1.3 2.0".split()
format_version = compatible_formats[-1]
PyStringMap = None


class PickleError(Exception):
    """Root of the errors of this module."""


class PicklingError(PickleError):
    """An object cannot be pickled."""


class UnpicklingError(PickleError):
    """A pickle cannot be read."""


# What had to be searched for: functions with the name of their module.
classmap = {}


def whichmodule(func, funcname):
    """Return the name of the module a function is found in."""
    told = getattr(func, "__module__", None)
    if told is not None:
        return told
    if func not in classmap:
        holders = (name for name, module in sys.modules.items()
                   if module is not None and name != '__main__'
                   and getattr(module, funcname, None) is func)
        classmap[func] = next(holders, '__main__')
    return classmap[func]


def encode_long(x):
    """Return a long as two's complement in the fewest bytes, the lowest first."""
    if not x:
        return ''
    # The sign needs a bit of its own; ~x has as many as x if that is negative.
    size = ((x if x > 0 else ~x).bit_length() >> 3) + 1
    return ('%0*x' % (2 * size, x & ((1L << 8 * size) - 1))).decode('hex')[::-1]


def decode_long(data):
    """Return the long that encode_long has written."""
    if not data:
        return 0L
    value = long(data[::-1].encode('hex'), 16)
    return value - (1L << 8 * len(data)) if ord(data[-1]) & 0x80 else value


from pickle._write import Pickler, _keep_alive
from pickle._read import Unpickler
Pickler.__module__ = Unpickler.__module__ = __name__

from cStringIO import StringIO


def dump(obj, file, protocol=None):
    """Write an object to a file."""
    writer = Pickler(file, protocol)
    writer.dump(obj)


def dumps(obj, protocol=None):
    """Return an object as a byte string."""
    pieces = StringIO()
    dump(obj, pieces, protocol)
    return pieces.getvalue()


def load(file):
    """Read an object from a file."""
    return Unpickler(file).load()


def loads(str):
    """Read an object from a byte string."""
    return load(StringIO(str))
