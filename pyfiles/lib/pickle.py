"""Objects as byte strings, and back: protocols 0, 1 and 2."""
import re
import struct
import sys
from copy_reg import (dispatch_table, _extension_registry, _inverted_registry, _extension_cache)
from types import *

__all__ = ["PickleError", "PicklingError", "UnpicklingError", "Pickler", "Unpickler", "dump",
           "dumps", "load", "loads"]

__version__ = "$Revision: 72223 $"
format_version = "2.0"
compatible_formats = ["1.0", "1.1", "1.2", "1.3", "2.0"]
HIGHEST_PROTOCOL = 2


class PickleError(Exception):
    """Root of the errors of this module."""


class PicklingError(PickleError):
    """An object cannot be pickled."""


class UnpicklingError(PickleError):
    """A pickle cannot be read."""


class _Stop(Exception):
    def __init__(self, value):
        self.value = value


PyStringMap = None

# Operation codes: one character each.
MARK = '('
STOP = '.'
POP = '0'
POP_MARK = '1'
DUP = '2'
FLOAT = 'F'
INT = 'I'
BININT = 'J'
BININT1 = 'K'
LONG = 'L'
BININT2 = 'M'
NONE = 'N'
PERSID = 'P'
BINPERSID = 'Q'
REDUCE = 'R'
STRING = 'S'
BINSTRING = 'T'
SHORT_BINSTRING = 'U'
UNICODE = 'V'
BINUNICODE = 'X'
APPEND = 'a'
BUILD = 'b'
GLOBAL = 'c'
DICT = 'd'
EMPTY_DICT = '}'
APPENDS = 'e'
GET = 'g'
BINGET = 'h'
INST = 'i'
LONG_BINGET = 'j'
LIST = 'l'
EMPTY_LIST = ']'
OBJ = 'o'
PUT = 'p'
BINPUT = 'q'
LONG_BINPUT = 'r'
SETITEM = 's'
TUPLE = 't'
EMPTY_TUPLE = ')'
SETITEMS = 'u'
BINFLOAT = 'G'
TRUE = 'I01\n'
FALSE = 'I00\n'
PROTO = '\x80'
NEWOBJ = '\x81'
EXT1 = '\x82'
EXT2 = '\x83'
EXT4 = '\x84'
TUPLE1 = '\x85'
TUPLE2 = '\x86'
TUPLE3 = '\x87'
NEWTRUE = '\x88'
NEWFALSE = '\x89'
LONG1 = '\x8a'
LONG4 = '\x8b'

_tuplesize2code = [EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3]
_BATCH = 1000

__all__.extend([name for name in dir() if re.match("[A-Z][A-Z0-9_]+$", name)])


