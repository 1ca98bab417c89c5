"""More containers."""
__all__ = ['Counter', 'deque', 'defaultdict', 'namedtuple', 'OrderedDict']

import _abcoll
from _abcoll import *
__all__ += _abcoll.__all__

from _collections import deque, defaultdict
from operator import itemgetter as _itemgetter, eq as _eq
from keyword import iskeyword as _iskeyword
import sys as _sys
import heapq as _heapq
from itertools import repeat as _repeat, chain as _chain, starmap as _starmap, imap as _imap

try:
    from thread import get_ident as _get_ident
except ImportError:
    def _get_ident():
        return -1


class OrderedDict(dict):
    """A dict that remembers the order in which keys came."""

    # The order is a ring of lists [before, after, key] around a root whose key is None;
    # __map finds a key's list.

    def __init__(*args, **kwds):
        if not args:
            raise TypeError("descriptor '__init__' of 'OrderedDict' object needs an argument")
        self = args[0]
        args = args[1:]
        if len(args) > 1:
            raise TypeError('expected at most 1 arguments, got %d' % len(args))
        try:
            self.__root
        except AttributeError:
            self.__root = root = []
            root[:] = [root, root, None]
            self.__map = {}
        self.__update(*args, **kwds)

    def __setitem__(self, key, value, dict_setitem=dict.__setitem__):
        if key not in self:
            root = self.__root
            last = root[0]
            last[1] = root[0] = self.__map[key] = [last, root, key]
        return dict_setitem(self, key, value)

    def __delitem__(self, key, dict_delitem=dict.__delitem__):
        dict_delitem(self, key)
        before, after, _ = self.__map.pop(key)
        before[1] = after
        after[0] = before

    def __iter__(self):
        root = self.__root
        entry = root[1]
        while entry is not root:
            yield entry[2]
            entry = entry[1]

    def __reversed__(self):
        root = self.__root
        entry = root[0]
        while entry is not root:
            yield entry[2]
            entry = entry[0]

    def clear(self):
        for entry in self.__map.itervalues():
            del entry[:]
        root = self.__root
        root[:] = [root, root, None]
        self.__map.clear()
        dict.clear(self)

    def keys(self):
        return list(self)

    def values(self):
        return [self[key] for key in self]

    def items(self):
        return [(key, self[key]) for key in self]

    def iterkeys(self):
        return iter(self)

    def itervalues(self):
        for key in self:
            yield self[key]

    def iteritems(self):
        for key in self:
            yield (key, self[key])

    update = MutableMapping.update

    __update = update

    __marker = object()

    def pop(self, key, default=__marker):
        if key in self:
            result = self[key]
            del self[key]
            return result
        if default is self.__marker:
            raise KeyError(key)
        return default

    def setdefault(self, key, default=None):
        if key in self:
            return self[key]
        self[key] = default
        return default

    def popitem(self, last=True):
        """Take out the last (or first) pair."""
        if not self:
            raise KeyError('dictionary is empty')
        key = next(reversed(self) if last else iter(self))
        value = self.pop(key)
        return key, value

    def __repr__(self, _repr_running={}):
        call_key = id(self), _get_ident()
        if call_key in _repr_running:
            return '...'
        _repr_running[call_key] = 1
        try:
            if not self:
                return '%s()' % (self.__class__.__name__,)
            return '%s(%r)' % (self.__class__.__name__, self.items())
        finally:
            del _repr_running[call_key]

    def __reduce__(self):
        items = [[key, self[key]] for key in self]
        inst_dict = vars(self).copy()
        for key in vars(OrderedDict()):
            inst_dict.pop(key, None)
        if inst_dict:
            return (self.__class__, (items,), inst_dict)
        return self.__class__, (items,)

    def copy(self):
        return self.__class__(self)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        self = cls()
        for key in iterable:
            self[key] = value
        return self

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and all(_imap(_eq, self, other))
        return dict.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    def viewkeys(self):
        return KeysView(self)

    def viewvalues(self):
        return ValuesView(self)

    def viewitems(self):
        return ItemsView(self)


