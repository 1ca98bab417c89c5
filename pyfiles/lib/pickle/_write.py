"""Writing pickles.

The class attribute dispatch maps a type to the method that writes its objects; an object of any
other type says by __reduce_ex__ or __reduce__, or copy_reg.dispatch_table does, what to write.
The memo maps the id of an object to its number in the pickle and the object, which keeps the id
from being used again.
"""
import sys
from itertools import islice, izip
from struct import pack

from copy_reg import dispatch_table, _extension_registry
from types import BuiltinFunctionType, ClassType, FunctionType, InstanceType, NoneType

import pickle
from pickle import PicklingError
from pickle._opcodes import CODES

globals().update(CODES)

# How many items go between two marks at the most.
_BATCH = 1000

_SHORT_TUPLES = EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3


def _sized(short, long, number):
    """Returns an operation with a number behind it that takes one byte or four."""
    return short + chr(number) if number < 256 else long + pack("<i", number)


def _keep_alive(thing, memo):
    """Has the memo keep something that nobody else may hold, under the memo's own id."""
    memo.setdefault(id(memo), []).append(thing)


_savers = {}


def _saves(*types):
    def register(method):
        _savers.update((kind, method) for kind in types)
        return method
    return register


class Pickler:
    """Writes objects to a file; a protocol below 0 means the newest one."""

    def __init__(self, file, protocol=None):
        protocol = protocol or 0
        if protocol > pickle.HIGHEST_PROTOCOL:
            raise ValueError("pickle protocol must be <= %d" % pickle.HIGHEST_PROTOCOL)
        self.proto = pickle.HIGHEST_PROTOCOL if protocol < 0 else int(protocol)
        self.bin = self.proto > 0
        self.fast = 0
        self.memo = {}
        self.write = file.write

    def clear_memo(self):
        """Forget the objects written so far."""
        self.memo.clear()

    def dump(self, obj):
        """Write an object."""
        if self.proto > 1:
            self.write(PROTO + chr(self.proto))
        self.save(obj)
        self.write(STOP)

    # Objects that occur again

    def memoize(self, obj):
        """Number the object that has just been written."""
        if not self.fast:
            key, number = id(obj), len(self.memo)
            assert key not in self.memo
            self.write(self.put(number))
            self.memo[key] = number, obj

    def put(self, i):
        """Return the operation that numbers an object."""
        return _sized(BINPUT, LONG_BINPUT, i) if self.bin else '%s%r\n' % (PUT, i)

    def get(self, i):
        """Return the operation that fetches an object by its number."""
        return _sized(BINGET, LONG_BINGET, i) if self.bin else '%s%r\n' % (GET, i)

    def _written(self, obj):
        """Return what fetches obj if it has been written, else None."""
        found = self.memo.get(id(obj))
        return found and self.get(found[0])

    # What an object is written as

    def save(self, obj):
        """Write an object without the frame of a whole pickle."""
        pid = self.persistent_id(obj)
        if pid is not None:
            return self.save_pers(pid)
        again = self._written(obj)
        if again:
            self.write(again)
            return
        saver = self.dispatch.get(type(obj))
        if saver:
            saver(self, obj)
        else:
            self._save_other(obj)

    def _save_other(self, obj):
        kind = type(obj)
        reduce, args = dispatch_table.get(kind), (obj,)
        if not reduce:
            if issubclass(kind, type):
                return self.save_global(obj)
            reduce, args = getattr(obj, "__reduce_ex__", None), (self.proto,)
        if not reduce:
            reduce, args = getattr(obj, "__reduce__", None), ()
        if not reduce:
            raise PicklingError("Can't pickle %r object: %r" % (kind.__name__, obj))
        self._save_recipe(obj, reduce, reduce(*args))

    def _save_recipe(self, obj, reduce, recipe):
        if type(recipe) is str:
            self.save_global(obj, recipe)
        elif type(recipe) is not tuple:
            raise PicklingError("%s must return string or tuple" % reduce)
        elif 2 <= len(recipe) <= 5:
            self.save_reduce(obj=obj, *recipe)
        else:
            raise PicklingError("Tuple returned by %s must have two to five elements" % reduce)

    def persistent_id(self, obj):
        """Return what stands for an object kept elsewhere, None for others; to be overridden."""
        return None

    def save_pers(self, pid):
        if not self.bin:
            self.write('%s%s\n' % (PERSID, pid))
            return
        self.save(pid)
        self.write(BINPERSID)

    def save_reduce(self, func, args, state=None, listitems=None, dictitems=None, obj=None):
        """Write what a reduction consists of; obj is what it is a reduction of."""
        if not isinstance(args, tuple):
            raise PicklingError("args from reduce() should be a tuple")
        if not hasattr(func, '__call__'):
            raise PicklingError("func from reduce should be callable")
        if self.proto > 1 and getattr(func, "__name__", "") == "__newobj__":
            func, args, operation = self._class_of_new(args, obj), args[1:], NEWOBJ
        else:
            operation = REDUCE
        for part in func, args:
            self.save(part)
        self.write(operation)
        if obj is not None:
            # What it consists of may hold, and so have written, the object itself.
            again = self._written(obj)
            if again:
                self.write(POP + again)
            else:
                self.memoize(obj)
        for items, save_items in (listitems, self._batch_appends), (dictitems, self._batch_setitems):
            if items is not None:
                save_items(items)
        if state is not None:
            self.save(state)
            self.write(BUILD)

    def _class_of_new(self, args, obj):
        cls = args[0]
        if not hasattr(cls, "__new__"):
            raise PicklingError("args[0] from __newobj__ args has no __new__")
        if obj is not None and cls is not obj.__class__:
            raise PicklingError("args[0] from __newobj__ args has the wrong class")
        return cls

    # Numbers and strings

    @_saves(NoneType)
    def save_none(self, obj):
        self.write(NONE)

    @_saves(bool)
    def save_bool(self, obj):
        false_and_true = (NEWFALSE, NEWTRUE) if self.proto > 1 else (FALSE, TRUE)
        self.write(false_and_true[obj])

    @_saves(int)
    def save_int(self, obj):
        if not self.bin or not -0x80000000 <= obj < 0x80000000:
            text = '%s%r\n' % (INT, obj)
        elif obj >> 8 == 0:
            text = BININT1 + chr(obj)
        elif obj >> 16 == 0:
            text = BININT2 + pack("<H", obj)
        else:
            text = BININT + pack("<i", obj)
        self.write(text)

    @_saves(long)
    def save_long(self, obj):
        if self.proto < 2:
            self.write('%s%r\n' % (LONG, obj))
            return
        data = pickle.encode_long(obj)
        self.write(_sized(LONG1, LONG4, len(data)) + data)

    @_saves(float)
    def save_float(self, obj):
        self.write(BINFLOAT + pack('>d', obj) if self.bin else '%s%r\n' % (FLOAT, obj))

    @_saves(str)
    def save_string(self, obj):
        self.write(_sized(SHORT_BINSTRING, BINSTRING, len(obj)) + obj if self.bin
                   else '%s%r\n' % (STRING, obj))
        self.memoize(obj)

    @_saves(unicode)
    def save_unicode(self, obj):
        if self.bin:
            data = obj.encode('utf-8')
            self.write(BINUNICODE + pack("<i", len(data)))
            self.write(data)
        else:
            # The escapes of the encoding leave these two as they are.
            safe = obj.replace(u"\\", u"\\u005c").replace(u"\n", u"\\u000a")
            self.write('%s%s\n' % (UNICODE, safe.encode('raw-unicode-escape')))
        self.memoize(obj)

    # Containers

    @_saves(tuple)
    def save_tuple(self, obj):
        size = len(obj)
        if not size:
            return self.save_empty_tuple(obj)
        marked = size > 3 or self.proto < 2
        if marked:
            self.write(MARK)
        for item in obj:
            self.save(item)
        again = self._written(obj)
        if again:
            # The tuple holds itself, and its inner copy is finished already: drop this one.
            self.write((POP_MARK if marked and self.bin else POP * (size + marked)) + again)
        else:
            self.write(TUPLE if marked else _SHORT_TUPLES[size])
            self.memoize(obj)

    def save_empty_tuple(self, obj):
        self.write(EMPTY_TUPLE if self.bin else MARK + TUPLE)

    @_saves(list)
    def save_list(self, obj):
        self.write(EMPTY_LIST if self.bin else MARK + LIST)
        self.memoize(obj)
        self._batch_appends(iter(obj))

    @_saves(dict)
    def save_dict(self, obj):
        self.write(EMPTY_DICT if self.bin else MARK + DICT)
        self.memoize(obj)
        self._batch_setitems(obj.iteritems())

    def _batch_appends(self, items):
        self._in_batches(izip(items), APPEND, APPENDS)

    def _batch_setitems(self, items):
        self._in_batches(items, SETITEM, SETITEMS)

    def _in_batches(self, groups, one, many):
        """Save groups of objects: each followed by `one`, or a mark, several groups and `many`."""
        save, write = self.save, self.write
        groups = iter(groups)
        while True:
            batch = list(islice(groups, _BATCH if self.bin else 1))
            if not batch:
                return
            if len(batch) > 1:
                write(MARK)
            for group in batch:
                for part in group:
                    save(part)
            write(many if len(batch) > 1 else one)

    # Instances, classes and functions

    @_saves(InstanceType)
    def save_inst(self, obj):
        cls, args, save = obj.__class__, (), self.save
        if hasattr(obj, '__getinitargs__'):
            args = obj.__getinitargs__()
            len(args)  # TypeError for what is no sequence
            _keep_alive(args, self.memo)
        self.write(MARK)
        if self.bin:
            save(cls)
        for arg in args:
            save(arg)
        self.write(OBJ if self.bin else '%s%s\n%s\n' % (INST, cls.__module__, cls.__name__))
        self.memoize(obj)
        getstate = getattr(obj, '__getstate__', None)
        if getstate is None:
            state = obj.__dict__
        else:
            state = getstate()
            _keep_alive(state, self.memo)
        save(state)
        self.write(BUILD)

    @_saves(FunctionType, BuiltinFunctionType)
    def save_function(self, obj):
        try:
            self.save_global(obj)
        except PicklingError:
            reduce = dispatch_table.get(type(obj))
            if not reduce:
                raise
            self._save_recipe(obj, reduce, reduce(obj))

    @_saves(type, ClassType)
    def save_global(self, obj, name=None):
        """Write an object as the name it has in a module."""
        name = obj.__name__ if name is None else name
        module = getattr(obj, "__module__", None)
        if module is None:
            module = pickle.whichmodule(obj, name)
        self._check_global(obj, module, name)
        code = _extension_registry.get((module, name)) if self.proto > 1 else None
        if not code:
            self.write('%s%s\n%s\n' % (GLOBAL, module, name))
            self.memoize(obj)
        elif code >> 8 == 0:
            self.write(EXT1 + chr(code))
        elif code >> 16 == 0:
            self.write(EXT2 + pack("<H", code))
        else:
            self.write(EXT4 + pack("<i", code))

    def _check_global(self, obj, module, name):
        place = module, name
        try:
            __import__(module)
            found = getattr(sys.modules[module], name)
        except (ImportError, KeyError, AttributeError):
            raise PicklingError("Can't pickle %r: it's not found as %s.%s" % ((obj,) + place))
        if found is not obj:
            raise PicklingError("Can't pickle %r: it's not the same object as %s.%s" % ((obj,) + place))

    dispatch = _savers
