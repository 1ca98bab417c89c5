"""Texts and comparisons that the parts of unittest share."""
from collections import namedtuple

__unittest = True
_MAX_LENGTH = 80
_Mismatch = namedtuple('Mismatch', 'actual expected value')


def safe_repr(obj, short=False):
    """Return repr(obj), or a replacement if that fails; not too long if short."""
    try:
        text = repr(obj)
    except Exception:
        text = object.__repr__(obj)
    if short and len(text) >= _MAX_LENGTH:
        return text[:_MAX_LENGTH] + ' [truncated]...'
    return text


def strclass(cls):
    """Return the name of a class with its module."""
    return '%s.%s' % (cls.__module__, cls.__name__)


def sorted_list_difference(expected, actual):
    """Return what only the first and what only the second of two sorted lists has."""
    missing, unexpected = [], []
    left, right = list(expected), list(actual)
    while left and right:
        if left[0] < right[0]:
            item = left[0]
            missing.append(item)
            left = _without_first(left, item)
        elif right[0] < left[0]:
            item = right[0]
            unexpected.append(item)
            right = _without_first(right, item)
        else:
            item = left[0]
            left, right = _without_first(left, item), _without_first(right, item)
    return missing + left, unexpected + right


def _without_first(items, item):
    at = 0
    while at < len(items) and items[at] == item:
        at += 1
    return items[at:]


def unorderable_list_difference(expected, actual, ignore_duplicate=False):
    """Return what only the first and what only the second list has; both lists are emptied."""
    missing = []
    while expected:
        item = expected.pop()
        if item in actual:
            actual.remove(item)
        else:
            missing.append(item)
        if ignore_duplicate:
            for items in (expected, actual):
                while item in items:
                    items.remove(item)
    extra = list(actual)
    del actual[:]
    return missing, extra


def _count_diff_all_purpose(actual, expected):
    """Return the (count, count, item) of items that two lists have differently often."""
    found = []
    left, right = list(actual), list(expected)
    seen = []
    for item in left + right:
        if any(item == other for other in seen):
            continue
        seen.append(item)
        counts = [sum(1 for other in items if other == item) for items in (left, right)]
        if counts[0] != counts[1]:
            found.append(_Mismatch(counts[0], counts[1], item))
    return found


def _ordered_count(iterable):
    """Return how often each item occurs, in the order they occur first."""
    from collections import OrderedDict
    counts = OrderedDict()
    for item in iterable:
        counts[item] = counts.get(item, 0) + 1
    return counts


def _count_diff_hashable(actual, expected):
    """Return the same for items that can be hashed."""
    left, right = _ordered_count(actual), _ordered_count(expected)
    found = [_Mismatch(count, right.get(item, 0), item) for item, count in left.items()
             if right.get(item, 0) != count]
    return found + [_Mismatch(0, count, item) for item, count in right.items()
                    if item not in left]
