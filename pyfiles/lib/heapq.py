"""Heaps: lists whose smallest item stands first."""
try:
    from _heapq import heappush, heappop, heapify, heapreplace, heappushpop, nlargest, nsmallest
except ImportError:
    from _pyheapq import heappush, heappop, heapify, heapreplace, heappushpop, nlargest, nsmallest
from itertools import islice, count, imap, izip, tee, chain

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


# Without keys; the functions below have the same names.
_nlargest, _nsmallest = nlargest, nsmallest


def _extreme(n, iterable, key, best, select, downwards):
    """The n first items in an order; items that are equal stay in theirs."""
    if n == 1:
        source = iter(iterable)
        head = list(islice(source, 1))
        named = {} if key is None else {'key': key}
        return [best(chain(head, source), **named)] if head else []
    try:
        few = n >= len(iterable)
    except (TypeError, AttributeError):
        few = False
    if few:
        return sorted(iterable, key=key, reverse=downwards)[:n]
    numbers = count(0, -1 if downwards else 1)
    if key is None:
        return [item for item, _ in select(n, izip(iterable, numbers))]
    keyed, plain = tee(iterable)
    return [item for _, _, item in select(n, izip(imap(key, keyed), numbers, plain))]


def nsmallest(n, iterable, key=None):
    """Return the n smallest items, sorted."""
    return _extreme(n, iterable, key, min, _nsmallest, False)


def nlargest(n, iterable, key=None):
    """Return the n largest items, sorted downwards."""
    return _extreme(n, iterable, key, max, _nlargest, True)
