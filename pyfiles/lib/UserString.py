"""A class around a string, to derive from; the built-in types can be derived from themselves."""
import collections
import sys

__all__ = ["UserString", "MutableString"]


def _plain(value):
    return value.data if isinstance(value, UserString) else value


class UserString(collections.Sequence):
    """A string, kept as the attribute data."""

    def __init__(self, seq):
        if isinstance(seq, UserString):
            self.data = seq.data[:]
        else:
            self.data = seq if isinstance(seq, basestring) else str(seq)

    def __str__(self):
        return str(self.data)

    def __repr__(self):
        return repr(self.data)

    def __hash__(self):
        return hash(self.data)

    def __int__(self):
        return int(self.data)

    def __long__(self):
        return long(self.data)

    def __float__(self):
        return float(self.data)

    def __complex__(self):
        return complex(self.data)

    def __cmp__(self, string):
        return cmp(self.data, _plain(string))

    def __len__(self):
        return len(self.data)

    def __contains__(self, char):
        return char in self.data

    def __getitem__(self, index):
        return type(self)(self.data[index])

    def __getslice__(self, start, end):
        return type(self)(self.data[max(start, 0):max(end, 0)])

    def _operand(self, other):
        other = _plain(other)
        return other if isinstance(other, basestring) else str(other)

    def __add__(self, other):
        return type(self)(self.data + self._operand(other))

    def __radd__(self, other):
        return type(self)(self._operand(other) + self.data)

    def __mul__(self, n):
        return type(self)(self.data * n)

    __rmul__ = __mul__

    def __mod__(self, args):
        return type(self)(self.data % args)

    # Methods whose parameters can be given by name are written out below.

    def encode(self, encoding=None, errors=None):
        return self._recoded(self.data.encode, encoding, errors)

    def decode(self, encoding=None, errors=None):
        return self._recoded(self.data.decode, encoding, errors)

    def _recoded(self, convert, *args):
        given = [arg for arg in args if arg]
        return type(self)(convert(*given[:1 if not args[0] else 2]))

    def count(self, sub, start=0, end=sys.maxint):
        return self.data.count(_plain(sub), start, end)

    def find(self, sub, start=0, end=sys.maxint):
        return self.data.find(_plain(sub), start, end)

    def rfind(self, sub, start=0, end=sys.maxint):
        return self.data.rfind(_plain(sub), start, end)

    def index(self, sub, start=0, end=sys.maxint):
        return self.data.index(_plain(sub), start, end)

    def rindex(self, sub, start=0, end=sys.maxint):
        return self.data.rindex(_plain(sub), start, end)

    def startswith(self, prefix, start=0, end=sys.maxint):
        return self.data.startswith(prefix, start, end)

    def endswith(self, suffix, start=0, end=sys.maxint):
        return self.data.endswith(suffix, start, end)

    def replace(self, old, new, maxsplit=-1):
        return type(self)(self.data.replace(_plain(old), _plain(new), maxsplit))

    def split(self, sep=None, maxsplit=-1):
        return self.data.split(sep, maxsplit)

    def rsplit(self, sep=None, maxsplit=-1):
        return self.data.rsplit(sep, maxsplit)

    def splitlines(self, keepends=0):
        return self.data.splitlines(keepends)

    def expandtabs(self, tabsize=8):
        return type(self)(self.data.expandtabs(tabsize))

    def strip(self, chars=None):
        return type(self)(self.data.strip(chars))

    def lstrip(self, chars=None):
        return type(self)(self.data.lstrip(chars))

    def rstrip(self, chars=None):
        return type(self)(self.data.rstrip(chars))

    def translate(self, *args):
        return type(self)(self.data.translate(*args))

    def center(self, width, *args):
        return type(self)(self.data.center(width, *args))

    def ljust(self, width, *args):
        return type(self)(self.data.ljust(width, *args))

    def rjust(self, width, *args):
        return type(self)(self.data.rjust(width, *args))

    def zfill(self, width):
        return type(self)(self.data.zfill(width))

    def join(self, seq):
        return self.data.join(seq)

    def partition(self, sep):
        return self.data.partition(sep)

    def rpartition(self, sep):
        return self.data.rpartition(sep)


def _forward(name, wrap):
    """Adds the method of a name without parameters, which does what the string's does."""
    def method(self):
        result = getattr(self.data, name)()
        return type(self)(result) if wrap else result
    method.__name__ = name
    setattr(UserString, name, method)


for _name in "capitalize lower swapcase title upper".split():
    _forward(_name, True)
for _name in "isalpha isalnum isdecimal isdigit islower isnumeric isspace istitle isupper".split():
    _forward(_name, False)
del _name


class MutableString(UserString, collections.MutableSequence):
    """A string that can be changed in place, and so has no hash."""

    def __init__(self, string=""):
        from warnings import warnpy3k
        warnpy3k('the class UserString.MutableString has been removed in Python 3.0', stacklevel=2)
        self.data = string

    __hash__ = None

    def _position(self, index):
        place = index + len(self.data) if index < 0 else index
        if not 0 <= place < len(self.data):
            raise IndexError
        return place

    def __setitem__(self, index, sub):
        sub = _plain(sub)
        if isinstance(index, slice):
            characters = list(self.data)
            characters[index] = sub if isinstance(sub, basestring) else str(sub)
            self.data = ''.join(characters)
        else:
            place = self._position(index)
            self.data = self.data[:place] + sub + self.data[place + 1:]

    def __delitem__(self, index):
        if isinstance(index, slice):
            characters = list(self.data)
            del characters[index]
            self.data = ''.join(characters)
        else:
            place = self._position(index)
            self.data = self.data[:place] + self.data[place + 1:]

    def __setslice__(self, start, end, sub):
        start, end = max(start, 0), max(end, 0)
        self.data = self.data[:start] + self._operand(sub) + self.data[end:]

    def __delslice__(self, start, end):
        start, end = max(start, 0), max(end, 0)
        self.data = self.data[:start] + self.data[end:]

    def immutable(self):
        """Return the string as it is now, as a UserString."""
        return UserString(self.data)

    def __iadd__(self, other):
        self.data += self._operand(other)
        return self

    def __imul__(self, n):
        self.data *= n
        return self

    def insert(self, index, value):
        self[index:index] = value
