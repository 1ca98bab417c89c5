"""Reading pickles: a machine with a stack, whose operations are functions in a table.

Each row gives an operation's method its name, which derived classes may override, and
Unpickler.dispatch its function. Most operations read an argument behind their code and put an
object made of it on the stack; they are made from how the one is read and how the other is made.
"""
import sys
from itertools import izip
from struct import unpack
from types import ClassType

from copy_reg import _inverted_registry, _extension_cache

import pickle
from pickle._opcodes import CODES


class _Stop(Exception):
    """The pickle is complete; its argument is the object."""


class Unpickler:
    """Reads objects from a file."""

    dispatch = {}

    def __init__(self, file):
        self.read, self.readline = file.read, file.readline
        self.memo = {}

    def load(self):
        """Read an object."""
        self.mark = object()
        self.stack = stack = []
        self.append = stack.append
        operations, read = self.dispatch, self.read
        try:
            while True:
                operations[read(1)](self)
        except _Stop as stop:
            return stop.args[0]

    def marker(self):
        """Return the position of the last mark."""
        mark = self.mark
        for position in xrange(len(self.stack) - 1, -1, -1):
            if self.stack[position] is mark:
                return position
        raise IndexError('list index out of range')

    def _after_mark(self):
        """Take off and return what stands above the last mark."""
        position = self.marker()
        items = self.stack[position + 1:]
        del self.stack[position:]
        return items

    def find_class(self, module, name):
        """Return what a module has under a name; to be overridden."""
        __import__(module)
        return getattr(sys.modules[module], name)

    def get_extension(self, code):
        """Put on the stack what copy_reg.add_extension has given a code."""
        if code not in _extension_cache:
            place = _inverted_registry.get(code)
            if not place:
                raise ValueError("unregistered extension code %d" % code)
            _extension_cache[code] = self.find_class(*place)
        self.append(_extension_cache[code])

    def _instantiate(self, cls, args):
        """Put an instance of a class on the stack; classic ones need not be initialised."""
        if type(cls) is ClassType and not args and not hasattr(cls, "__getinitargs__"):
            instance = _Bare()
            instance.__class__ = cls
        else:
            try:
                instance = cls(*args)
            except TypeError as problem:
                told = "in constructor for %s: %s" % (cls.__name__, problem)
                raise TypeError, told, sys.exc_info()[2]
        self.append(instance)


class _Bare:
    """What a classic instance is before it gets its class."""


# Arguments

def _line(machine):
    return machine.readline()[:-1]


def _byte(machine):
    return ord(machine.read(1))


def _two_bytes(machine):
    return unpack('<H', _exactly(2, machine))[0]


def _four_bytes(machine):
    return unpack('<i', _exactly(4, machine))[0]


def _exactly(size, machine):
    data = machine.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _double(machine):
    return unpack('>d', machine.read(8))[0]


def _counted(count):
    return lambda machine: machine.read(count(machine))


def _name(machine):
    module = _line(machine)
    return machine.find_class(module, _line(machine))


def _same(argument):
    return argument


# Objects made of arguments

def _number(line):
    if line in ('00\n', '01\n'):
        return line == '01\n'
    try:
        return int(line)
    except ValueError:
        return long(line)


def _quoted(line):
    if len(line) < 2 or line[0] != line[-1] or line[0] not in '\'"':
        raise ValueError("insecure string pickle")
    return line[1:-1].decode("string-escape")


def _fill(mapping, items):
    if len(items) & 1:
        raise IndexError('list index out of range')
    for key, value in izip(items[::2], items[1::2]):
        mapping[key] = value
    return mapping


def _operation(name, code, function):
    function.__name__ = 'load_' + name
    setattr(Unpickler, function.__name__, function)
    Unpickler.dispatch[CODES[code] if code else ''] = function


def _row(name, code):
    """Decorates the function of an operation."""
    return lambda function: _operation(name, code, function)


def _pushing(name, code, argument, make):
    if make is _same:
        def load(self):
            self.append(argument(self))
    else:
        def load(self):
            self.append(make(argument(self)))
    _operation(name, code, load)


def _constant(name, code, value):
    def load(self):
        self.append(value)
    _operation(name, code, load)


def _memo(kind, code, key):
    """The two operations that number and fetch objects, by keys read in some way."""
    def get(self):
        self.append(self.memo[key(self)])

    def put(self):
        self.memo[key(self)] = self.stack[-1]
    _operation(kind + 'get', code + 'GET', get)
    _operation(kind + 'put', code + 'PUT', put)


def _top(name, code, size):
    """The operation that makes a tuple of some objects at the end of the stack."""
    def load(self):
        stack = self.stack
        stack[-size]  # IndexError if there are too few
        stack[-size:] = [tuple(stack[-size:])]
    _operation(name, code, load)


