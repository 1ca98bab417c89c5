"""Sets that do not keep their items alive, and the gate all weak containers have."""
from _weakref import ref

__all__ = ['WeakSet']


class Gate(object):
    """Lets dead references out of a container, but not while somebody iterates over it.

    The gate is the callback of the container's references, so it must not own the container.
    evict(container, reference) takes an entry out, if it is still there.
    """

    __slots__ = ('_container', '_evict', '_walkers', '_dead')

    def __init__(self, container, evict):
        self._container = ref(container)
        self._evict = evict
        self._walkers = 0
        self._dead = []

    def __call__(self, reference):
        self._dead.append(reference)
        if not self._walkers:
            self.clear_out()

    def __len__(self):
        return len(self._dead)

    def clear_out(self):
        """Let all out that wait, even before the eyes of an iterator."""
        container = self._container()
        while self._dead and container is not None:
            self._evict(container, self._dead.pop())

    def walk(self, entries):
        """Iterate over entries; what dies meanwhile stays until the end."""
        self._walkers += 1
        try:
            for entry in entries:
                yield entry
        finally:
            self._walkers -= 1
            if not self._walkers:
                self.clear_out()


def _evict_item(weakset, reference):
    weakset._refs.discard(reference)


class WeakSet(object):
    """A set of weakly referenced items."""

    def __init__(self, data=None):
        self._refs = set()
        self._gate = Gate(self, _evict_item)
        if data is not None:
            self.update(data)

    def _settled(self):
        """Return the set of references, without those of dead items."""
        if self._gate:
            self._gate.clear_out()
        return self._refs

    @property
    def data(self):
        """The set of references."""
        return self._refs

    def __iter__(self):
        for reference in self._gate.walk(self._refs):
            item = reference()
            if item is not None:
                yield item
                # The iterator must not keep the item alive between two steps.
                del item

    def __len__(self):
        return len(self._refs) - len(self._gate)

    def __contains__(self, item):
        try:
            reference = ref(item)
        except TypeError:
            return False
        return reference in self._refs

    def __reduce__(self):
        extra = dict((name, value) for name, value in self.__dict__.items()
                     if name not in ('_refs', '_gate'))
        return self.__class__, (list(self),), extra or None

    __hash__ = None

    # One item at a time.

    def add(self, item):
        self._settled().add(ref(item, self._gate))

    def remove(self, item):
        self._settled().remove(ref(item))

    def discard(self, item):
        self._settled().discard(ref(item))

    def pop(self):
        references = self._settled()
        while references:
            item = references.pop()()
            if item is not None:
                return item
        raise KeyError('pop from empty WeakSet')

    def clear(self):
        self._settled().clear()

    # Changes by whole collections. A set is emptied by what would take it from itself.

    def update(self, other):
        self._settled()
        for item in list(other) if other is self else other:
            self.add(item)

    def difference_update(self, other):
        if other is self:
            self.clear()
        else:
            self._settled().difference_update(map(ref, other))

    def intersection_update(self, other):
        self._settled().intersection_update(map(ref, other))

    def symmetric_difference_update(self, other):
        if other is self:
            self.clear()
        else:
            self._settled().symmetric_difference_update([ref(item, self._gate) for item in other])

    # New sets.

    def copy(self):
        return self.__class__(self)

    def union(self, other):
        result = self.copy()
        result.update(other)
        return result

    def difference(self, other):
        result = self.copy()
        result.difference_update(other)
        return result

    def intersection(self, other):
        return self.__class__(item for item in other if item in self)

    def symmetric_difference(self, other):
        result = self.copy()
        result.symmetric_difference_update(other)
        return result

    # Comparisons.

    def isdisjoint(self, other):
        return not self.intersection(other)

    def issubset(self, other):
        return self._refs.issubset(map(ref, other))

    def issuperset(self, other):
        return self._refs.issuperset(map(ref, other))

    def __lt__(self, other):
        return self._refs < set(map(ref, other))

    def __gt__(self, other):
        return self._refs > set(map(ref, other))

    def __eq__(self, other):
        if isinstance(other, self.__class__):
            return self._refs == set(map(ref, other))
        return NotImplemented

    def __ne__(self, other):
        equal = self.__eq__(other)
        return NotImplemented if equal is NotImplemented else not equal

    __le__, __ge__ = issubset, issuperset
    __or__, __and__, __sub__, __xor__ = union, intersection, difference, symmetric_difference

    def __ior__(self, other):
        self.update(other)
        return self

    def __iand__(self, other):
        self.intersection_update(other)
        return self

    def __isub__(self, other):
        self.difference_update(other)
        return self

    def __ixor__(self, other):
        self.symmetric_difference_update(other)
        return self