def _check_field_names(typename, field_names, rename):
    if rename:
        seen = set()
        for index, name in enumerate(field_names):
            if (not all(char.isalnum() or char == '_' for char in name) or _iskeyword(name)
                    or not name or name[0].isdigit() or name.startswith('_') or name in seen):
                field_names[index] = '_%d' % index
            seen.add(name)
    for name in [typename] + field_names:
        if type(name) != str:
            raise TypeError('Type names and field names must be strings')
        if not all(char.isalnum() or char == '_' for char in name):
            raise ValueError('Type names and field names can only contain '
                             'alphanumeric characters and underscores: %r' % name)
        if _iskeyword(name):
            raise ValueError('Type names and field names cannot be a keyword: %r' % name)
        if name[0].isdigit():
            raise ValueError('Type names and field names cannot start with a number: %r' % name)
    seen = set()
    for name in field_names:
        if name.startswith('_') and not rename:
            raise ValueError('Field names cannot start with an underscore: %r' % name)
        if name in seen:
            raise ValueError('Encountered duplicate field name: %r' % name)
        seen.add(name)


def _namedtuple_source(typename, field_names):
    """The text of the class: its constructor must have the fields as real parameters."""
    arguments = ', '.join(field_names)
    comma = ',' if len(field_names) == 1 else ''
    lines = [
        'class %s(tuple):' % typename,
        '    %r' % ('%s(%s)' % (typename, arguments)),
        '',
        '    __slots__ = ()',
        '',
        '    _fields = %r' % (tuple(field_names),),
        '',
        '    def __new__(_cls, %s):' % arguments,
        '        %r' % ('Create new instance of %s(%s)' % (typename, arguments)),
        '        return _tuple.__new__(_cls, (%s%s))' % (arguments, comma),
        '',
        '    @classmethod',
        '    def _make(cls, iterable, new=tuple.__new__, len=len):',
        '        %r' % ('Make a new %s object from a sequence or iterable' % typename),
        '        result = new(cls, iterable)',
        '        if len(result) != %d:' % len(field_names),
        '            raise TypeError(%r %% len(result))'
        % ('Expected %d arguments, got %%d' % len(field_names)),
        '        return result',
        '',
        '    def __repr__(self):',
        "        'Return a nicely formatted representation string'",
        '        return %r %% self'
        % ('%s(%s)' % (typename, ', '.join(name + '=%r' for name in field_names))),
        '',
        '    def _asdict(self):',
        "        'Return a new OrderedDict which maps field names to their values'",
        '        return OrderedDict(zip(self._fields, self))',
        '',
        '    def _replace(_self, **kwds):',
        '        %r' % ('Return a new %s object replacing specified fields with new values'
                        % typename),
        '        result = _self._make(map(kwds.pop, %r, _self))' % (tuple(field_names),),
        '        if kwds:',
        "            raise ValueError('Got unexpected field names: %r' % kwds.keys())",
        '        return result',
        '',
        '    def __getnewargs__(self):',
        "        'Return self as a plain tuple.  Used by copy and pickle.'",
        '        return tuple(self)',
        '',
        '    __dict__ = _property(_asdict)',
        '',
        '    def __getstate__(self):',
        "        'Exclude the OrderedDict from pickling'",
        '        pass',
        '',
    ]
    for index, name in enumerate(field_names):
        lines.append('    %s = _property(_itemgetter(%d), doc=%r)'
                     % (name, index, 'Alias for field number %d' % index))
    return '\n'.join(lines) + '\n'


