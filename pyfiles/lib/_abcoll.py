"""Abstract base classes of containers; collections exports them."""
import sys
from _ownargs import take_self
from abc import ABCMeta, abstractmethod

__all__ = ["Hashable", "Iterable", "Iterator", "Sized", "Container", "Callable",
           "Set", "MutableSet", "Mapping", "MutableMapping", "MappingView", "KeysView",
           "ItemsView", "ValuesView", "Sequence", "MutableSequence"]


def _hook(abstract, recognises):
    """Give an abstract class the subclass hook that asks recognises(class)."""
    def __subclasshook__(cls, other):
        return True if cls is abstract and recognises(other) else NotImplemented
    abstract.__subclasshook__ = classmethod(__subclasshook__)


def _definer(name):
    """Return a test whether a class or one of its bases defines a method."""
    def defines(cls):
        try:
            return any(name in base.__dict__ for base in cls.__mro__)
        except AttributeError:
            # A classic class.
            return hasattr(cls, name)
    return defines


def _is_hashable(cls):
    try:
        definitions = [base.__dict__["__hash__"] for base in cls.__mro__
                       if "__hash__" in base.__dict__]
    except AttributeError:
        definitions = [getattr(cls, "__hash__", None)]
    return bool(definitions and definitions[0])


# The basic properties. Each has one abstract method.

class Hashable:
    __metaclass__ = ABCMeta

    @abstractmethod
    def __hash__(self):
        return 0


class Iterable:
    __metaclass__ = ABCMeta

    @abstractmethod
    def __iter__(self):
        return iter(())


class Sized:
    __metaclass__ = ABCMeta

    @abstractmethod
    def __len__(self):
        return 0


class Container:
    __metaclass__ = ABCMeta

    @abstractmethod
    def __contains__(self, x):
        return False


class Callable:
    __metaclass__ = ABCMeta

    @abstractmethod
    def __call__(self, *args, **kwds):
        return False


class Iterator(Iterable):
    """An iterator is its own __iter__."""

    @abstractmethod
    def next(self):
        raise StopIteration

    def __iter__(self):
        return self


_hook(Hashable, _is_hashable)
_hook(Iterable, _definer('__iter__'))
_hook(Sized, _definer('__len__'))
_hook(Container, _definer('__contains__'))
_hook(Callable, _definer('__call__'))
_hook(Iterator, lambda cls: hasattr(cls, 'next') and hasattr(cls, '__iter__'))
Iterable.register(str)


def _with_a_set(method):
    """Decorator: the method's operand has to be a Set."""
    def checked(self, other):
        return method(self, other) if isinstance(other, Set) else NotImplemented
    checked.__name__ = method.__name__
    return checked


def _with_items(method):
    """Decorator: the method's operand has to be iterable, and arrives as a Set."""
    def converted(self, other):
        if not isinstance(other, Set):
            if not isinstance(other, Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return method(self, other)
    converted.__name__ = method.__name__
    return converted


class Set(Sized, Iterable, Container):
    """All set operations from __contains__, __iter__ and __len__."""

    __hash__ = None

    @classmethod
    def _from_iterable(cls, it):
        """Make a new set. A class whose constructor takes something else overrides this."""
        return cls(it)

    # Comparisons: a part, a proper part, the same, and the reverse.

    @_with_a_set
    def __le__(self, other):
        return len(self) <= len(other) and all(item in other for item in self)

    @_with_a_set
    def __ge__(self, other):
        return len(self) >= len(other) and all(item in self for item in other)

    @_with_a_set
    def __lt__(self, other):
        return len(self) < len(other) and self.__le__(other)

    @_with_a_set
    def __gt__(self, other):
        return len(self) > len(other) and self.__ge__(other)

    @_with_a_set
    def __eq__(self, other):
        return len(self) == len(other) and self.__le__(other)

    def __ne__(self, other):
        return not self == other

    def isdisjoint(self, other):
        return not any(item in self for item in other)

    # Operators.

    def __and__(self, other):
        if isinstance(other, Iterable):
            return self._from_iterable(item for item in other if item in self)
        return NotImplemented

    def __or__(self, other):
        if isinstance(other, Iterable):
            return self._from_iterable(item for source in (self, other) for item in source)
        return NotImplemented

    @_with_items
    def __sub__(self, other):
        return self._from_iterable(item for item in self if item not in other)

    @_with_items
    def __rsub__(self, other):
        return self._from_iterable(item for item in other if item not in self)

    @_with_items
    def __xor__(self, other):
        return (self - other) | (other - self)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def _hash(self):
        """Return a hash for immutable sets: the one of a frozenset with these items."""
        word = 2 * sys.maxint + 2
        mixed = 1927868237 * (len(self) + 1) % word
        for item in self:
            code = hash(item)
            mixed ^= (code ^ (code << 16) ^ 89869747) * 3644798167 % word
        mixed = (mixed * 69069 + 907133923) % word
        signed = mixed - word if mixed > sys.maxint else mixed
        return 590923713 if signed == -1 else signed


Set.register(frozenset)


def _drain(take):
    """Call take() until it raises KeyError."""
    try:
        while True:
            take()
    except KeyError:
        pass


class MutableSet(Set):
    """All operations of a changeable set from those of Set, add() and discard()."""

    @abstractmethod
    def add(self, value):
        """Put an item in, if it is not there."""
        raise NotImplementedError

    @abstractmethod
    def discard(self, value):
        """Take an item out, if it is there."""
        raise NotImplementedError

    def remove(self, value):
        """Take an item out; KeyError if it is not there."""
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self):
        """Take any item out and return it; KeyError if there is none."""
        for item in self:
            break
        else:
            raise KeyError
        self.discard(item)
        return item

    def clear(self):
        """Take all items out; slow, to be overridden."""
        _drain(self.pop)

    def __ior__(self, it):
        map(self.add, it)
        return self

    def __iand__(self, it):
        map(self.discard, self - it)
        return self

    def __isub__(self, it):
        if it is self:
            self.clear()
        else:
            map(self.discard, it)
        return self

    def __ixor__(self, it):
        if it is self:
            self.clear()
            return self
        for item in it if isinstance(it, Set) else self._from_iterable(it):
            (self.discard if item in self else self.add)(item)
        return self


