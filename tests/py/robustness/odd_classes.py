# Classes made in odd ways.


def attempt(name, function):
    try:
        result = function()
        print name, result
    except (TypeError, ValueError, MemoryError, RuntimeError) as error:
        print name, type(error).__name__


attempt('duplicate bases', lambda: type('X', (object,) * 1000000, {}))
many = tuple(type('B%d' % i, (object,), {}) for i in xrange(300))
attempt('many bases', lambda: len(type('X', many, {}).__mro__))


def deep():
    base = object
    for i in xrange(400):
        base = type('D%d' % i, (base,), {})
    return base().__class__.__name__, len(base.__mro__)


attempt('deep bases', deep)
attempt('no bases', lambda: type('X', (), {}).__mro__[-1].__name__)
attempt('int base', lambda: type('X', (1,), {}))
attempt('bool base', lambda: type('X', (bool,), {}))
attempt('own base', lambda: setattr(many[0], '__bases__', (many[0],)))
attempt('layout', lambda: type('X', (int, str), {}))
attempt('class of instance', lambda: setattr(many[0](), '__class__', int))
attempt('name', lambda: setattr(many[0], '__name__', 'with\x00null'))
attempt('dict', lambda: setattr(many[0](), '__dict__', 5))
attempt('call type', lambda: type(1, 2))
attempt('new of other', lambda: object.__new__(int))
attempt('slots', lambda: type('X', (object,), {'__slots__': ['a'] * 1000})().__class__.__name__)
attempt('bad slots', lambda: type('X', (object,), {'__slots__': ['1a']}))
attempt('order', lambda: type('X', (object, many[0]), {}))
