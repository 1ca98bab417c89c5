"""Functions that tell pickle and copy how to take objects apart."""
from types import ClassType as _ClassType

__all__ = ["pickle", "constructor", "add_extension", "remove_extension", "clear_extension_cache"]

dispatch_table = {}


def _require_callable(what, function):
    if not callable(function):
        raise TypeError("%s must be callable" % what)


def pickle(ob_type, pickle_function, constructor_ob=None):
    """Register the function that reduces objects of a type."""
    if isinstance(ob_type, _ClassType):
        raise TypeError("copy_reg is not intended for use with classes")
    _require_callable("reduction functions", pickle_function)
    if constructor_ob is not None:
        constructor(constructor_ob)
    dispatch_table[ob_type] = pickle_function


def constructor(object):
    """Check that a function can serve to make objects."""
    _require_callable("constructors", object)


pickle(complex, lambda number: (complex, (number.real, number.imag)), complex)


def _reduce_struct_time(moment):
    return type(moment), (tuple(moment), {})


import time as _time
pickle(_time.struct_time, _reduce_struct_time)
del _time

# The type was made by a class statement.
_HEAPTYPE = 1 << 9


def _reconstructor(cls, base, state):
    """Make an object of cls from what its built-in base needs; state is None for object."""
    if base is object:
        return object.__new__(cls)
    made = base.__new__(cls, state)
    if base.__init__ != object.__init__:
        base.__init__(made, state)
    return made


def _native_base(cls):
    """Return the first class in the order of inheritance that no class statement made."""
    natives = (base for base in cls.__mro__
               if hasattr(base, '__flags__') and not base.__flags__ & _HEAPTYPE)
    return next(natives, object)


def _attributes(value):
    """Return the state of an object for the protocols 0 and 1."""
    if hasattr(value, "__getstate__"):
        return value.__getstate__()
    if getattr(value, "__slots__", None):
        raise TypeError("a class that defines __slots__ without "
                        "defining __getstate__ cannot be pickled")
    return getattr(value, '__dict__', None)


def _reduce_ex(self, proto):
    """Reduce an object for the pickle protocols 0 and 1."""
    assert proto < 2
    cls = self.__class__
    base = _native_base(cls)
    if base is cls and base is not object:
        raise TypeError("can't pickle %s objects" % base.__name__)
    parts = cls, base, None if base is object else base(self)
    state = _attributes(self)
    return (_reconstructor, parts, state) if state else (_reconstructor, parts)


def __newobj__(cls, *args):
    return cls.__new__(cls, *args)


def _own_slots(cls):
    """Return the slots that one class declares, as the attributes are really called."""
    declared = cls.__dict__.get('__slots__', ())
    if isinstance(declared, basestring):
        declared = [declared]
    private = '_' + cls.__name__
    return [private + name if name.startswith('__') and not name.endswith('__') else name
            for name in declared if name not in ("__dict__", "__weakref__")]


def _slotnames(cls):
    """Return the names of all slots of a class and its bases that pickle has to save."""
    known = cls.__dict__.get("__slotnames__")
    if known is not None:
        return known
    names = []
    if hasattr(cls, "__slots__"):
        for base in cls.__mro__:
            names += _own_slots(base)
    try:
        cls.__slotnames__ = names
    except Exception:
        # A class that cannot be changed is asked again next time.
        pass
    return names


# Short codes for global names: (module, name) -> code, code -> (module, name), code -> object.
_extension_registry = {}
_inverted_registry = {}
_extension_cache = {}


def add_extension(module, name, code):
    """Register a short code for a global name."""
    code, key = int(code), (module, name)
    if not 0 < code < 1 << 31:
        raise ValueError("code out of range")
    known_code, known_key = _extension_registry.get(key), _inverted_registry.get(code)
    if known_code == code and known_key == key:
        return
    if known_code is not None:
        raise ValueError("key %s is already registered with code %s" % (key, known_code))
    if known_key is not None:
        raise ValueError("code %s is already in use for key %s" % (code, known_key))
    _extension_registry[key], _inverted_registry[code] = code, key


def remove_extension(module, name, code):
    """Take a code back."""
    key = (module, name)
    if _extension_registry.get(key) != code or _inverted_registry.get(code) != key:
        raise ValueError("key %s is not registered with code %s" % (key, code))
    del _extension_registry[key]
    del _inverted_registry[code]
    _extension_cache.pop(code, None)


def clear_extension_cache():
    _extension_cache.clear()
