"""A dict as a class to derive from, and the mixin that completes one."""
import _abcoll
from _ownargs import take_self


def _initial(owner, method, args, kwargs):
    """Return self and what to fill it from: None if nothing, and kwargs rid of a named source."""
    self, source = take_self(owner, method, args)
    if source:
        return self, source[0]
    if 'dict' not in kwargs:
        return self, None
    import warnings
    warnings.warn("Passing 'dict' as keyword argument is deprecated",
                  PendingDeprecationWarning, stacklevel=3)
    return self, kwargs.pop('dict')


class UserDict:
    """Has all methods of a dict; the entries are in the attribute data, a real dict."""

    __hash__ = None

    def __init__(*args, **kwargs):
        self, source = _initial('UserDict', '__init__', args, kwargs)
        self.data = {}
        for entries in (source, kwargs or None):
            if entries is not None:
                self.update(entries)

    def update(*args, **kwargs):
        self, source = _initial('UserDict', 'update', args, kwargs)
        if isinstance(source, UserDict):
            self.data.update(source.data)
        elif isinstance(source, dict) or not hasattr(source, 'items'):
            if source is not None:
                self.data.update(source)
        else:
            for key, item in source.items():
                self[key] = item
        self.data.update(kwargs)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def copy(self):
        if self.__class__ is UserDict:
            return UserDict(self.data.copy())
        # A derived class may have more attributes: copy.copy() takes them, without the entries.
        from copy import copy
        entries, self.data = self.data, {}
        try:
            twin = copy(self)
        finally:
            self.data = entries
        twin.update(self)
        return twin

    # Entries, one at a time.

    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        missing = getattr(self.__class__, "__missing__", None)
        if missing is None:
            raise KeyError(key)
        return missing(self, key)

    def __setitem__(self, key, item):
        self.data[key] = item

    def __delitem__(self, key):
        del self.data[key]

    def __contains__(self, key):
        return key in self.data

    def has_key(self, key):
        return key in self.data

    def get(self, key, failobj=None):
        return self[key] if key in self else failobj

    def setdefault(self, key, failobj=None):
        if key not in self:
            self[key] = failobj
        return self[key]

    def pop(self, key, *args):
        return self.data.pop(key, *args)

    def popitem(self):
        return self.data.popitem()

    # All entries.

    def __len__(self):
        return len(self.data)

    def __repr__(self):
        return repr(self.data)

    def __cmp__(self, other):
        return cmp(self.data, other.data if isinstance(other, UserDict) else other)

    def clear(self):
        self.data.clear()

    def keys(self):
        return self.data.keys()

    def values(self):
        return self.data.values()

    def items(self):
        return self.data.items()

    def iterkeys(self):
        return self.data.iterkeys()

    def itervalues(self):
        return self.data.itervalues()

    def iteritems(self):
        return self.data.iteritems()


class IterableUserDict(UserDict):
    """A UserDict that can be iterated over."""

    def __iter__(self):
        return iter(self.data)


_abcoll.MutableMapping.register(IterableUserDict)


class DictMixin:
    """All dict methods from __getitem__, __setitem__, __delitem__ and keys()."""

    def _plain(self):
        return dict(self.iteritems())

    # Reading.

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

    def __contains__(self, key):
        return self.has_key(key)

    def has_key(self, key):
        try:
            self[key]
        except KeyError:
            return False
        else:
            return True

    def get(self, key, default=None):
        try:
            found = self[key]
        except KeyError:
            found = default
        return found

    def iterkeys(self):
        return iter(self)

    def iteritems(self):
        return ((key, self[key]) for key in self)

    def itervalues(self):
        return (entry[1] for entry in self.iteritems())

    def items(self):
        return list(self.iteritems())

    def values(self):
        return list(self.itervalues())

    def __repr__(self):
        return repr(self._plain())

    def __cmp__(self, other):
        if other is None:
            return 1
        return cmp(self._plain(), other._plain() if isinstance(other, DictMixin) else other)

    # Changing.

    def clear(self):
        for key in self.keys():
            del self[key]

    def setdefault(self, key, default=None):
        if not self.has_key(key):
            self[key] = default
            return default
        return self[key]

    def pop(self, key, *default):
        if len(default) > 1:
            raise TypeError("pop expected at most 2 arguments, got %d" % (1 + len(default)))
        if default and not self.has_key(key):
            return default[0]
        taken = self[key]
        del self[key]
        return taken

    def popitem(self):
        for key, taken in self.iteritems():
            del self[key]
            return key, taken
        raise KeyError('container is empty')

    def update(self, other=None, **kwargs):
        if other is None:
            entries = ()
        elif hasattr(other, 'iteritems'):
            entries = other.iteritems()
        elif hasattr(other, 'keys'):
            entries = ((key, other[key]) for key in other.keys())
        else:
            entries = other
        for key, item in entries:
            self[key] = item
        if kwargs:
            self.update(kwargs)
