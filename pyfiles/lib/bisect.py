"""Searching and inserting in sorted lists."""


def _place(a, x, lo, hi, goes_right):
    """Return the first position of a[lo:hi] of which goes_right does not say that x goes behind it."""
    if lo < 0:
        raise ValueError('lo must be non-negative')
    hi = len(a) if hi is None else hi
    while lo < hi:
        middle = (lo + hi) // 2
        if goes_right(a[middle]):
            lo = middle + 1
        else:
            hi = middle
    return lo


def bisect_right(a, x, lo=0, hi=None):
    """Return the position in a sorted list behind all items equal to x."""
    return _place(a, x, lo, hi, lambda item: not x < item)


def bisect_left(a, x, lo=0, hi=None):
    """Return the position in a sorted list before all items equal to x."""
    return _place(a, x, lo, hi, lambda item: item < x)


def insort_right(a, x, lo=0, hi=None):
    """Insert x into a sorted list, behind all items equal to it."""
    a.insert(bisect_right(a, x, lo, hi), x)


def insort_left(a, x, lo=0, hi=None):
    """Insert x into a sorted list, before all items equal to it."""
    a.insert(bisect_left(a, x, lo, hi), x)


# What is above serves those who block the native module.
try:
    from _bisect import *
except ImportError:
    pass

bisect, insort = bisect_right, insort_right
