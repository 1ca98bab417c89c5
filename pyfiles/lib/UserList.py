"""A list as a class to derive from."""
import collections
import operator


def _raw(other):
    """Return the real list of a UserList, and anything else as it is."""
    return other.data if isinstance(other, UserList) else other


def _as_list(other):
    """Return a real list of the items of any collection."""
    raw = _raw(other)
    return raw if isinstance(raw, list) else list(raw)


def _comparison(name, compare):
    def method(self, other):
        return compare(self.data, _raw(other))
    method.__name__ = name
    return method


class UserList(collections.MutableSequence):
    """Has all methods of a list; the items are in the attribute data, a real list."""

    __hash__ = None

    def __init__(self, initlist=None):
        self.data = [] if initlist is None else _as_list(initlist)[:]

    for _name in ('lt', 'le', 'eq', 'ne', 'gt', 'ge'):
        locals()['__%s__' % _name] = _comparison('__%s__' % _name, getattr(operator, _name))
    del _name

    def __cmp__(self, other):
        return cmp(self.data, _raw(other))

    def __repr__(self):
        return repr(self.data)

    # Items and slices. Negative bounds of a slice have the length added already.

    def __len__(self):
        return len(self.data)

    def __contains__(self, item):
        return item in self.data

    def __getitem__(self, i):
        return self.data[i]

    def __setitem__(self, i, item):
        self.data[i] = item

    def __delitem__(self, i):
        del self.data[i]

    def __getslice__(self, i, j):
        return self.__class__(self.data[max(0, i):max(0, j)])

    def __setslice__(self, i, j, other):
        self.data[max(0, i):max(0, j)] = _as_list(other)

    def __delslice__(self, i, j):
        del self.data[max(0, i):max(0, j)]

    # Concatenation and repetition.

    def __add__(self, other):
        return self.__class__(self.data + _as_list(other))

    def __radd__(self, other):
        return self.__class__(_as_list(other) + self.data)

    def __mul__(self, n):
        return self.__class__(self.data * n)

    __rmul__ = __mul__

    def __iadd__(self, other):
        self.data += _as_list(other)
        return self

    def __imul__(self, n):
        self.data *= n
        return self

    # The methods of lists.

    def append(self, item):
        self.data.append(item)

    def extend(self, other):
        self.data.extend(_raw(other))

    def insert(self, i, item):
        self.data.insert(i, item)

    def pop(self, i=-1):
        return self.data.pop(i)

    def remove(self, item):
        self.data.remove(item)

    def count(self, item):
        return self.data.count(item)

    def index(self, item, *bounds):
        return self.data.index(item, *bounds)

    def reverse(self):
        self.data.reverse()

    def sort(self, *args, **kwds):
        self.data.sort(*args, **kwds)
