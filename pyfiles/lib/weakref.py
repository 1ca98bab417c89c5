"""References that do not keep objects alive, and containers of them."""
import UserDict
from _ownargs import take_self
from _weakref import (CallableProxyType, ProxyType, ReferenceType, getweakrefcount, getweakrefs,
                      proxy, ref)
from _weakrefset import Gate as _Gate, WeakSet
from exceptions import ReferenceError

ProxyTypes = (ProxyType, CallableProxyType)

__all__ = ["ref", "proxy", "getweakrefcount", "getweakrefs", "WeakKeyDictionary",
           "ReferenceError", "ReferenceType", "ProxyType", "CallableProxyType", "ProxyTypes",
           "WeakValueDictionary", 'WeakSet']


class KeyedRef(ref):
    """A reference that knows its key in a WeakValueDictionary."""

    __slots__ = ("key",)

    def __new__(type, ob, callback, key):
        made = ref.__new__(type, ob, callback)
        made.key = key
        return made

    def __init__(self, ob, callback, key):
        super(KeyedRef, self).__init__(ob, callback)


class _WeakDict(UserDict.UserDict):
    """What both weak dicts share: everything that follows from walking over the live entries.

    A derived class has _live(): an iterator over (key, value) of the entries that are alive.
    """

    def iteritems(self):
        return self._live()

    def iterkeys(self):
        for entry in self._live():
            yield entry[0]

    def __iter__(self):
        return self.iterkeys()

    def itervalues(self):
        for entry in self._live():
            yield entry[1]

    def items(self):
        return list(self.iteritems())

    def keys(self):
        return list(self.iterkeys())

    def values(self):
        return list(self.itervalues())

    def has_key(self, key):
        return key in self

    def __repr__(self):
        return "<%s at %s>" % (self.__class__.__name__, id(self))

    def __copy__(self):
        return self.copy()

    def _walk(self, references):
        return self._gate.walk(references)

    def _settled(self):
        """Return the underlying dict, without entries that died."""
        if self._gate:
            self._gate.clear_out()
        return self.data


def _entries(source):
    """Return the (key, value) pairs of whatever a dict can be updated from."""
    return source.items() if hasattr(source, "items") else dict(source).items()


def _evict_value(container, reference):
    if container.data.get(reference.key) is reference:
        del container.data[reference.key]


class WeakValueDictionary(_WeakDict):
    """A dict whose entries vanish with their values."""

    def __init__(*args, **kw):
        self, source = take_self('WeakValueDictionary', '__init__', args)
        self._gate = _Gate(self, _evict_value)
        UserDict.UserDict.__init__(self, *source, **kw)

    def _live(self):
        self._settled()
        for reference in self._walk(self.data.itervalues()):
            value = reference()
            if value is not None:
                yield reference.key, value
                del value

    def _value(self, key):
        """Return the value of a key; None if there is none or it is dead."""
        reference = self._settled().get(key)
        return None if reference is None else reference()

    def _bind(self, key, value):
        self.data[key] = KeyedRef(value, self._gate, key)

    def __getitem__(self, key):
        value = self._value(key)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key):
        return self._value(key) is not None

    def __setitem__(self, key, value):
        self._settled()
        self._bind(key, value)

    def __delitem__(self, key):
        del self._settled()[key]

    def get(self, key, default=None):
        value = self._value(key)
        return default if value is None else value

    def setdefault(self, key, default=None):
        value = self._value(key)
        if value is None:
            value = self[key] = default
        return value

    def pop(self, key, *args):
        reference = self._settled().pop(key, None)
        value = None if reference is None else reference()
        if value is not None:
            return value
        if not args:
            raise KeyError(key)
        return args[0]

    def popitem(self):
        entries = self._settled()
        value = None
        while value is None:
            key, reference = entries.popitem()
            value = reference()
        return key, value

    def clear(self):
        self._settled().clear()

    def update(*args, **kwargs):
        self, source = take_self('WeakValueDictionary', 'update', args)
        self._settled()
        for entries in [_entries(given) for given in source if given is not None] + [kwargs.items()]:
            for key, value in entries:
                self._bind(key, value)

    def copy(self):
        return WeakValueDictionary(self.items())

    def __deepcopy__(self, memo):
        from copy import deepcopy
        twin = self.__class__()
        for key, value in self.items():
            twin[deepcopy(key, memo)] = value
        return twin

    def itervaluerefs(self):
        """Iterate over the references."""
        return self._walk(self._settled().itervalues())

    def valuerefs(self):
        """Return the references as a list."""
        return self._settled().values()


def _evict_key(container, reference):
    container.data.pop(reference, None)


class WeakKeyDictionary(_WeakDict):
    """A dict whose entries vanish with their keys."""

    def __init__(self, dict=None):
        self.data = {}
        self._gate = _Gate(self, _evict_key)
        if dict is not None:
            self.update(dict)

    def _live(self):
        for reference, value in self._walk(self.data.iteritems()):
            key = reference()
            if key is not None:
                yield key, value
                del key

    def _own(self, key):
        """Return the reference under which a key is to be stored."""
        return ref(key, self._gate)

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __setitem__(self, key, value):
        self.data[self._own(key)] = value

    def __delitem__(self, key):
        del self.data[ref(key)]

    def __contains__(self, key):
        try:
            reference = ref(key)
        except TypeError:
            return False
        return reference in self.data

    def get(self, key, default=None):
        return self.data.get(ref(key), default)

    def setdefault(self, key, default=None):
        return self.data.setdefault(self._own(key), default)

    def pop(self, key, *args):
        return self.data.pop(ref(key), *args)

    def popitem(self):
        key = None
        while key is None:
            reference, value = self.data.popitem()
            key = reference()
        return key, value

    def update(self, dict=None, **kwargs):
        given = [] if dict is None else _entries(dict)
        for key, value in given + kwargs.items():
            self[key] = value

    def copy(self):
        return WeakKeyDictionary(self.items())

    def __deepcopy__(self, memo):
        from copy import deepcopy
        twin = self.__class__()
        for key, value in self.items():
            twin[key] = deepcopy(value, memo)
        return twin

    def iterkeyrefs(self):
        """Iterate over the references."""
        return self._walk(self.data.iterkeys())

    def keyrefs(self):
        """Return the references as a list."""
        return self.data.keys()