for _row_of_table in [
        ('int', 'INT', lambda machine: machine.readline(), _number),
        ('binint', 'BININT', _four_bytes, _same),
        ('binint1', 'BININT1', _byte, _same),
        ('binint2', 'BININT2', _two_bytes, _same),
        ('long', 'LONG', _line, lambda line: long(line, 0)),
        ('long1', 'LONG1', _counted(_byte), lambda data: pickle.decode_long(data)),
        ('long4', 'LONG4', _counted(_four_bytes), lambda data: pickle.decode_long(data)),
        ('float', 'FLOAT', _line, float),
        ('binfloat', 'BINFLOAT', _double, _same),
        ('string', 'STRING', _line, _quoted),
        ('binstring', 'BINSTRING', _counted(_four_bytes), _same),
        ('short_binstring', 'SHORT_BINSTRING', _counted(_byte), _same),
        ('unicode', 'UNICODE', _line, lambda line: unicode(line, 'raw-unicode-escape')),
        ('binunicode', 'BINUNICODE', _counted(_four_bytes), lambda data: unicode(data, 'utf-8')),
        ('global', 'GLOBAL', _name, _same),
        ('persid', 'PERSID', lambda machine: machine.persistent_load(_line(machine)), _same),
        ('binpersid', 'BINPERSID', lambda machine: machine.persistent_load(machine.stack.pop()), _same),
        ('dup', 'DUP', lambda machine: machine.stack[-1], _same),
        ('mark', 'MARK', lambda machine: machine.mark, _same),
        ('empty_list', 'EMPTY_LIST', lambda machine: [], _same),
        ('empty_dictionary', 'EMPTY_DICT', lambda machine: {}, _same),
        ('list', 'LIST', Unpickler._after_mark.im_func, _same),
        ('tuple', 'TUPLE', Unpickler._after_mark.im_func, tuple),
        ('dict', 'DICT', Unpickler._after_mark.im_func, lambda items: _fill({}, items))]:
    _pushing(*_row_of_table)
del _row_of_table

_constant('none', 'NONE', None)
_constant('true', 'NEWTRUE', True)
_constant('false', 'NEWFALSE', False)
_constant('empty_tuple', 'EMPTY_TUPLE', ())
_top('tuple1', 'TUPLE1', 1)
_top('tuple2', 'TUPLE2', 2)
_top('tuple3', 'TUPLE3', 3)
# Keys are strings, whichever way they are written.
_KEYS = map(str, xrange(256))
_memo('', '', _line)
_memo('bin', 'BIN', lambda machine: _KEYS[ord(machine.read(1))])
_memo('long_bin', 'LONG_BIN', lambda machine: repr(_four_bytes(machine)))
_operation('ext1', 'EXT1', lambda machine: machine.get_extension(_byte(machine)))
_operation('ext2', 'EXT2', lambda machine: machine.get_extension(_two_bytes(machine)))
_operation('ext4', 'EXT4', lambda machine: machine.get_extension(_four_bytes(machine)))


@_row('eof', None)
def _(self):
    raise EOFError


@_row('proto', 'PROTO')
def _(self):
    asked = _byte(self)
    if asked > 2:
        raise ValueError("unsupported pickle protocol: %d" % asked)


@_row('stop', 'STOP')
def _(self):
    raise _Stop(self.stack.pop())


@_row('pop', 'POP')
def _(self):
    del self.stack[-1]


@_row('pop_mark', 'POP_MARK')
def _(self):
    del self.stack[self.marker():]


@_row('inst', 'INST')
def _(self):
    module, name = _line(self), _line(self)
    args = self._after_mark()
    self._instantiate(self.find_class(module, name), args)


@_row('obj', 'OBJ')
def _(self):
    args = self._after_mark()
    self._instantiate(args.pop(0), args)


@_row('newobj', 'NEWOBJ')
def _(self):
    args, cls = self.stack.pop(), self.stack.pop()
    self.append(cls.__new__(cls, *args))


@_row('reduce', 'REDUCE')
def _(self):
    args, function = self.stack.pop(), self.stack.pop()
    self.append(function(*args))


@_row('append', 'APPEND')
def _(self):
    item = self.stack.pop()
    self.stack[-1].append(item)


@_row('appends', 'APPENDS')
def _(self):
    items = self._after_mark()
    self.stack[-1].extend(items)


@_row('setitem', 'SETITEM')
def _(self):
    value, key = self.stack.pop(), self.stack.pop()
    self.stack[-1][key] = value


@_row('setitems', 'SETITEMS')
def _(self):
    items = self._after_mark()
    _fill(self.stack[-1], items)


@_row('build', 'BUILD')
def _(self):
    state, instance = self.stack.pop(), self.stack[-1]
    setstate = getattr(instance, "__setstate__", None)
    if setstate:
        setstate(state)
        return
    slots = None
    if isinstance(state, tuple) and len(state) == 2:
        state, slots = state
    if state:
        try:
            own = instance.__dict__
            for name, value in state.iteritems():
                own[intern(name) if isinstance(name, str) else name] = value
        except RuntimeError:
            # A restricted environment of old times had no __dict__ to write to.
            _set_attributes(instance, state)
    if slots:
        _set_attributes(instance, slots)


def _set_attributes(instance, values):
    for name in values:
        setattr(instance, name, values[name])
