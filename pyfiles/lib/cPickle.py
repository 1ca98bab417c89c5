"""pickle as its fast variant has it: other exceptions, shorter pickles, picklers that keep what they write."""
import cStringIO
import pickle
import struct
import sys
import types
from pickle import HIGHEST_PROTOCOL, compatible_formats, format_version

__version__ = "1.71"
__all__ = ["PickleError", "PicklingError", "UnpickleableError", "UnpicklingError", "BadPickleGet",
           "Pickler", "Unpickler", "dump", "dumps", "load", "loads", "HIGHEST_PROTOCOL",
           "compatible_formats", "format_version"]


class PickleError(Exception):
    """Root of the errors of this module."""


class PicklingError(PickleError):
    """An object cannot be pickled."""


class UnpickleableError(PicklingError):
    """An object is of a kind that cannot be pickled."""


class UnpicklingError(PickleError):
    """A pickle cannot be read."""


class BadPickleGet(UnpicklingError):
    """A pickle refers to an object it does not have."""


class Pickler(pickle.Pickler):
    """Writes objects to a file, or keeps what it writes for getvalue if there is none."""

    dispatch = pickle.Pickler.dispatch.copy()
    PicklingError = PicklingError

    # How deep containers may be inside each other before the fast mode looks for cycles.
    _DEEP = 50

    def __init__(self, file=None, protocol=0):
        self._kept = None
        if file is None or isinstance(file, (int, long)):
            file, protocol = cStringIO.StringIO(), file or 0
            self._kept = file
        elif not hasattr(file, 'write'):
            raise TypeError("argument must have 'write' attribute")
        if protocol > HIGHEST_PROTOCOL:
            raise ValueError("pickle protocol %d asked for; the highest available protocol is %d"
                             % (protocol, HIGHEST_PROTOCOL))
        pickle.Pickler.__init__(self, file, protocol)
        self._open = []
        self._fresh = None

    @property
    def binary(self):
        return int(self.bin)

    def dump(self, obj):
        """Write an object and return the pickler."""
        try:
            pickle.Pickler.dump(self, obj)
        except pickle.PicklingError as problem:
            raise PicklingError(*problem.args)
        return self

    def getvalue(self):
        """Return what has been written, if there is no file."""
        if self._kept is None:
            raise PicklingError('Attempt to getvalue() a non-list-based pickler')
        return self._kept.getvalue()

    def save(self, obj):
        if not self.fast or type(obj) in _FLAT:
            pickle.Pickler.save(self, obj)
            return
        # Nothing is numbered, so a cycle would go on for ever.
        if len(self._open) > self._DEEP and id(obj) in self._open:
            raise ValueError("fast mode: can't pickle cyclic objects including object type %s at %s"
                             % (type(obj).__name__, hex(id(obj)).rstrip('L')))
        self._open.append(id(obj))
        try:
            pickle.Pickler.save(self, obj)
        finally:
            self._open.pop()

    def memoize(self, obj):
        if not self.fast and obj is not self._fresh and not (type(obj) in (str, unicode) and len(obj) < 2):
            number = len(self.memo) + 1
            self.write(self.put(number))
            self.memo[id(obj)] = number, obj

    def save_reduce(self, func, args, *rest, **named):
        # Nobody else can refer to the arguments again, so they need no number.
        self._fresh = args
        pickle.Pickler.save_reduce(self, func, args, *rest, **named)

    def save_float(self, obj):
        if self.bin:
            pickle.Pickler.save_float(self, obj)
        else:
            self.write('F%.17g\n' % obj)
    dispatch[float] = save_float

    def save_global(self, obj, name=None):
        if isinstance(obj, types.FunctionType) and '<' in obj.__name__:
            raise PicklingError("Can't pickle <type 'function'>: attribute lookup __builtin__.function failed")
        pickle.Pickler.save_global(self, obj, name)

    def save_ellipsis(self, obj):
        raise TypeError("can't pickle %s objects" % type(obj).__name__)
    dispatch[type(Ellipsis)] = save_ellipsis

    for _kind in [_kind for _kind in dispatch if dispatch[_kind].__name__ == 'save_global']:
        dispatch[_kind] = save_global
    del _kind


# Objects that hold no others.
_FLAT = frozenset([type(None), bool, int, long, float, str, unicode])


class _Operations(dict):
    def __missing__(self, code):
        shown = code if ' ' <= code <= '~' and code != "'" else '\\x%02x' % ord(code)
        raise UnpicklingError("invalid load key, '%s'." % shown)


class _Memo(dict):
    def __missing__(self, key):
        raise BadPickleGet(key)


class Unpickler(pickle.Unpickler):
    """Reads objects from a file."""

    dispatch = _Operations(pickle.Unpickler.dispatch)
    UnpicklingError = UnpicklingError
    find_global = None

    def __init__(self, file):
        if not (hasattr(file, 'read') and hasattr(file, 'readline')):
            raise TypeError("argument must have 'readline' and 'read' attributes")
        pickle.Unpickler.__init__(self, file)
        self.memo = _Memo()
        self._line, self.readline = file.readline, self._whole_line

    def _whole_line(self):
        line = self._line()
        if line[-1:] != '\n':
            raise UnpicklingError('pickle data was truncated')
        return line

    def load(self):
        """Read an object."""
        try:
            return pickle.Unpickler.load(self)
        except IndexError:
            trace = sys.exc_info()[2].tb_next
            while trace.tb_next:
                trace = trace.tb_next
            if trace.tb_frame.f_globals is vars(pickle._read):
                raise UnpicklingError('bad pickle data')
            raise
        except struct.error:
            raise EOFError
        except TypeError as problem:
            if 'string of length 0' in str(problem) or 'not object' in str(problem):
                raise EOFError
            raise

    def persistent_load(self, pid):
        """Return what a persistent id stands for; to be overridden."""
        raise UnpicklingError("A load persistent id instruction was encountered,\n"
                              "but no persistent_load function was specified.")

    def find_class(self, module, name):
        if self.find_global is not None:
            return self.find_global(module, name)
        return pickle.Unpickler.find_class(self, module, name)


def dump(obj, file, protocol=0):
    """Write an object to a file."""
    Pickler(file, protocol).dump(obj)


def dumps(obj, protocol=0):
    """Return an object as a byte string."""
    return Pickler(protocol or 0).dump(obj).getvalue()


def load(file):
    """Read an object from a file."""
    return Unpickler(file).load()


def loads(str):
    """Read an object from a byte string."""
    if not isinstance(str, basestring):
        raise TypeError('loads() argument 1 must be string, not %s' % type(str).__name__)
    return Unpickler(cStringIO.StringIO(str)).load()
