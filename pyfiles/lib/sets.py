"""Sets as they were before the built-in types; those should be used."""
import warnings

from itertools import ifilter, ifilterfalse

warnings.warn("the sets module is deprecated", DeprecationWarning, stacklevel=2)

__all__ = ['BaseSet', 'Set', 'ImmutableSet']


def _with_set(compute):
    """Makes an operator of a function of two sets: anything but a set is for the other side."""
    def operator(self, other):
        if not isinstance(other, BaseSet):
            return NotImplemented
        return compute(self, other)
    operator.__name__, operator.__doc__ = compute.__name__, compute.__doc__
    return operator


class BaseSet(object):
    """What both kinds of sets have: the elements are the keys of the dictionary _data."""

    __slots__ = ['_data']

    def __init__(self):
        if self.__class__ is BaseSet:
            raise TypeError("BaseSet is an abstract class.  Use Set or ImmutableSet.")

    def __len__(self):
        return len(self._data)

    def __iter__(self):
        return self._data.iterkeys()

    def __repr__(self):
        return self._repr()

    __str__ = __repr__

    def _repr(self, sorted=False):
        shown = self._data.keys()
        if sorted:
            shown.sort()
        return '%s(%r)' % (type(self).__name__, shown)

    @classmethod
    def _of(cls, elements):
        made = cls()
        made._data = dict.fromkeys(elements, True)
        return made

    def copy(self):
        """Return a set with the same elements."""
        return self._of(self._data)

    __copy__ = copy

    def __deepcopy__(self, memo):
        from copy import deepcopy
        made = self.__class__()
        memo[id(self)] = made
        for element in self:
            made._data[deepcopy(element, memo)] = True
        return made

    # Comparison

    def __cmp__(self, other):
        raise TypeError("can't compare sets using cmp()")

    def __eq__(self, other):
        return isinstance(other, BaseSet) and self._data == other._data

    def __ne__(self, other):
        return not self == other

    def issubset(self, other):
        """Tell whether all elements are in the other set, too."""
        _need_set(other)
        return len(self) <= len(other) and all(element in other._data for element in self._data)

    def issuperset(self, other):
        """Tell whether all elements of the other set are in this one."""
        _need_set(other)
        return other.issubset(self)

    __le__, __ge__ = issubset, issuperset

    def __lt__(self, other):
        _need_set(other)
        return len(self) < len(other) and self.issubset(other)

    def __gt__(self, other):
        _need_set(other)
        return other < self

    # Sets made of two

    def union(self, other):
        """Return the set of what is in either."""
        made = self.copy()
        made._update(other)
        return made

    def intersection(self, other):
        """Return the set of what is in both."""
        other = _as_set(other)
        small, large = (self, other) if len(self) <= len(other) else (other, self)
        return self._of(ifilter(large._data.__contains__, small))

    def symmetric_difference(self, other):
        """Return the set of what is in one but not both."""
        other = _as_set(other)
        made = self._of(ifilterfalse(other._data.__contains__, self))
        made._data.update((element, True) for element in other if element not in self._data)
        return made

    def difference(self, other):
        """Return the set of what is in this one only."""
        return self._of(ifilterfalse(_as_set(other)._data.__contains__, self))

    __or__ = _with_set(union)
    __and__ = _with_set(intersection)
    __xor__ = _with_set(symmetric_difference)
    __sub__ = _with_set(difference)

    def __contains__(self, element):
        """Tell whether something is an element; a Set counts as the ImmutableSet of its elements."""
        try:
            return element in self._data
        except TypeError:
            stand_in = getattr(element, "__as_temporarily_immutable__", None)
            if stand_in is None:
                raise
            return stand_in() in self._data

    # For the derived classes

    def _compute_hash(self):
        combined = 0
        for element in self:
            combined ^= hash(element)
        return combined

    def _update(self, iterable):
        data = self._data
        if isinstance(iterable, BaseSet):
            data.update(iterable._data)
            return
        for element in iterable:
            try:
                data[element] = True
            except TypeError:
                freeze = getattr(element, "__as_immutable__", None)
                if freeze is None:
                    raise
                data[freeze()] = True


def _need_set(thing):
    if not isinstance(thing, BaseSet):
        raise TypeError("Binary operation only permitted between sets")


def _as_set(thing):
    return thing if isinstance(thing, BaseSet) else Set(thing)


class ImmutableSet(BaseSet):
    """A set that cannot be changed and can be an element."""

    __slots__ = ['_hashcode']

    def __init__(self, iterable=None):
        self._hashcode, self._data = None, {}
        self._update(() if iterable is None else iterable)

    def __hash__(self):
        known = self._hashcode
        if known is None:
            known = self._hashcode = self._compute_hash()
        return known

    def __getstate__(self):
        return self._data, self._hashcode

    def __setstate__(self, state):
        self._data, self._hashcode = state


def _in_place(change):
    """Makes the operator with assignment of a method that changes the set."""
    def operator(self, other):
        _need_set(other)
        change(self, other)
        return self
    return operator


class Set(BaseSet):
    """A set that can be changed."""

    __slots__ = []

    def __init__(self, iterable=None):
        self._data = {}
        self._update(() if iterable is None else iterable)

    def __getstate__(self):
        return (self._data,)

    def __setstate__(self, data):
        self._data, = data

    __hash__ = None

    def add(self, element):
        """Add one element."""
        self._update((element,))

    def remove(self, element):
        """Take an element out; KeyError if it is not in the set."""
        try:
            del self._data[element]
        except TypeError:
            del self._data[_stand_in(element)]

    def discard(self, element):
        """Take an element out if it is in the set."""
        try:
            self.remove(element)
        except KeyError:
            pass

    def pop(self):
        """Take any element out and return it."""
        return self._data.popitem()[0]

    def clear(self):
        """Take all elements out."""
        self._data.clear()

    def update(self, iterable):
        """Add all elements of an iterable."""
        self._update(iterable)

    union_update = update

    def intersection_update(self, other):
        """Keep only what is in the other, too."""
        if self is not other:
            self._data = self.intersection(other)._data

    def symmetric_difference_update(self, other):
        """Take out what is in both, add what is in the other only."""
        for element in _as_set(other) if self is not other else self.copy():
            if self._data.pop(element, None) is None:
                self._data[element] = True

    def difference_update(self, other):
        """Take out what is in the other."""
        for element in _as_set(other) if self is not other else self.copy():
            self._data.pop(element, None)

    __ior__ = _in_place(update)
    __iand__ = _in_place(intersection_update)
    __ixor__ = _in_place(symmetric_difference_update)
    __isub__ = _in_place(difference_update)

    def __as_immutable__(self):
        return ImmutableSet(self)

    def __as_temporarily_immutable__(self):
        return _TemporarilyImmutableSet(self)


def _stand_in(element):
    try:
        return element.__as_temporarily_immutable__()
    except AttributeError:
        raise TypeError("unhashable type: %r" % type(element).__name__)


class _TemporarilyImmutableSet(BaseSet):
    """A Set being looked up as an element."""

    def __init__(self, set):
        self._set, self._data = set, set._data

    def __hash__(self):
        return self._set._compute_hash()
