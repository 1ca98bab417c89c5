"""Heaps without the native module: what heapq has when that is blocked."""
from itertools import islice


def cmp_lt(x, y):
    """Tell whether x < y, asking y if x only knows the opposite."""
    return (x < y) if hasattr(x, '__lt__') else (not y <= x)


def _rise(heap, low, place):
    """Move the item at a place towards position low until what is above is not larger."""
    item = heap[place]
    while place > low:
        above = (place - 1) >> 1
        if not cmp_lt(item, heap[above]):
            break
        heap[place] = heap[above]
        place = above
    heap[place] = item


def _sink(heap, place):
    """Move the item at a place to the bottom along the smaller items, then up to where it belongs."""
    item, start, size = heap[place], place, len(heap)
    below = 2 * place + 1
    while below < size:
        if below + 1 < size and not cmp_lt(heap[below], heap[below + 1]):
            below += 1
        heap[place] = heap[below]
        place, below = below, 2 * below + 1
    heap[place] = item
    _rise(heap, start, place)


def heappush(heap, item):
    """Put an item on a heap."""
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap):
    """Take the smallest item from a heap."""
    last = heap.pop()
    if not heap:
        return last
    return heapreplace(heap, last)


def heapreplace(heap, item):
    """Take the smallest item from a heap, then put another on it."""
    smallest, heap[0] = heap[0], item
    _sink(heap, 0)
    return smallest


def heappushpop(heap, item):
    """Put an item on a heap, then take the smallest from it."""
    if heap and cmp_lt(heap[0], item):
        return heapreplace(heap, item)
    return item


def heapify(x):
    """Make a list a heap."""
    for place in reversed(xrange(len(x) // 2)):
        _sink(x, place)


def nlargest(n, iterable):
    """Return the n largest items, sorted downwards."""
    if n < 0:
        return []
    source = iter(iterable)
    kept = list(islice(source, n))
    if kept:
        heapify(kept)
        for item in source:
            heappushpop(kept, item)
    return sorted(kept, reverse=True)


def nsmallest(n, iterable):
    """Return the n smallest items, sorted."""
    if n < 0:
        return []
    return sorted(iterable)[:n]


for _function in cmp_lt, heappush, heappop, heapreplace, heappushpop, heapify, nlargest, nsmallest:
    _function.__module__ = 'heapq'
del _function
