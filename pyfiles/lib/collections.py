"""More containers: dicts that keep an order or count, tuples with names; the abstract classes of containers."""
import sys as _sys
from itertools import chain as _chain, imap as _imap, izip as _izip, repeat as _repeat, starmap as _starmap
from operator import eq as _eq, itemgetter as _itemgetter

import _abcoll
import heapq as _heapq
from _abcoll import *
from _collections import defaultdict, deque
from keyword import iskeyword as _iskeyword
from thread import get_ident as _get_ident

__all__ = ['Counter', 'deque', 'defaultdict', 'namedtuple', 'OrderedDict'] + _abcoll.__all__


def _bound(name, of, args):
    """Split the arguments of a method that leaves all names free for keywords: self, and one or None."""
    if not args:
        raise TypeError("descriptor %r of %r object needs an argument" % (name, of))
    if len(args) > 2:
        raise TypeError('expected at most 1 arguments, got %d' % (len(args) - 1))
    return args[0], args[1:]


# In the list of an OrderedDict's keys: one has been here.
_HOLE = object()


class OrderedDict(dict):
    """A dict that remembers the order in which keys came.

    __order lists the keys, with holes where keys have been deleted; __place has each key's position.
    __begin is the first position that may not be a hole. Sometimes the holes are squeezed out, into
    a new list, so that an iteration over the old one can tell.
    """

    def __init__(*args, **kwds):
        self, given = _bound('__init__', 'OrderedDict', args)
        if not hasattr(self, '_OrderedDict__order'):
            self.__start()
        self.__update(*given, **kwds)

    def __start(self):
        self.__order, self.__place, self.__begin = [], {}, 0

    def __setitem__(self, key, value, dict_setitem=dict.__setitem__):
        if key not in self:
            order = self.__order
            self.__place[key] = len(order)
            order.append(key)
        return dict_setitem(self, key, value)

    def __delitem__(self, key, dict_delitem=dict.__delitem__):
        dict_delitem(self, key)
        order, place = self.__order, self.__place.pop(key)
        order[place] = _HOLE
        while order and order[-1] is _HOLE:
            order.pop()
        begin = min(self.__begin, len(order))
        while begin < len(order) and order[begin] is _HOLE:
            begin += 1
        self.__begin = begin
        if len(order) > 2 * len(self.__place) + 32:
            self.__order = [key for key in order if key is not _HOLE]
            self.__place = dict(_izip(self.__order, xrange(len(order))))
            self.__begin = 0

    def __iter__(self):
        order, place = self.__order, self.__begin
        while place < len(order):
            key = order[place]
            place += 1
            if key is not _HOLE:
                yield key
                if order is not self.__order:
                    # Squeezed meanwhile: go on behind the key if it is still there.
                    order, place = self.__order, self.__place.get(key, -1) + 1

    def __reversed__(self):
        order, place = self.__order, len(self.__order)
        while place > 0:
            place -= 1
            key = order[place] if place < len(order) else _HOLE
            if key is not _HOLE:
                yield key
                if order is not self.__order:
                    order, place = self.__order, self.__place.get(key, 0)

    def clear(self):
        """Take everything out."""
        dict.clear(self)
        self.__start()

    # What the mapping interface says, in terms of iteration and items. A derived class may change
    # those, so the methods of dict would not do.

    def iterkeys(self):
        return iter(self)

    def itervalues(self):
        for key in self:
            yield self[key]

    def iteritems(self):
        for key in self:
            yield key, self[key]

    def keys(self):
        return list(self)

    def values(self):
        return map(self.__getitem__, self)

    def items(self):
        return [(key, self[key]) for key in self]

    def viewkeys(self):
        return KeysView(self)

    def viewvalues(self):
        return ValuesView(self)

    def viewitems(self):
        return ItemsView(self)

    update = __update = MutableMapping.update

    __none = object()

    def pop(self, key, default=__none):
        """Take a key out and return its value, or default if one is given and the key is not there."""
        if key not in self:
            if default is self.__none:
                raise KeyError(key)
            return default
        value = self[key]
        del self[key]
        return value

    def setdefault(self, key, default=None):
        """Return the value of a key, which is set to default if it is not there."""
        if key not in self:
            self[key] = default
        return self[key]

    def popitem(self, last=True):
        """Take out the last (or first) pair."""
        for key in reversed(self) if last else self:
            return key, self.pop(key)
        raise KeyError('dictionary is empty')

    def __repr__(self, _repr_running={}):
        # A dict may hold itself, and each thread may be showing it.
        here = id(self), _get_ident()
        if here in _repr_running:
            return '...'
        _repr_running[here] = 1
        try:
            shown = repr(self.items()) if self else ''
        finally:
            del _repr_running[here]
        return '%s(%s)' % (self.__class__.__name__, shown)

    def __reduce__(self):
        own = set(vars(OrderedDict()))
        more = dict((name, value) for name, value in vars(self).items() if name not in own)
        made_of = self.__class__, ([[key, self[key]] for key in self],)
        return made_of + (more,) if more else made_of

    def copy(self):
        """Return a dict of the same class with the same items."""
        return self.__class__(self)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        """Make a dict in which all keys of an iterable have the same value."""
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def __eq__(self, other):
        same = dict.__eq__(self, other)
        if same is True and isinstance(other, OrderedDict):
            # The order counts between two that have one.
            same = all(_imap(_eq, self, other))
        return same

    def __ne__(self, other):
        return not self == other


