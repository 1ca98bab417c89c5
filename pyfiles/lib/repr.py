"""Representations of limited length."""
import __builtin__
from itertools import islice

__all__ = ["Repr", "repr"]


# How much of a value is shown: characters of texts, items of containers, depth of nesting.
_LIMITS = dict(maxlevel=6, maxtuple=6, maxlist=6, maxarray=5, maxdict=4, maxset=6, maxfrozenset=6,
               maxdeque=6, maxstring=30, maxlong=40, maxother=20)


def _ends(text, limit):
    """Return the first and the last part of a text, together 3 characters below the limit."""
    kept = max(limit - 3, 0)
    return text[:kept // 2], text[len(text) - (kept - kept // 2):]


class Repr:
    """Writes values in short; the attributes max... are the limits.

    A method repr_TYPE(value, level) writes the values of a type.
    """

    def __init__(self):
        self.__dict__.update(_LIMITS)

    def repr(self, x):
        return self.repr1(x, self.maxlevel)

    def repr1(self, x, level):
        writer = getattr(self, 'repr_' + '_'.join(type(x).__name__.split()), None)
        if writer is None:
            return self._shorten(__builtin__.repr(x), self.maxother)
        return writer(x, level)

    def _shorten(self, text, limit):
        return text if len(text) <= limit else '...'.join(_ends(text, limit))

    def _repr_iterable(self, x, level, left, right, maxiter, trail=''):
        count = len(x)
        if count and level <= 0:
            return left + '...' + right
        pieces = [self.repr1(item, level - 1) for item in islice(x, maxiter)]
        if count > maxiter:
            pieces.append('...')
        return left + ', '.join(pieces) + (trail if count == 1 else '') + right

    def repr_tuple(self, x, level):
        return self._repr_iterable(x, level, '(', ')', self.maxtuple, ',')

    def repr_list(self, x, level):
        return self._repr_iterable(x, level, '[', ']', self.maxlist)

    def repr_array(self, x, level):
        return self._repr_iterable(x, level, "array('%s', [" % x.typecode, '])', self.maxarray)

    def repr_set(self, x, level):
        return self._repr_iterable(_possibly_sorted(x), level, 'set([', '])', self.maxset)

    def repr_frozenset(self, x, level):
        return self._repr_iterable(_possibly_sorted(x), level, 'frozenset([', '])',
                                   self.maxfrozenset)

    def repr_deque(self, x, level):
        return self._repr_iterable(x, level, 'deque([', '])', self.maxdeque)

    def repr_dict(self, x, level):
        if x and level <= 0:
            return '{...}'
        pieces = [self.repr1(key, level - 1) + ': ' + self.repr1(x[key], level - 1)
                  for key in islice(_possibly_sorted(x), self.maxdict)]
        if len(x) > self.maxdict:
            pieces.append('...')
        return '{' + ', '.join(pieces) + '}'

    def repr_str(self, x, level):
        text = __builtin__.repr(x[:self.maxstring])
        if len(text) <= self.maxstring:
            return text
        # The ends of the value, then those of their text, since escapes make it longer.
        return '...'.join(_ends(__builtin__.repr(''.join(_ends(x, self.maxstring))), self.maxstring))

    def repr_long(self, x, level):
        return self._shorten(__builtin__.repr(x), self.maxlong)

    def repr_instance(self, x, level):
        try:
            text = __builtin__.repr(x)
        except Exception:
            return '<%s instance at %x>' % (x.__class__.__name__, id(x))
        return self._shorten(text, self.maxstring)


def _possibly_sorted(x):
    try:
        return sorted(x)
    except Exception:
        return list(x)


aRepr = Repr()
repr = aRepr.repr