def namedtuple(typename, field_names, verbose=False, rename=False):
    """Return a subclass of tuple with named fields."""
    if isinstance(field_names, basestring):
        field_names = field_names.replace(',', ' ').split()
    field_names = map(str, field_names)
    typename = str(typename)
    _check_field_names(typename, field_names, rename)
    source = _namedtuple_source(typename, field_names)
    if verbose:
        print source
    namespace = dict(_itemgetter=_itemgetter, __name__='namedtuple_%s' % typename,
                     OrderedDict=OrderedDict, _property=property, _tuple=tuple)
    exec source in namespace
    result = namespace[typename]
    try:
        result.__module__ = _sys._getframe(1).f_globals.get('__name__', '__main__')
    except (AttributeError, ValueError):
        pass
    return result


class Counter(dict):
    """A dict that counts: keys are items, values their numbers."""

    def __init__(*args, **kwds):
        if not args:
            raise TypeError("descriptor '__init__' of 'Counter' object needs an argument")
        self = args[0]
        args = args[1:]
        if len(args) > 1:
            raise TypeError('expected at most 1 arguments, got %d' % len(args))
        super(Counter, self).__init__()
        self.update(*args, **kwds)

    def __missing__(self, key):
        return 0

    def most_common(self, n=None):
        """Return the n most common items with their counts."""
        if n is None:
            return sorted(self.iteritems(), key=_itemgetter(1), reverse=True)
        return _heapq.nlargest(n, self.iteritems(), key=_itemgetter(1))

    def elements(self):
        """Iterate over each item as often as it was counted."""
        return _chain.from_iterable(_starmap(_repeat, self.iteritems()))

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError(
            'Counter.fromkeys() is undefined.  Use Counter(iterable) instead.')

    def update(*args, **kwds):
        if not args:
            raise TypeError("descriptor 'update' of 'Counter' object needs an argument")
        self = args[0]
        args = args[1:]
        if len(args) > 1:
            raise TypeError('expected at most 1 arguments, got %d' % len(args))
        iterable = args[0] if args else None
        if iterable is not None:
            if isinstance(iterable, Mapping):
                if self:
                    self_get = self.get
                    for item, count in iterable.iteritems():
                        self[item] = self_get(item, 0) + count
                else:
                    super(Counter, self).update(iterable)
            else:
                self_get = self.get
                for item in iterable:
                    self[item] = self_get(item, 0) + 1
        if kwds:
            self.update(kwds)

    def subtract(*args, **kwds):
        if not args:
            raise TypeError("descriptor 'subtract' of 'Counter' object needs an argument")
        self = args[0]
        args = args[1:]
        if len(args) > 1:
            raise TypeError('expected at most 1 arguments, got %d' % len(args))
        iterable = args[0] if args else None
        if iterable is not None:
            self_get = self.get
            if isinstance(iterable, Mapping):
                for item, count in iterable.items():
                    self[item] = self_get(item, 0) - count
            else:
                for item in iterable:
                    self[item] = self_get(item, 0) - 1
        if kwds:
            self.subtract(kwds)

    def copy(self):
        return self.__class__(self)

    def __reduce__(self):
        return (self.__class__, (dict(self),))

    def __delitem__(self, item):
        if item in self:
            super(Counter, self).__delitem__(item)

    def __repr__(self):
        if not self:
            return '%s()' % self.__class__.__name__
        items = ', '.join(map('%r: %r'.__mod__, self.most_common()))
        return '%s({%s})' % (self.__class__.__name__, items)

    def _merge(self, other, combine):
        """Counts of all items by `combine`; only positive ones stay."""
        result = Counter()
        for item, count in self.items():
            total = combine(count, other[item])
            if total > 0:
                result[item] = total
        for item, count in other.items():
            if item not in self:
                total = combine(0, count)
                if total > 0:
                    result[item] = total
        return result

    def __add__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self._merge(other, lambda mine, theirs: mine + theirs)

    def __sub__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self._merge(other, lambda mine, theirs: mine - theirs)

    def __or__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self._merge(other, max)

    def __and__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        result = Counter()
        for item, count in self.items():
            smaller = min(count, other[item])
            if smaller > 0:
                result[item] = smaller
        return result
