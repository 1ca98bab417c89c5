# Keyword names that are no str, given to natives and to Python functions.
def t(f):
    try: print f()
    except Exception as e: print type(e).__name__, e
t(lambda: dict(**{1:2}))
t(lambda: dict(**{u'a':2}))
t(lambda: dict(**{u'\xe9':2}))
t(lambda: dict({}, **{1:2}))
t(lambda: {}.update(**{1:2}))
t(lambda: {}.update(**{u'\xe9':2}))
class D(dict): pass
t(lambda: D(**{1:2}))
t(lambda: (lambda **k: k)(**{1:2}))
t(lambda: (lambda **k: k)(**{u'a':2}))
t(lambda: (lambda a=1: a)(**{u'a':2}))
t(lambda: (lambda a=1: a)(**{u'b':2}))
t(lambda: int(**{1:2}))
t(lambda: sorted([1], **{1:2}))
t(lambda: max(1, **{1:2}))
t(lambda: object(**{1:2}))
t(lambda: '{a}'.format(**{1:2}))
t(lambda: '{a}'.format(**{u'a':2}))
class C(object):
    def __init__(s, **k): s.k = k
t(lambda: C(**{1:2}))
t(lambda: [].sort(**{1:2}))
t(lambda: set(**{1:2}))
t(lambda: len(**{1:2}))
t(lambda: apply(dict, (), {1:2}))
t(lambda: apply(int, (), {1:2}))
class Cl:
    def __init__(s, **k): pass
t(lambda: Cl(**{1:2}))
import collections
t(lambda: collections.OrderedDict(**{1:2}))
t(lambda: collections.defaultdict(int, **{1:2}))