class Pickler:
    def __init__(self, file, protocol=None):
        if protocol is None:
            protocol = 0
        if protocol < 0:
            protocol = HIGHEST_PROTOCOL
        elif not 0 <= protocol <= HIGHEST_PROTOCOL:
            raise ValueError("pickle protocol must be <= %d" % HIGHEST_PROTOCOL)
        self.write = file.write
        self.memo = {}
        self.proto = int(protocol)
        self.bin = protocol >= 1
        self.fast = 0

    def clear_memo(self):
        """Forget the objects written so far."""
        self.memo.clear()

    def dump(self, obj):
        """Write an object."""
        if self.proto >= 2:
            self.write(PROTO + chr(self.proto))
        self.save(obj)
        self.write(STOP)

    def memoize(self, obj):
        if self.fast:
            return
        assert id(obj) not in self.memo
        number = len(self.memo)
        self.write(self.put(number))
        self.memo[id(obj)] = number, obj

    def put(self, i, pack=struct.pack):
        if self.bin:
            if i < 256:
                return BINPUT + chr(i)
            return LONG_BINPUT + pack("<i", i)
        return PUT + repr(i) + '\n'

    def get(self, i, pack=struct.pack):
        if self.bin:
            if i < 256:
                return BINGET + chr(i)
            return LONG_BINGET + pack("<i", i)
        return GET + repr(i) + '\n'

    def save(self, obj):
        pid = self.persistent_id(obj)
        if pid is not None:
            self.save_pers(pid)
            return
        known = self.memo.get(id(obj))
        if known:
            self.write(self.get(known[0]))
            return
        kind = type(obj)
        saver = self.dispatch.get(kind)
        if saver:
            saver(self, obj)
            return
        reducer = dispatch_table.get(kind)
        if reducer:
            reduced = reducer(obj)
        else:
            try:
                is_class = issubclass(kind, TypeType)
            except TypeError:
                is_class = 0
            if is_class:
                self.save_global(obj)
                return
            reducer = getattr(obj, "__reduce_ex__", None)
            if reducer:
                reduced = reducer(self.proto)
            else:
                reducer = getattr(obj, "__reduce__", None)
                if not reducer:
                    raise PicklingError("Can't pickle %r object: %r" % (kind.__name__, obj))
                reduced = reducer()
        if type(reduced) is StringType:
            self.save_global(obj, reduced)
            return
        if type(reduced) is not TupleType:
            raise PicklingError("%s must return string or tuple" % reducer)
        if not 2 <= len(reduced) <= 5:
            raise PicklingError("Tuple returned by %s must have two to five elements" % reducer)
        self.save_reduce(obj=obj, *reduced)

    def persistent_id(self, obj):
        return None

    def save_pers(self, pid):
        if self.bin:
            self.save(pid)
            self.write(BINPERSID)
        else:
            self.write(PERSID + str(pid) + '\n')

    def save_reduce(self, func, args, state=None, listitems=None, dictitems=None, obj=None):
        if not isinstance(args, TupleType):
            raise PicklingError("args from reduce() should be a tuple")
        if not hasattr(func, '__call__'):
            raise PicklingError("func from reduce should be callable")
        if self.proto >= 2 and getattr(func, "__name__", "") == "__newobj__":
            cls = args[0]
            if not hasattr(cls, "__new__"):
                raise PicklingError("args[0] from __newobj__ args has no __new__")
            if obj is not None and cls is not obj.__class__:
                raise PicklingError("args[0] from __newobj__ args has the wrong class")
            self.save(cls)
            self.save(args[1:])
            self.write(NEWOBJ)
        else:
            self.save(func)
            self.save(args)
            self.write(REDUCE)
        if obj is not None:
            # A recursive structure may have written the object meanwhile.
            if id(obj) in self.memo:
                self.write(POP + self.get(self.memo[id(obj)][0]))
            else:
                self.memoize(obj)
        if listitems is not None:
            self._batch_appends(listitems)
        if dictitems is not None:
            self._batch_setitems(dictitems)
        if state is not None:
            self.save(state)
            self.write(BUILD)

    dispatch = {}

    def save_none(self, obj):
        self.write(NONE)
    dispatch[NoneType] = save_none

    def save_bool(self, obj):
        if self.proto >= 2:
            self.write(NEWTRUE if obj else NEWFALSE)
        else:
            self.write(TRUE if obj else FALSE)
    dispatch[bool] = save_bool

    def save_int(self, obj, pack=struct.pack):
        if self.bin:
            if 0 <= obj <= 0xff:
                self.write(BININT1 + chr(obj))
                return
            if 0 <= obj <= 0xffff:
                self.write("%c%c%c" % (BININT2, obj & 0xff, obj >> 8))
                return
            if -0x80000000 <= obj <= 0x7fffffff:
                self.write(BININT + pack("<i", obj))
                return
        self.write(INT + repr(obj) + '\n')
    dispatch[IntType] = save_int

    def save_long(self, obj, pack=struct.pack):
        if self.proto >= 2:
            data = encode_long(obj)
            if len(data) < 256:
                self.write(LONG1 + chr(len(data)) + data)
            else:
                self.write(LONG4 + pack("<i", len(data)) + data)
            return
        self.write(LONG + repr(obj) + '\n')
    dispatch[LongType] = save_long

    def save_float(self, obj, pack=struct.pack):
        if self.bin:
            self.write(BINFLOAT + pack('>d', obj))
        else:
            self.write(FLOAT + repr(obj) + '\n')
    dispatch[FloatType] = save_float

    def save_string(self, obj, pack=struct.pack):
        if self.bin:
            if len(obj) < 256:
                self.write(SHORT_BINSTRING + chr(len(obj)) + obj)
            else:
                self.write(BINSTRING + pack("<i", len(obj)) + obj)
        else:
            self.write(STRING + repr(obj) + '\n')
        self.memoize(obj)
    dispatch[StringType] = save_string

    def save_unicode(self, obj, pack=struct.pack):
        if self.bin:
            data = obj.encode('utf-8')
            self.write(BINUNICODE + pack("<i", len(data)) + data)
        else:
            data = obj.replace("\\", "\\u005c").replace("\n", "\\u000a")
            self.write(UNICODE + data.encode('raw-unicode-escape') + '\n')
        self.memoize(obj)
    dispatch[UnicodeType] = save_unicode

    def save_tuple(self, obj):
        size = len(obj)
        if size == 0:
            if self.proto:
                self.write(EMPTY_TUPLE)
            else:
                self.write(MARK + TUPLE)
            return
        if size <= 3 and self.proto >= 2:
            for item in obj:
                self.save(item)
            if id(obj) in self.memo:
                self.write(POP * size + self.get(self.memo[id(obj)][0]))
            else:
                self.write(_tuplesize2code[size])
                self.memoize(obj)
            return
        self.write(MARK)
        for item in obj:
            self.save(item)
        if id(obj) in self.memo:
            # The tuple holds itself, and is finished already.
            get = self.get(self.memo[id(obj)][0])
            self.write(POP_MARK + get if self.proto else POP * (size + 1) + get)
            return
        self.write(TUPLE)
        self.memoize(obj)
    dispatch[TupleType] = save_tuple

    def save_empty_tuple(self, obj):
        self.write(EMPTY_TUPLE)

    def save_list(self, obj):
        self.write(EMPTY_LIST if self.bin else MARK + LIST)
        self.memoize(obj)
        self._batch_appends(iter(obj))
    dispatch[ListType] = save_list

    def _batches(self, items):
        """Yield lists of up to _BATCH items."""
        batch = []
        for item in items:
            batch.append(item)
            if len(batch) == _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _batch_appends(self, items):
        if not self.bin:
            for item in items:
                self.save(item)
                self.write(APPEND)
            return
        for batch in self._batches(items):
            if len(batch) == 1:
                self.save(batch[0])
                self.write(APPEND)
            else:
                self.write(MARK)
                for item in batch:
                    self.save(item)
                self.write(APPENDS)

    def save_dict(self, obj):
        self.write(EMPTY_DICT if self.bin else MARK + DICT)
        self.memoize(obj)
        self._batch_setitems(obj.iteritems())
    dispatch[DictionaryType] = save_dict

    def _batch_setitems(self, items):
        if not self.bin:
            for key, value in items:
                self.save(key)
                self.save(value)
                self.write(SETITEM)
            return
        for batch in self._batches(items):
            if len(batch) == 1:
                self.save(batch[0][0])
                self.save(batch[0][1])
                self.write(SETITEM)
            else:
                self.write(MARK)
                for key, value in batch:
                    self.save(key)
                    self.save(value)
                self.write(SETITEMS)

    def save_inst(self, obj):
        cls = obj.__class__
        if hasattr(obj, '__getinitargs__'):
            args = obj.__getinitargs__()
            len(args)
            _keep_alive(args, self.memo)
        else:
            args = ()
        self.write(MARK)
        if self.bin:
            self.save(cls)
            for arg in args:
                self.save(arg)
            self.write(OBJ)
        else:
            for arg in args:
                self.save(arg)
            self.write(INST + cls.__module__ + '\n' + cls.__name__ + '\n')
        self.memoize(obj)
        try:
            getstate = obj.__getstate__
        except AttributeError:
            state = obj.__dict__
        else:
            state = getstate()
            _keep_alive(state, self.memo)
        self.save(state)
        self.write(BUILD)
    dispatch[InstanceType] = save_inst

    def save_global(self, obj, name=None, pack=struct.pack):
        if name is None:
            name = obj.__name__
        module = getattr(obj, "__module__", None)
        if module is None:
            module = whichmodule(obj, name)
        try:
            __import__(module)
            found = getattr(sys.modules[module], name)
        except (ImportError, KeyError, AttributeError):
            raise PicklingError("Can't pickle %r: it's not found as %s.%s" % (obj, module, name))
        if found is not obj:
            raise PicklingError("Can't pickle %r: it's not the same object as %s.%s"
                                % (obj, module, name))
        if self.proto >= 2:
            code = _extension_registry.get((module, name))
            if code:
                if code <= 0xff:
                    self.write(EXT1 + chr(code))
                elif code <= 0xffff:
                    self.write("%c%c%c" % (EXT2, code & 0xff, code >> 8))
                else:
                    self.write(EXT4 + pack("<i", code))
                return
        self.write(GLOBAL + module + '\n' + name + '\n')
        self.memoize(obj)

    def save_type(self, obj):
        if obj is type(None):
            return self.save_reduce(type, (None,), obj=obj)
        if obj is type(NotImplemented):
            return self.save_reduce(type, (NotImplemented,), obj=obj)
        if obj is type(Ellipsis):
            return self.save_reduce(type, (Ellipsis,), obj=obj)
        return self.save_global(obj)

    dispatch[ClassType] = save_global
    dispatch[FunctionType] = save_global
    dispatch[BuiltinFunctionType] = save_global
    dispatch[TypeType] = save_type


