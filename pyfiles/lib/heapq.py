"""Heaps: lists whose smallest item stands first."""
from _heapq import heappush, heappop, heapify, heapreplace, heappushpop, nlargest as _nlargest, nsmallest as _nsmallest
from itertools import islice, count, imap, izip, tee, chain
from operator import itemgetter

__all__ = ['heappush', 'heappop', 'heapify', 'heapreplace', 'merge', 'nlargest', 'nsmallest',
           'heappushpop']


def merge(*iterables):
    """Merge sorted inputs into one sorted iterator."""
    heap = []
    for number, iterator in enumerate(map(iter, iterables)):
        try:
            heap.append([iterator.next(), number, iterator.next])
        except StopIteration:
            pass
    heapify(heap)
    while len(heap) > 1:
        try:
            while True:
                value, number, advance = entry = heap[0]
                yield value
                entry[0] = advance()
                heapreplace(heap, entry)
        except StopIteration:
            heappop(heap)
    if heap:
        value, number, advance = heap[0]
        yield value
        for value in advance.__self__:
            yield value


def _by_key(select, direction, n, iterable, key):
    if key is None:
        decorated = izip(iterable, count(0, direction))
        return map(itemgetter(0), select(n, decorated))
    first, second = tee(iterable)
    decorated = izip(imap(key, first), count(0, direction), second)
    return map(itemgetter(2), select(n, decorated))


def nsmallest(n, iterable, key=None):
    """Return the n smallest items, sorted."""
    if n == 1:
        iterator = iter(iterable)
        head = list(islice(iterator, 1))
        if not head:
            return []
        if key is None:
            return [min(chain(head, iterator))]
        return [min(chain(head, iterator), key=key)]
    try:
        size = len(iterable)
    except (TypeError, AttributeError):
        pass
    else:
        if n >= size:
            return sorted(iterable, key=key)[:n]
    return _by_key(_nsmallest, 1, n, iterable, key)


def nlargest(n, iterable, key=None):
    """Return the n largest items, sorted downwards."""
    if n == 1:
        iterator = iter(iterable)
        head = list(islice(iterator, 1))
        if not head:
            return []
        if key is None:
            return [max(chain(head, iterator))]
        return [max(chain(head, iterator), key=key)]
    try:
        size = len(iterable)
    except (TypeError, AttributeError):
        pass
    else:
        if n >= size:
            return sorted(iterable, key=key, reverse=True)[:n]
    return _by_key(_nlargest, -1, n, iterable, key)