MutableSet.register(set)


class Mapping(Sized, Iterable, Container):
    """All reading dict methods from __getitem__, __iter__ and __len__."""

    __hash__ = None

    @abstractmethod
    def __getitem__(self, key):
        raise KeyError

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        else:
            return True

    def get(self, key, default=None):
        """Return the value of a key, or default."""
        try:
            found = self[key]
        except KeyError:
            found = default
        return found

    def iterkeys(self):
        """Iterate over the keys."""
        return iter(self)

    def iteritems(self):
        """Iterate over pairs of key and value."""
        return ((key, self[key]) for key in self)

    def itervalues(self):
        """Iterate over the values."""
        return (self[key] for key in self)

    def keys(self):
        """Return a list of the keys."""
        return list(self)

    def items(self):
        """Return a list of pairs of key and value."""
        return list((key, self[key]) for key in self)

    def values(self):
        """Return a list of the values."""
        return list(self[key] for key in self)

    def __eq__(self, other):
        if isinstance(other, Mapping):
            return dict(self.items()) == dict(other.items())
        return NotImplemented

    def __ne__(self, other):
        return not self == other


class MappingView(Sized):
    """What the three views of a mapping share; they show later changes of it."""

    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return "%s(%r)" % (self.__class__.__name__, self._mapping)


class KeysView(MappingView, Set):
    """The keys of a mapping as a set."""

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        return (key for key in self._mapping)


class ItemsView(MappingView, Set):
    """The pairs of key and value of a mapping as a set."""

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, item):
        key, wanted = item
        try:
            return self._mapping[key] == wanted
        except KeyError:
            return False

    def __iter__(self):
        return ((key, self._mapping[key]) for key in self._mapping)


class ValuesView(MappingView):
    """The values of a mapping."""

    def __contains__(self, value):
        return any(value == self._mapping[key] for key in self._mapping)

    def __iter__(self):
        return (self._mapping[key] for key in self._mapping)


KeysView.register(type({}.viewkeys()))
ItemsView.register(type({}.viewitems()))
ValuesView.register(type({}.viewvalues()))

_REQUIRED = object()


class MutableMapping(Mapping):
    """All dict methods from those of Mapping, __setitem__ and __delitem__."""

    @abstractmethod
    def __setitem__(self, key, value):
        raise KeyError

    @abstractmethod
    def __delitem__(self, key):
        raise KeyError

    def pop(self, key, default=_REQUIRED):
        """Take an entry out and return its value; KeyError if it is not there without default."""
        try:
            taken = self[key]
        except KeyError:
            if default is _REQUIRED:
                raise
            return default
        del self[key]
        return taken

    def popitem(self):
        """Take any entry out and return key and value; KeyError if there is none."""
        for key in self:
            break
        else:
            raise KeyError
        taken = key, self[key]
        del self[key]
        return taken

    def clear(self):
        """Take all entries out."""
        _drain(self.popitem)

    def setdefault(self, key, default=None):
        """Return the value of a key, which is default from now on if it had none."""
        try:
            return self[key]
        except KeyError:
            self[key] = default
            return default

    def update(*args, **kwds):
        """Set entries from a mapping or from pairs, and from keywords."""
        self, source = take_self('MutableMapping', 'update', args, 'update ')
        for given in source:
            if isinstance(given, Mapping):
                entries = ((key, given[key]) for key in given)
            elif hasattr(given, "keys"):
                entries = ((key, given[key]) for key in given.keys())
            else:
                entries = given
            for key, item in entries:
                self[key] = item
        for key in kwds:
            self[key] = kwds[key]


MutableMapping.register(dict)


class Sequence(Sized, Iterable, Container):
    """All reading list methods from __getitem__ and __len__."""

    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        position = 0
        while True:
            try:
                item = self[position]
            except IndexError:
                return
            yield item
            position += 1

    def __reversed__(self):
        return (self[position] for position in xrange(len(self) - 1, -1, -1))

    def __contains__(self, value):
        return any(item == value for item in self)

    def index(self, value):
        """Return the first position of an item; ValueError if there is none."""
        for position, item in enumerate(self):
            if item == value:
                return position
        raise ValueError

    def count(self, value):
        """Return how many items are equal to value."""
        return len([item for item in self if item == value])


for _type in (tuple, basestring, buffer, xrange):
    Sequence.register(_type)
del _type


class MutableSequence(Sequence):
    """All list methods from those of Sequence, __setitem__, __delitem__ and insert()."""

    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def insert(self, index, value):
        """Put an item in before a position."""
        raise IndexError

    def append(self, value):
        """Put an item at the end."""
        self.insert(len(self), value)

    def extend(self, values):
        """Put all items of a collection at the end."""
        for item in values:
            self.append(item)

    def __iadd__(self, values):
        self.extend(values)
        return self

    def pop(self, index=-1):
        """Take the item at a position out and return it."""
        taken = self[index]
        del self[index]
        return taken

    def remove(self, value):
        """Take the first item out that is equal to value; ValueError if there is none."""
        del self[self.index(value)]

    def reverse(self):
        """Turn the order round."""
        low, high = 0, len(self) - 1
        while low < high:
            self[low], self[high] = self[high], self[low]
            low, high = low + 1, high - 1


MutableSequence.register(list)