def _is_word(name):
    return not name.replace('_', 'x') or name.replace('_', 'x').isalnum()


# What a name must not be: a test, and the message about it.
_NAME_RULES = [
    (lambda name: not _is_word(name),
     'Type names and field names can only contain alphanumeric characters and underscores: %r'),
    (_iskeyword, 'Type names and field names cannot be a keyword: %r'),
    (lambda name: name[0].isdigit(), 'Type names and field names cannot start with a number: %r'),
]


def _renamed(names):
    """Replace the names that cannot be fields by the numbers of their places."""
    seen = set()
    for place, name in enumerate(names):
        fits = name and not name.startswith('_') and not any(bad(name) for bad, _ in _NAME_RULES)
        yield name if fits and name not in seen else '_%d' % place
        seen.add(name)


def _check_names(typename, names, renamed):
    for name in [typename] + names:
        if type(name) is not str:
            raise TypeError('Type names and field names must be strings')
        for bad, message in _NAME_RULES:
            if bad(name):
                raise ValueError(message % name)
    for place, name in enumerate(names):
        if name[0] == '_' and not renamed:
            raise ValueError('Field names cannot start with an underscore: %r' % name)
        if name in names[:place]:
            raise ValueError('Encountered duplicate field name: %r' % name)


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
        lines.append('    %s = _property(_itemgetter(%d), doc=%r)\n'
                     % (name, index, 'Alias for field number %d' % index))
    return '\n'.join(lines) + '\n'


def namedtuple(typename, field_names, verbose=False, rename=False):
    """Make a class of tuples whose items are also attributes.

    The names are in a sequence, or in a string with blanks or commas between. With rename, those that
    cannot be names become _0, _1, ...; verbose prints the source of the class.

    >>> Point = namedtuple('Point', 'x y')
    >>> here = Point(3, y=4)
    >>> here, here.x + here[1]
    (Point(x=3, y=4), 7)
    """
    names = field_names.replace(',', ' ').split() if isinstance(field_names, basestring) else field_names
    names, typename = map(str, names), str(typename)
    if rename:
        names = list(_renamed(names))
    _check_names(typename, names, rename)
    text = _namedtuple_source(typename, names)
    if verbose:
        print text
    space = {'__name__': 'namedtuple_' + typename, 'OrderedDict': OrderedDict, '_tuple': tuple,
             '_property': property, '_itemgetter': _itemgetter}
    exec text in space
    made = space[typename]
    # Pickle looks for it in the module that called.
    made.__module__ = _sys._getframe(1).f_globals.get('__name__', '__main__')
    return made