def _keep_alive(x, memo):
    """Keep a temporary object alive with the memo, so that its id stays taken."""
    try:
        memo[id(memo)].append(x)
    except KeyError:
        memo[id(memo)] = [x]


classmap = {}


def whichmodule(func, funcname):
    """Return the name of the module a function is found in."""
    module = getattr(func, "__module__", None)
    if module is not None:
        return module
    if func in classmap:
        return classmap[func]
    for name, module in sys.modules.items():
        if module is None:
            continue
        if name != '__main__' and getattr(module, funcname, None) is func:
            break
    else:
        name = '__main__'
    classmap[func] = name
    return name


class Unpickler:
    def __init__(self, file):
        self.readline = file.readline
        self.read = file.read
        self.memo = {}

    def load(self):
        """Read an object."""
        self.mark = object()
        self.stack = []
        self.append = self.stack.append
        read, dispatch = self.read, self.dispatch
        try:
            while 1:
                dispatch[read(1)](self)
        except _Stop as stop:
            return stop.value

    def marker(self):
        """Return the position of the last mark."""
        stack = self.stack
        position = len(stack) - 1
        while stack[position] is not self.mark:
            position -= 1
        return position

    def _after_mark(self):
        """Take off and return what stands above the last mark."""
        position = self.marker()
        items = self.stack[position + 1:]
        del self.stack[position:]
        return items

    dispatch = {}

    def load_eof(self):
        raise EOFError
    dispatch[''] = load_eof

    def load_proto(self):
        protocol = ord(self.read(1))
        if not 0 <= protocol <= 2:
            raise ValueError("unsupported pickle protocol: %d" % protocol)
    dispatch[PROTO] = load_proto

    def load_persid(self):
        self.append(self.persistent_load(self.readline()[:-1]))
    dispatch[PERSID] = load_persid

    def load_binpersid(self):
        self.append(self.persistent_load(self.stack.pop()))
    dispatch[BINPERSID] = load_binpersid

    def load_none(self):
        self.append(None)
    dispatch[NONE] = load_none

    def load_false(self):
        self.append(False)
    dispatch[NEWFALSE] = load_false

    def load_true(self):
        self.append(True)
    dispatch[NEWTRUE] = load_true

    def load_int(self):
        data = self.readline()
        if data == FALSE[1:]:
            value = False
        elif data == TRUE[1:]:
            value = True
        else:
            try:
                value = int(data)
            except ValueError:
                value = long(data)
        self.append(value)
    dispatch[INT] = load_int

    def load_binint(self):
        self.append(struct.unpack('<i', self.read(4))[0])
    dispatch[BININT] = load_binint

    def load_binint1(self):
        self.append(ord(self.read(1)))
    dispatch[BININT1] = load_binint1

    def load_binint2(self):
        self.append(struct.unpack('<H', self.read(2))[0])
    dispatch[BININT2] = load_binint2

    def load_long(self):
        self.append(long(self.readline()[:-1], 0))
    dispatch[LONG] = load_long

    def load_long1(self):
        self.append(decode_long(self.read(ord(self.read(1)))))
    dispatch[LONG1] = load_long1

    def load_long4(self):
        self.append(decode_long(self.read(struct.unpack('<i', self.read(4))[0])))
    dispatch[LONG4] = load_long4

    def load_float(self):
        self.append(float(self.readline()[:-1]))
    dispatch[FLOAT] = load_float

    def load_binfloat(self, unpack=struct.unpack):
        self.append(unpack('>d', self.read(8))[0])
    dispatch[BINFLOAT] = load_binfloat

    def load_string(self):
        text = self.readline()[:-1]
        if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
            raise ValueError("insecure string pickle")
        self.append(text[1:-1].decode("string-escape"))
    dispatch[STRING] = load_string

    def load_binstring(self):
        self.append(self.read(struct.unpack('<i', self.read(4))[0]))
    dispatch[BINSTRING] = load_binstring

    def load_unicode(self):
        self.append(unicode(self.readline()[:-1], 'raw-unicode-escape'))
    dispatch[UNICODE] = load_unicode

    def load_binunicode(self):
        self.append(unicode(self.read(struct.unpack('<i', self.read(4))[0]), 'utf-8'))
    dispatch[BINUNICODE] = load_binunicode

    def load_short_binstring(self):
        self.append(self.read(ord(self.read(1))))
    dispatch[SHORT_BINSTRING] = load_short_binstring

    def load_tuple(self):
        self.append(tuple(self._after_mark()))
    dispatch[TUPLE] = load_tuple

    def load_empty_tuple(self):
        self.append(())
    dispatch[EMPTY_TUPLE] = load_empty_tuple

    def load_tuple1(self):
        self.stack[-1] = (self.stack[-1],)
    dispatch[TUPLE1] = load_tuple1

    def load_tuple2(self):
        self.stack[-2:] = [(self.stack[-2], self.stack[-1])]
    dispatch[TUPLE2] = load_tuple2

    def load_tuple3(self):
        self.stack[-3:] = [(self.stack[-3], self.stack[-2], self.stack[-1])]
    dispatch[TUPLE3] = load_tuple3

    def load_empty_list(self):
        self.append([])
    dispatch[EMPTY_LIST] = load_empty_list

    def load_empty_dictionary(self):
        self.append({})
    dispatch[EMPTY_DICT] = load_empty_dictionary

    def load_list(self):
        self.append(self._after_mark())
    dispatch[LIST] = load_list

    def load_dict(self):
        items = self._after_mark()
        self.append(dict(zip(items[::2], items[1::2])))
    dispatch[DICT] = load_dict

    def _instantiate(self, cls, args):
        if not args and type(cls) is ClassType and not hasattr(cls, "__getinitargs__"):
            value = _EmptyClass()
            value.__class__ = cls
        else:
            try:
                value = cls(*args)
            except TypeError as error:
                raise TypeError, "in constructor for %s: %s" % (cls.__name__, str(error)), \
                    sys.exc_info()[2]
        self.append(value)

    def load_inst(self):
        module = self.readline()[:-1]
        name = self.readline()[:-1]
        args = tuple(self._after_mark())
        self._instantiate(self.find_class(module, name), args)
    dispatch[INST] = load_inst

    def load_obj(self):
        items = self._after_mark()
        self._instantiate(items[0], tuple(items[1:]))
    dispatch[OBJ] = load_obj

    def load_newobj(self):
        args = self.stack.pop()
        cls = self.stack[-1]
        self.stack[-1] = cls.__new__(cls, *args)
    dispatch[NEWOBJ] = load_newobj

    def load_global(self):
        module = self.readline()[:-1]
        name = self.readline()[:-1]
        self.append(self.find_class(module, name))
    dispatch[GLOBAL] = load_global

    def load_ext1(self):
        self.get_extension(ord(self.read(1)))
    dispatch[EXT1] = load_ext1

    def load_ext2(self):
        self.get_extension(struct.unpack('<H', self.read(2))[0])
    dispatch[EXT2] = load_ext2

    def load_ext4(self):
        self.get_extension(struct.unpack('<i', self.read(4))[0])
    dispatch[EXT4] = load_ext4

    def get_extension(self, code):
        missing = []
        value = _extension_cache.get(code, missing)
        if value is missing:
            key = _inverted_registry.get(code)
            if not key:
                raise ValueError("unregistered extension code %d" % code)
            value = self.find_class(*key)
            _extension_cache[code] = value
        self.append(value)

    def find_class(self, module, name):
        __import__(module)
        return getattr(sys.modules[module], name)

    def load_reduce(self):
        args = self.stack.pop()
        self.stack[-1] = self.stack[-1](*args)
    dispatch[REDUCE] = load_reduce

    def load_pop(self):
        del self.stack[-1]
    dispatch[POP] = load_pop

    def load_pop_mark(self):
        del self.stack[self.marker():]
    dispatch[POP_MARK] = load_pop_mark

    def load_dup(self):
        self.append(self.stack[-1])
    dispatch[DUP] = load_dup

    def load_get(self):
        self.append(self.memo[self.readline()[:-1]])
    dispatch[GET] = load_get

    def load_binget(self):
        self.append(self.memo[repr(ord(self.read(1)))])
    dispatch[BINGET] = load_binget

    def load_long_binget(self):
        self.append(self.memo[repr(struct.unpack('<i', self.read(4))[0])])
    dispatch[LONG_BINGET] = load_long_binget

    def load_put(self):
        self.memo[self.readline()[:-1]] = self.stack[-1]
    dispatch[PUT] = load_put

    def load_binput(self):
        self.memo[repr(ord(self.read(1)))] = self.stack[-1]
    dispatch[BINPUT] = load_binput

    def load_long_binput(self):
        self.memo[repr(struct.unpack('<i', self.read(4))[0])] = self.stack[-1]
    dispatch[LONG_BINPUT] = load_long_binput

    def load_append(self):
        value = self.stack.pop()
        self.stack[-1].append(value)
    dispatch[APPEND] = load_append

    def load_appends(self):
        items = self._after_mark()
        self.stack[-1].extend(items)
    dispatch[APPENDS] = load_appends

    def load_setitem(self):
        value = self.stack.pop()
        key = self.stack.pop()
        self.stack[-1][key] = value
    dispatch[SETITEM] = load_setitem

    def load_setitems(self):
        items = self._after_mark()
        target = self.stack[-1]
        for index in xrange(0, len(items), 2):
            target[items[index]] = items[index + 1]
    dispatch[SETITEMS] = load_setitems

    def load_build(self):
        state = self.stack.pop()
        target = self.stack[-1]
        setstate = getattr(target, "__setstate__", None)
        if setstate:
            setstate(state)
            return
        slots = None
        if isinstance(state, tuple) and len(state) == 2:
            state, slots = state
        if state:
            try:
                names = target.__dict__
                for key, value in state.iteritems():
                    if isinstance(key, str):
                        key = intern(key)
                    names[key] = value
            except RuntimeError:
                for key, value in state.items():
                    setattr(target, key, value)
        if slots:
            for key, value in slots.items():
                setattr(target, key, value)
    dispatch[BUILD] = load_build

    def load_mark(self):
        self.append(self.mark)
    dispatch[MARK] = load_mark

    def load_stop(self):
        raise _Stop(self.stack.pop())
    dispatch[STOP] = load_stop


