"""Tools for functions."""
from _functools import partial, reduce
import operator

__all__ = ['partial', 'reduce', 'update_wrapper', 'wraps', 'total_ordering', 'cmp_to_key',
           'WRAPPER_ASSIGNMENTS', 'WRAPPER_UPDATES']

WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__doc__')
WRAPPER_UPDATES = ('__dict__',)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Make a wrapper function look like the function it wraps."""
    for name in assigned:
        setattr(wrapper, name, getattr(wrapped, name))
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Decorator form of update_wrapper."""
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


def _derived_orderings():
    def le_from_lt(self, other): return self < other or self == other
    def gt_from_lt(self, other): return not (self < other or self == other)
    def ge_from_lt(self, other): return not self < other
    def ge_from_le(self, other): return not self <= other or self == other
    def lt_from_le(self, other): return self <= other and not self == other
    def gt_from_le(self, other): return not self <= other
    def lt_from_gt(self, other): return not (self > other or self == other)
    def ge_from_gt(self, other): return self > other or self == other
    def le_from_gt(self, other): return not self > other
    def le_from_ge(self, other): return not self >= other or self == other
    def gt_from_ge(self, other): return self >= other and not self == other
    def lt_from_ge(self, other): return not self >= other
    return {
        '__lt__': [('__gt__', gt_from_lt), ('__le__', le_from_lt), ('__ge__', ge_from_lt)],
        '__le__': [('__ge__', ge_from_le), ('__lt__', lt_from_le), ('__gt__', gt_from_le)],
        '__gt__': [('__lt__', lt_from_gt), ('__ge__', ge_from_gt), ('__le__', le_from_gt)],
        '__ge__': [('__le__', le_from_ge), ('__gt__', gt_from_ge), ('__lt__', lt_from_ge)],
    }


def total_ordering(cls):
    """Class decorator that adds the comparisons missing beside one of them."""
    derived = _derived_orderings()
    roots = set(dir(cls)) & set(derived)
    if not roots:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    root = max(roots)
    for name, function in derived[root]:
        if name not in roots:
            function.__name__ = name
            function.__doc__ = getattr(int, name).__doc__
            setattr(cls, name, function)
    return cls


def cmp_to_key(mycmp):
    """Turn a cmp function into a key function."""
    def comparison(name):
        holds = getattr(operator, name)

        def method(self, other):
            return holds(mycmp(self.obj, other.obj), 0)
        method.__name__ = '__%s__' % name
        return method

    class K(object):
        __slots__ = ['obj']

        def __init__(self, obj, *args):
            self.obj = obj

        def __hash__(self):
            raise TypeError('hash not implemented')

    for name in ('lt', 'le', 'eq', 'ne', 'gt', 'ge'):
        setattr(K, '__%s__' % name, comparison(name))
    return K