class Counter(dict):
    """A dict that counts: keys are items, values their numbers.

    >>> bag = Counter('tomato')
    >>> bag['t'], bag['x']
    (2, 0)
    >>> sorted(bag.elements())
    ['a', 'm', 'o', 'o', 't', 't']
    """

    def __init__(*args, **kwds):
        """Count the items of an iterable, or take the counts of a mapping or of keywords.

        >>> Counter('aab') == Counter({'a': 2, 'b': 1}) == Counter(a=2, b=1)
        True
        """
        self, given = _bound('__init__', 'Counter', args)
        super(Counter, self).__init__()
        self.update(*given, **kwds)

    def __missing__(self, key):
        """Return the number of what was never counted."""
        return 0

    def most_common(self, n=None):
        """Return pairs of items and counts, the highest counts first: all, or n of them.

        >>> Counter('mississippi').most_common(1)[0][1]
        4
        """
        count = _itemgetter(1)
        if n is not None:
            return _heapq.nlargest(n, self.iteritems(), key=count)
        return sorted(self.iteritems(), key=count, reverse=True)

    def elements(self):
        """Iterate over each item as often as it was counted.

        >>> list(Counter({7: 3}).elements())
        [7, 7, 7]
        """
        return _chain.from_iterable(_starmap(_repeat, self.iteritems()))

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError('Counter.fromkeys() is undefined.  Use Counter(iterable) instead.')

    def update(*args, **kwds):
        """Count the items of an iterable, or add the counts of a mapping or of keywords.

        >>> bag = Counter(x=1)
        >>> bag.update('xxy')
        >>> bag['x'], bag['y']
        (3, 1)
        """
        self, given = _bound('update', 'Counter', args)
        source = given[0] if given else None
        if isinstance(source, Mapping) and not self:
            super(Counter, self).update(source)
        elif source is not None:
            self._count(source, 1)
        if kwds:
            self.update(kwds)

    def subtract(*args, **kwds):
        """Take the items of an iterable, or the counts of a mapping or of keywords, off the counts.

        >>> bag = Counter(x=1)
        >>> bag.subtract('xxx')
        >>> bag['x']
        -2
        """
        self, given = _bound('subtract', 'Counter', args)
        if given and given[0] is not None:
            self._count(given[0], -1)
        if kwds:
            self.subtract(kwds)

    def _count(self, source, sign):
        had = self.get
        if not isinstance(source, Mapping):
            for item in source:
                self[item] = had(item, 0) + sign
        elif sign > 0:
            for item, number in source.iteritems():
                self[item] = had(item, 0) + number
        else:
            for item, number in source.items():
                self[item] = had(item, 0) - number

    def copy(self):
        """Return a counter with the same counts."""
        return self.__class__(self)

    def __reduce__(self):
        return self.__class__, (dict(self),)

    def __delitem__(self, item):
        """Forget an item; one that was never counted is no error."""
        if item in self:
            super(Counter, self).__delitem__(item)

    def __repr__(self):
        shown = ', '.join('%r: %r' % pair for pair in self.most_common())
        return '%s(%s)' % (self.__class__.__name__, shown and '{%s}' % shown)

    def _combined(self, other, combine, missing=True):
        """Count by a function of the counts in both; what is not positive is left out.

        `missing` tells whether items that only the other has can be positive.
        """
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        pairs = ((item, combine(number, other[item])) for item, number in self.items())
        if missing:
            more = ((item, combine(0, number)) for item, number in other.items() if item not in self)
            pairs = _chain(pairs, more)
        for item, number in pairs:
            if number > 0:
                made[item] = number
        return made

    def __add__(self, other):
        """Add the counts.

        >>> (Counter(a=1) + Counter(a=2))['a']
        3
        """
        return self._combined(other, lambda mine, theirs: mine + theirs)

    def __sub__(self, other):
        """Subtract the counts and keep what is left.

        >>> Counter(a=3, b=1) - Counter(a=1, b=2)
        Counter({'a': 2})
        """
        return self._combined(other, lambda mine, theirs: mine - theirs)

    def __or__(self, other):
        """Take the higher count of each item.

        >>> (Counter(a=1) | Counter(a=2))['a']
        2
        """
        return self._combined(other, max)

    def __and__(self, other):
        """Take the lower count of each item.

        >>> Counter(a=1, b=1) & Counter(a=2)
        Counter({'a': 1})
        """
        return self._combined(other, min, missing=False)