class _EmptyClass:
    pass


def encode_long(x):
    """Return a long as two's complement, the lowest byte first."""
    if x == 0:
        return ''
    size = (x.bit_length() >> 3) + 1
    value = x if x >= 0 else x + (1 << (size * 8))
    text = '%x' % value
    data = ('0' * (size * 2 - len(text)) + text).decode('hex')[::-1]
    if x < 0 and size > 1 and data[-1] == '\xff' and ord(data[-2]) & 0x80:
        data = data[:-1]
    return data


def decode_long(data):
    """Return the long that encode_long has written."""
    if not data:
        return 0L
    value = long(data[::-1].encode('hex'), 16)
    if data[-1] >= '\x80':
        value -= 1L << (len(data) * 8)
    return value


try:
    from cStringIO import StringIO
except ImportError:
    from StringIO import StringIO


def dump(obj, file, protocol=None):
    """Write an object to a file."""
    Pickler(file, protocol).dump(obj)


def dumps(obj, protocol=None):
    """Return an object as a byte string."""
    file = StringIO()
    Pickler(file, protocol).dump(obj)
    return file.getvalue()


def load(file):
    """Read an object from a file."""
    return Unpickler(file).load()


def loads(str):
    """Read an object from a byte string."""
    return Unpickler(StringIO(str)).load()
