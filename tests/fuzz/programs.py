"""Makes Python 2.7 programs from seeds: the same seed gives the same program.

Always true of a program: it ends within a second or so on CPython, needs no input, and what it
prints does not depend on addresses, on the clock or on the identity of numbers. Statements that
fail are part of the test: every call at the top level prints its result or its exception.
"""
import random

INTS = ['0', '1', '-1', '2', '3', '7', '10', '-13', '255', '1000', '65537', '2147483647',
        '-2147483648', '4611686018427387903', '9223372036854775807', '-9223372036854775808',
        '9223372036854775808', '1L', '-5L', '10 ** 20', 'True', 'False', '0x7fff', '1 << 62']
FLOATS = ['0.0', '-0.0', '1.0', '0.5', '-2.25', '1e10', '1e308', '1e-320', '3.14159', '1e16',
          "float('inf')", "float('nan')", '2.0 ** 53', '0.1']
STRS = ["''", "'a'", "'abc'", "'hello world'", "'x,y,,z'", "'  pad '", "'%d-%s'", "'{0!r:>8}'",
        "'ABCabc123'", "'a\\nb\\r\\nc\\n'", "'\\x00\\xff'", "'10'", "'-7'", "'1e3'", "'aXbXc'"]
UNIS = ["u''", "u'a'", "u'\\xe9t\\xe9'", "u'\\u20ac 5'", "u'abc'", "u'\\U00010000'", "u'%s|%r'"]
SMALL = ['0', '1', '2', '3', '-1', '-2', '5', 'None']
STR_METHODS = ['upper()', 'lower()', 'strip()', 'split()', "split(',')", "split('X', 1)",
               "replace('a', 'bb')", "find('b')", "rfind('a')", "count('a')", 'title()',
               'swapcase()', 'capitalize()', "startswith('a')", "endswith(('c', 'z'))",
               "join(['1', '2'])", 'zfill(7)', "center(9, '*')", 'ljust(6)', 'rjust(6)',
               "partition(',')", "rpartition('X')", 'splitlines(True)', 'isdigit()', 'isalpha()',
               "index('b')", 'expandtabs(3)', "lstrip('ax')", "rstrip('c1')", "encode('hex')",
               "translate(None, 'a')", 'istitle()', "rsplit(None, 1)", "__len__()", "isspace()",
               "decode('utf-8', 'replace')", "decode('latin-1')", "encode('utf-8')"]
LIST_METHODS = ['append(%s)', 'extend(%l)', 'insert(%i, %x)', 'pop()', 'pop(%i)', 'remove(%x)',
                'reverse()', 'sort()', 'sort(reverse=True)', 'sort(key=repr)', 'index(%x)',
                'count(%x)', '__contains__(%x)', 'sort(cmp=lambda p, q: cmp(q, p))',
                '__getslice__(1, 3)', '__delitem__(%i)', '__iadd__(%l)']
DICT_METHODS = ['get(%k)', 'get(%k, %x)', 'setdefault(%k, %x)', 'pop(%k)', 'pop(%k, %x)',
                'keys()', 'values()', 'items()', 'has_key(%k)', 'copy()', 'update({%k: %x})',
                'popitem()', 'update(z=%x)', 'viewkeys()', 'viewitems()', 'viewvalues()',
                'fromkeys(%l, %x)']
SET_METHODS = ['add(%k)', 'discard(%k)', 'remove(%k)', 'union(%l)', 'intersection(%l)',
               'difference(%l)', 'symmetric_difference(%l)', 'issubset(%l)', 'update(%l)',
               'pop()', 'copy()', 'isdisjoint(%l)', 'intersection_update(%l)']
FORMATS = ['%d', '%5d', '%-6d|', '%+d', '%x', '%#o', '%s', '%r', '%.3f', '%e', '%10.4g', '%c',
           '%05d', '%i', '%u', '%.2s', '%%%s', '%G', '% d', '%#x', '%*d']
SPECS = ['', 'd', '>10', '<8', '^7', '+', ',', 'x', '#b', '.2f', '08.3f', 'e', 'g', '%', 's',
         '*^12', '=+9', 'n', 'c', '.3']
BUILTINS_1 = ['abs', 'bool', 'str', 'repr', 'int', 'float', 'long', 'len', 'hash', 'unicode', 'hex',
              'oct', 'tuple', 'sorted', 'list', 'sum', 'max', 'min', 'any', 'all', 'set', 'type',
              'chr', 'unichr', 'ord', 'round', 'complex', 'bin', 'callable', 'frozenset', 'iter',
              'reversed', 'dict', 'xrange', 'enumerate', 'bytearray', 'buffer', 'slice', 'dir']
EXCEPTIONS = ['ValueError', 'KeyError', 'TypeError', 'IndexError', 'ZeroDivisionError', 'Err',
              'OldErr', 'StopIteration', 'AttributeError', 'LookupError', 'OverflowError']

PRELUDE = '''\
import sys
import operator
LOG = []
G0, G1, G2 = 3, 'glob', [1, 2]
def lim(x):
    t = type(x)
    if t is int or t is long:
        if -10 ** 40 < x < 10 ** 40:
            return x
        return x % 1000003
    if t is str or t is unicode or t is list or t is tuple or t is bytearray:
        if len(x) > 24:
            return x[:5]
        return x
    if t is dict or t is set:
        if len(x) > 24:
            return t()
    return x
def show(tag, x, depth=0):
    t = type(x)
    if t.__name__ in ('generator', 'listiterator', 'function', 'instancemethod', 'builtin_function_or_method',
                      'xrange', 'dict_keys', 'dict_items', 'dict_values', 'enumerate', 'buffer'):
        text = '<%s>' % t.__name__
    elif depth < 3 and t in (list, tuple):
        text = '%s%r' % (t.__name__, [show('', y, depth + 1) for y in x])
    else:
        text = repr(x)
    if not tag:
        return text
    print tag, text[:300]
class Err(Exception):
    pass
class OldErr:
    def __init__(self, *args):
        self.args = args
    def __str__(self):
        return 'old%r' % (self.args,)
class Ctx(object):
    def __init__(self, swallow):
        self.swallow = swallow
    def __enter__(self):
        LOG.append('enter')
        return self
    def __exit__(self, kind, value, tb):
        LOG.append('exit %s' % (kind and kind.__name__))
        return self.swallow and kind is not None
class Del(object):
    def __init__(self, n):
        self.n = n
    def __del__(self):
        LOG.append('del %r' % (self.n,))
    def __repr__(self):
        return 'Del(%r)' % (self.n,)
class OldDel:
    def __init__(self, n):
        self.n = n
    def __del__(self):
        LOG.append('olddel %r' % (self.n,))
    def __repr__(self):
        return 'OldDel(%r)' % (self.n,)
def tracer(frame, event, arg):
    if frame.f_code.co_name[:1] == 'f':
        LOG.append((event, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_code.co_name))
        if event == 'exception':
            LOG.append(arg[0].__name__)
    return tracer
def call(name, function, *args):
    del LOG[:]
    try:
        show(name, function(*args))
    except (Exception, OldErr), e:
        if isinstance(e, OldErr):
            print name, 'raised', e.__class__.__name__, e
        else:
            tb, names = sys.exc_info()[2], []
            while tb is not None:
                names.append('%s:%d' % (tb.tb_frame.f_code.co_name, tb.tb_lineno))
                tb = tb.tb_next
            print name, 'raised', type(e).__name__, str(e)[:200], ' '.join(names)
            del tb
    sys.settrace(None)
    sys.exc_clear()
    if LOG:
        print name, 'log', len(LOG), LOG[:60], LOG[-10:]
'''


class Maker:
    """One program under construction."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.indent = 0
        self.functions = []
        self.classes = []
        self.names = []
        self.loops = 0
        self.is_generator = False
        self.in_loop = False
        self.in_finally = False
        self.can_return = True
        self.number = 0
        self.traces = self.random.random() < 0.04

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def chance(self, p):
        return self.random.random() < p

    def line(self, text):
        self.lines.append('    ' * self.indent + text)

    def fresh(self, prefix):
        self.number += 1
        return '%s%d' % (prefix, self.number)

    # Expressions, by the type they most probably have.

    def int_(self, depth=2):
        if depth <= 0 or self.chance(0.3):
            return self.pick(['i0', 'i1', 'i2', 'a', 'k', 'k', 'n']) if self.chance(0.75) else self.pick(INTS)
        kind = self.random.randrange(13)
        x, y = self.int_(depth - 1), self.int_(depth - 1)
        if kind < 5:
            return '(%s %s %s)' % (x, self.pick(['+', '-', '+', '-', '*']), y)
        if kind == 5:
            return '(%s %s %s)' % (x, self.pick(['//', '%', '/', '&', '|', '^']), y)
        if kind == 6:
            return '(%s %s %s)' % (x, self.pick(['<<', '>>']), self.pick(['0', '1', '3', '8', '31', '62', '-1']))
        if kind == 7:
            return '%s(%s)' % (self.pick(['abs', 'int', 'long', '-', '~', '+', 'bool', 'hash']), x)
        if kind == 8:
            return 'len(%s)' % self.pick([self.str_(depth - 1), self.list_(depth - 1), self.dict_(depth - 1)])
        if kind == 9:
            return '(%s if %s else %s)' % (x, self.test(depth - 1), y)
        if kind == 10:
            return '%s(%s, %s)' % (self.pick(['min', 'max', 'cmp', 'operator.add', 'operator.sub']), x, y)
        if kind == 11:
            return '(%s ** %s)' % (x, self.pick(['0', '1', '2', '3', '-1']))
        return self.pick(['i0', 'k', 'o.p', 'l0[%s]' % x, 'divmod(%s, %s)[1]' % (x, y)])

    def float_(self, depth=2):
        if depth <= 0 or self.chance(0.3):
            return self.pick(['r0', 'r1', 'b']) if self.chance(0.7) else self.pick(FLOATS)
        x = self.float_(depth - 1)
        y = self.pick([self.float_, self.int_])(depth - 1)
        if self.chance(0.2):
            x, y = y, x
        if self.chance(0.8):
            return '(%s %s %s)' % (x, self.pick(['+', '-', '*', '/', '//', '%']), y)
        return '%s(%s)' % (self.pick(['abs', 'float', '-', 'round', '+']), x)

    def str_(self, depth=2):
        if depth <= 0 or self.chance(0.3):
            return self.pick(['s0', 's1']) if self.chance(0.6) else self.pick(STRS if self.chance(0.8) else UNIS)
        kind = self.random.randrange(10)
        x = self.str_(depth - 1)
        if kind == 0:
            return '(%s + %s)' % (x, self.str_(depth - 1))
        if kind == 1:
            return '(%s * %s)' % (x, self.pick(['0', '1', '2', '-1']))
        if kind < 4:
            return '%s.%s' % (x, self.pick(STR_METHODS))
        if kind == 4:
            return '%s[%s]' % (x, self.index(depth - 1))
        if kind == 5:
            return '%s(%s)' % (self.pick(['str', 'repr', 'str', 'unicode']), self.value(depth - 1))
        if kind == 6:
            return "('%s' %% (%s,))" % (self.pick(FORMATS), self.value(depth - 1))
        if kind == 7:
            return "'{0:%s}'.format(%s)" % (self.pick(SPECS), self.value(depth - 1))
        if kind == 8:
            return "format(%s, '%s')" % (self.value(depth - 1), self.pick(SPECS))
        return "%s.join([%s, %s])" % (self.pick(STRS), x, self.str_(depth - 1))

    def index(self, depth):
        if self.chance(0.6):
            return self.pick([self.int_(depth), self.pick(SMALL[:-1]), 'k % 3'])
        low, high, step = (self.pick(['', self.pick(SMALL), 'k % 4']) for _ in range(3))
        return '%s:%s' % (low, high) if self.chance(0.6) else '%s:%s:%s' % (low, high, step)

    def list_(self, depth=2):
        if depth <= 0 or self.chance(0.4):
            return self.pick(['l0', 'l1', 'G2', '[]', '[1, 2, 3]', "['b', 'a']", 't0', '(1, 2)', 'range(4)'])
        kind = self.random.randrange(8)
        x = self.value(depth - 1)
        if kind == 0:
            return '[%s, %s]' % (x, self.value(depth - 1))
        if kind == 1:
            return '(%s + %s)' % (self.list_(depth - 1), self.list_(depth - 1))
        if kind == 2:
            return '%s[%s:%s]' % (self.list_(depth - 1), self.pick(SMALL), self.pick(SMALL))
        if kind == 3:
            v = self.pick(['q', 'i0', 'x'])
            return '[%s for %s in %s%s]' % (self.pick([v, '(%s, k)' % v, 'lim(%s)' % x]), v, self.list_(depth - 1),
                                            self.pick(['', ' if %s' % self.test(0)]))
        if kind == 4:
            return 'sorted(%s)' % self.list_(depth - 1)
        if kind == 5:
            return self.pick(['map(str, %s)', 'zip(%s, l0)', 'filter(None, %s)', 'list(%s)', 'tuple(%s)',
                              'list(reversed(%s))', 'list(enumerate(%s))', 'map(None, %s, l1)',
                              'list(q for q in %s if q)']) % self.list_(depth - 1)
        if kind == 6:
            return '(%s * %s)' % (self.list_(depth - 1), self.pick(['0', '1', '2']))
        return '%s.split(%s)' % (self.str_(depth - 1), self.pick(['', "','", "'a'"]))

    def dict_(self, depth=2):
        if depth <= 0 or self.chance(0.6):
            return self.pick(['d0', 'd0', '{}', "{1: 'one'}", "dict(z=1, y=2)", 'set([1, 2])', 'e0'])
        return self.pick(['{%s: %s}' % (self.key(), self.value(depth - 1)),
                          'dict(enumerate(%s))' % self.list_(depth - 1),
                          '{q: k for q in %s}' % self.list_(0), '{q for q in %s}' % self.list_(0),
                          'set(%s)' % self.list_(depth - 1), '(e0 %s set(%s))' % (self.pick('|&-^'), self.list_(0))])

    def key(self):
        return self.pick(['k', 'k % 5', 'a', 's0', "'key'", '1', '1.0', '(k % 3, 1)', 'i0', 'None', "u'key'", 'x'])

    def value(self, depth=2):
        kind = self.random.randrange(20)
        if kind < 6:
            return self.int_(depth)
        if kind < 8:
            return self.float_(depth)
        if kind < 11:
            return self.str_(depth)
        if kind < 13:
            return self.list_(depth)
        if kind == 13:
            return self.dict_(depth)
        if kind < 16:
            return self.pick(['x', 'y', 'x', 'None', '(x, y)', 'G0', 'G1', '1j', '2+0j', 'Del(k)', 'OldDel(k)'])
        if kind == 16:
            return '%s(%s)' % (self.pick(BUILTINS_1), self.value(depth - 1))
        if kind == 17:
            return self.object_(depth)
        if kind == 18 and self.functions and not self.in_loop:
            return self.call_()
        return self.test(depth)

    def object_(self, depth):
        return self.pick(['o', 'o.p', 'o.q', "getattr(o, 'p', %s)" % self.pick(SMALL), 'o.m(%s)' % self.int_(0),
                          'o.__class__.__name__', "hasattr(o, 'zz')", '(o + %s)' % self.int_(0), 'o[k]',
                          '(%s * o)' % self.int_(0), 'len(o)', 'o(%s)' % self.int_(0), '-o', '(x - o)', 'o.s',
                          '(o == %s)' % self.value(0), 'sorted(vars(o))', 'o.c', 'o.st(1)', 'o.cm()', 'cmp(o, o)'])

    def call_(self):
        name, count = self.pick(self.functions)
        args = [self.value(1) for _ in range(count)]
        if self.chance(0.15) and args:
            args[-1] = '*[%s]' % args[-1]
        if self.chance(0.05):
            args.append('zz=1')
        return '%s(%s)' % (name, ', '.join(args))

    def test(self, depth=1):
        kind = self.random.randrange(9)
        if kind < 4:
            return '(%s %s %s)' % (self.int_(depth), self.pick(['<', '<=', '==', '!=', '>', '>=']), self.int_(depth))
        if kind == 4:
            return '(%s %s %s)' % (self.value(depth - 1) if depth > 0 else 'x', self.pick(['<', '==', '>=', '!=', '<>']),
                                   self.value(depth - 1) if depth > 0 else 'y')
        if kind == 5:
            return self.pick(['k % 3 == 0', 'k & 1', 'k > n // 2', 'k == 7', 'not k % 10'])
        if kind == 6:
            return '(%s %s %s)' % (self.int_(0), self.pick(['in', 'not in']), self.pick(['l0', 'd0', 'e0', 't0', 'range(9)']))
        if kind == 7:
            return 'isinstance(%s, %s)' % (self.pick(['x', 'y', 'i0', 's0']),
                                           self.pick(['int', 'str', '(int, long)', 'basestring', 'float', 'list', 'object']))
        return '(%s %s x)' % (self.test(0), self.pick(['and', 'or'])) if depth else 'x is None'

    # Statements.

    def fill(self, template):
        out = template
        while '%' in out:
            at = out.index('%')
            kind = out[at + 1]
            what = {'s': self.value, 'x': self.value, 'l': self.list_, 'i': self.int_}
            text = self.key() if kind == 'k' else what[kind](1)
            out = out[:at] + text.replace('%', '\0') + out[at + 2:]
        return out.replace('\0', '%')

    def block(self, depth, count=None):
        self.indent += 1
        for _ in range(count or self.random.randrange(1, 4)):
            self.statement(depth)
        self.indent -= 1

    def statement(self, depth):
        if depth <= 0 or self.chance(0.5):
            return self.simple()
        self.pick([self.if_, self.if_, self.for_, self.while_, self.try_, self.try_, self.with_])(depth)

    def simple(self):
        kind = self.random.randrange(34)
        if kind < 5:
            self.line('%s = lim(%s)' % (self.pick(['i0', 'i1', 'i2']), self.int_()))
        elif kind < 8:
            self.line('%s %s %s' % (self.pick(['i0', 'i1']), self.pick(['+=', '-=', '+=', '^=', '|=', '%=', '//=']), self.int_(1)))
        elif kind < 10:
            self.line('%s = %s' % (self.pick(['r0', 'r1']), self.float_()))
        elif kind < 12:
            self.line('%s = lim(%s)' % (self.pick(['s0', 's1']), self.str_()))
        elif kind < 15:
            self.line('%s = lim(%s)' % (self.pick(['x', 'y', 'x']), self.value()))
        elif kind == 15:
            self.line('%s = lim(%s)' % (self.pick(['l0', 'l1', 't0']), self.list_()))
        elif kind == 16:
            self.line('l0.%s' % self.fill(self.pick(LIST_METHODS)))
            self.line('l0 = lim(l0)')
        elif kind == 17:
            self.line('x = d0.%s' % self.fill(self.pick(DICT_METHODS)))
            self.line('d0 = lim(d0)')
        elif kind == 18:
            self.line('x = e0.%s' % self.fill(self.pick(SET_METHODS)))
        elif kind == 19:
            self.line(self.pick(['l0[%s] = %s' % (self.index(1), self.value(1)), 'd0[%s] = %s' % (self.key(), self.value(1)),
                                 'del l0[%s]' % self.index(1), 'del d0[%s]' % self.key(), 'd0[%s] += 1' % self.key(),
                                 'l0[k %% len(l0)] %s %s' % (self.pick(['+=', '-=']), self.int_(1))]))
        elif kind == 20:
            self.line(self.pick(['o.p = %s', 'o.p += %s', 'o.q = %s', 'o.s = %s', 'o.__class__.c = %s']) % self.value(1))
        elif kind == 21:
            self.line(self.pick(['del o.q', 'o = %s(%s)' % (self.pick(self.classes), self.int_(1)), 'del x', 'y = x = None',
                                 'o.__class__ = %s' % self.pick(self.classes), 'x, y = y, x', 'x, y = %s' % self.list_(1),
                                 'global G0; G0 = G0 + 1' if False else 'x = Del(k)', 'y = OldDel(k)', 'x = y = Del(k)']))
        elif kind == 22 and self.in_loop:
            self.line('if %s: %s' % (self.test(0), self.pick(['break', 'break' if self.in_finally else 'continue'])))
        elif kind == 23 and self.can_return:
            self.line('if %s: return%s' % (self.test(0), '' if self.is_generator else ' ' + self.value(1)))
        elif kind == 24:
            self.line('if %s: raise %s' % (self.test(0), self.pick(['%s(%s)' % (self.pick(EXCEPTIONS), self.value(0)),
                                                                   self.pick(EXCEPTIONS), "ValueError, 'old'"])))
        elif kind == 25:
            self.line(self.pick(['LOG.append(%s)' % self.value(1), 'print %s,' % self.int_(0) if self.chance(0.2) else 'LOG.append(k)',
                                 'assert %s, %s' % (self.test(0), self.str_(0)), "exec 'i0 = lim(i0 + 1)'" if False else 'pass']))
        elif kind == 26:
            self.line(self.pick(['LOG.append(sorted(locals().keys()))', 'LOG.append(sys._getframe().f_lineno - sys._getframe().f_code.co_firstlineno)',
                                 "LOG.append(locals().get('i0'))", "LOG.append(sys._getframe().f_locals.get('s0'))",
                                 'LOG.append(sys._getframe(1).f_code.co_name)', 'LOG.append(sys.exc_info()[0])']))
        elif kind == 27 and self.is_generator:
            self.line(self.pick(['yield %s', 'x = yield %s', 'yield (yield %s)']) % self.value(1))
        elif kind == 28:
            v = self.fresh('fn')
            self.line('def %s(z%s): return (z, %s)' % (v, self.pick(['', '=%s' % self.value(0), ', w=k', ', *w', ', **w']), self.value(1)))
            self.line('x = %s(%s)' % (v, self.pick([self.value(0), '1, 2', '', 'z=k', '*l1', '**{}'])))
        elif kind == 29:
            self.line('x = lim((lambda z: %s)(%s))' % (self.pick(['z', '(z, k)', 'i0', self.value(1)]), self.value(0)))
        elif kind == 30 and self.traces:
            self.line('if k == %d: %s' % (self.random.randrange(12),
                                          self.pick(['sys.settrace(tracer)', 'sys.settrace(None)', 'sys.settrace(tracer); sys._getframe().f_trace = tracer'])))
        elif kind == 31 and self.functions and not self.in_loop:
            self.line('x = lim(%s)' % self.call_())
        elif kind == 32:
            self.line('%s = %s' % (self.pick(['i0', 's0', 'r0', 'l0', 'd0', 'e0', 'o']), self.value(1)))
        else:
            self.line('LOG.append(%s)' % self.test())

    def if_(self, depth):
        self.line('if %s:' % self.test())
        self.block(depth - 1)
        if self.chance(0.4):
            self.line('else:')
            self.block(depth - 1)

    def guarded(self, depth):
        if self.chance(0.3):
            return self.statement(depth)
        self.line('try:')
        self.block(depth)
        self.line('except Exception, z: LOG.append(str(z)[:50])')

    def loop_body(self, depth):
        self.loops += 1
        was = self.in_loop, self.in_finally
        self.in_loop, self.in_finally = True, False
        guarded = self.chance(0.7)
        if guarded:
            self.indent += 1
            self.line('try:')
        self.block(depth - 1, self.random.randrange(2, 7))
        if guarded:
            self.line(self.pick(['except Exception, z: LOG.append((k, str(z)[:50]))', 'except Exception: LOG.append(k)']))
            self.indent -= 1
        self.in_loop, self.in_finally = was
        self.loops -= 1
        if self.chance(0.2):
            self.line('else:')
            self.block(0, 1)

    def for_(self, depth):
        if self.loops >= 2:
            return self.simple()
        count = self.pick(['n', '40', '60']) if not self.loops else self.pick(['3', '5', 'k % 4'])
        over = self.pick(['xrange(%s)', 'range(%s)', 'xrange(%s)', 'iter(range(%s))']) % count
        if self.chance(0.25):
            over = self.pick([self.list_(1), self.dict_(1), self.str_(0), 'enumerate(l0)', 'zip(l0, l1)', 'd0.iteritems()',
                              'list(l0)', 'reversed(l1)'])
        self.line('for %s in %s:' % (self.pick(['k', 'k', 'k', 'x', 'i1', '(x, y)' if self.chance(0.3) else 'k']), over))
        self.loop_body(depth)

    def while_(self, depth):
        if self.loops >= 2:
            return self.simple()
        w = self.fresh('w')
        self.line('%s = 0' % w)
        self.line('while %s < %s:' % (w, self.pick(['50', 'n']) if not self.loops else '4'))
        self.indent += 1
        self.line('%s += 1' % w)
        self.line('k = %s' % w)
        self.indent -= 1
        self.loop_body(depth)

    def try_(self, depth):
        self.line('try:')
        self.block(depth - 1)
        kind = self.random.randrange(4)
        if kind != 3:
            for _ in range(self.random.randrange(1, 3)):
                self.line('except %s:' % self.pick(['Exception, z', '(TypeError, ValueError, KeyError), z', 'ZeroDivisionError',
                                                    self.pick(EXCEPTIONS), 'LookupError, x', 'OldErr, z', 'StandardError, z']))
                self.block(depth - 2, self.random.randrange(1, 3))
                if self.chance(0.15):
                    self.indent += 1
                    self.line(self.pick(['raise', 'LOG.append(sys.exc_info()[0])', 'raise Err(k)']))
                    self.indent -= 1
            if self.chance(0.3):
                self.line('except:')
                self.block(0, 1)
            if self.chance(0.2):
                self.line('else:')
                self.block(depth - 2, 1)
        if kind >= 2:
            self.line('finally:')
            was, self.in_finally = self.in_finally, True
            self.block(depth - 2, self.random.randrange(1, 3))
            self.in_finally = was

    def with_(self, depth):
        self.line('with Ctx(%s)%s:' % (self.pick(['True', 'False', 'k % 2']), self.pick(['', ' as x'])))
        self.block(depth - 1)

    # Definitions.

    def class_(self):
        name = self.fresh('C')
        bases = self.pick(['(object)', '(object)', '(object)', '', '(list)', '(dict)', '(int)', '(str)'])
        if self.classes and self.chance(0.35):
            bases = '(%s)' % self.pick(self.classes)
        self.line('class %s%s:' % (name, bases))
        self.indent += 1
        self.line('c = %s' % self.pick(INTS))
        if self.chance(0.15) and bases == '(object)':
            self.line("__slots__ = ['p', 'q', 's']")
        init = bases not in ('(int)', '(str)') or self.chance(0.5)
        methods = ['def __init__(self, p):\n{0}    self.p = p\n{0}    self.q = 1' if init else 'p = 5',
                   'def m(self, v):\n{0}    return self.p + v', '@staticmethod\n{0}def st(v):\n{0}    return v',
                   '@classmethod\n{0}def cm(cls):\n{0}    return cls.__name__']
        extras = ['def __add__(self, v):\n{0}    return self.c + v', 'def __radd__(self, v):\n{0}    return v',
                  'def __rmul__(self, v):\n{0}    return NotImplemented', 'def __getitem__(self, v):\n{0}    if v > 5: raise IndexError(v)\n{0}    return v * 2',
                  'def __len__(self):\n{0}    return self.c', 'def __eq__(self, v):\n{0}    return v == self.c',
                  'def __cmp__(self, v):\n{0}    return cmp(self.c, v)', 'def __hash__(self):\n{0}    return 7',
                  'def __call__(self, v):\n{0}    return (v, self.c)', 'def __coerce__(self, v):\n{0}    return (self.c, v)',
                  'def __neg__(self):\n{0}    return -self.c', 'def __getattr__(self, v):\n{0}    if v[:2] == "__": raise AttributeError(v)\n{0}    return v.upper()',
                  'def __nonzero__(self):\n{0}    return bool(self.c)', '@property\n{0}def s(self):\n{0}    return self.c',
                  'def __lt__(self, v):\n{0}    return True', 'def __iter__(self):\n{0}    return iter([self.c, 1])',
                  'def __setattr__(self, n, v):\n{0}    LOG.append(n)\n{0}    object.__setattr__(self, n, v)',
                  'def __contains__(self, v):\n{0}    return v == 1', 'def __int__(self):\n{0}    return self.c',
                  'def __iadd__(self, v):\n{0}    self.p = v\n{0}    return self', 'def __rsub__(self, v):\n{0}    return "rsub"',
                  'def __index__(self):\n{0}    return 2', 'def __str__(self):\n{0}    return "str%r" % (self.c,)']
        self.random.shuffle(extras)
        methods += extras[:self.random.randrange(0, 6)]
        methods.append('def __repr__(self):\n{0}    return "%s()"' % name)
        for method in methods:
            for text in method.replace('{0}', '').split('\n'):
                self.line(text)
        self.indent -= 1
        self.classes.append(name)

    def function(self):
        name = self.fresh('f')
        self.is_generator = self.chance(0.2)
        count = self.random.randrange(1, 4)
        parameters = ['a', 'b', 'n'][:count - 1] + ['n'] if count > 1 else ['n']
        if self.chance(0.2):
            parameters[-1] += '=%s' % self.pick(SMALL[:-1])
        self.line('def %s(%s):' % (name, ', '.join(parameters)))
        self.indent += 1
        if self.chance(0.2):
            self.line('global G0, G1')
        for text in ['k = 0', 'i0 = %s' % self.pick(INTS), 'i1 = i2 = 1', 'r0, r1 = %s, 0.5' % self.pick(FLOATS),
                     's0 = %s' % self.pick(STRS), "s1 = 'abc'", 'l0 = [%s, 2, 3]' % self.pick(INTS), 'l1 = [1, 2]',
                     't0 = (1, 2, 3)', "d0 = {1: 2, 'key': 3}", 'e0 = set([1, 5])', 'x = %s' % self.pick(['None', '0', "'s'"]),
                     'y = %s' % self.pick(INTS), 'o = %s(%s)' % (self.pick(self.classes), self.pick(INTS))]:
            self.line(text)
        present = ' '.join(parameters)
        if 'a' not in present:
            self.line('a = %s' % self.pick(INTS))
        if 'b' not in present:
            self.line('b = %s' % self.pick(FLOATS))
        if self.is_generator:
            self.line('yield n')
        self.guarded(1)
        self.pick([self.for_, self.for_, self.while_])(3)
        self.guarded(3)
        self.guarded(3)
        if self.chance(0.3):
            self.line('def inner(z):')
            self.indent += 1
            self.line('return (z, i0, k)')
            self.indent -= 1
            self.line('LOG.append(inner(%s))' % self.value(1))
        if not self.is_generator:
            self.line('return %s' % self.pick(['(i0, i1, r0, s0, x)', '(l0, d0, y)', '(k, i0, l0)', 'sorted(e0), o', self.value()]))
        self.indent -= 1
        if not self.is_generator:
            self.functions.append((name, len(parameters)))
        for _ in range(self.random.randrange(1, 4)):
            args = [self.pick(INTS + FLOATS + STRS if self.chance(0.3) else INTS[:8]) for _ in parameters[:-1]]
            args.append(self.pick(['30', '45', '12']))
            args = ', '.join([''] + args)
            if self.is_generator:
                self.line("call(%r, lambda: list(%s(%s)))" % (name, name, args[2:]))
                if self.chance(0.4):
                    self.line('it = %s(%s)' % (name, args[2:]))
                    self.line("call('%s.next', it.next)" % name)
                    self.line("call('%s.send', it.send, %s)" % (name, self.pick(INTS)))
                    self.line("call('%s.throw', it.throw, %s)" % (name, self.pick(EXCEPTIONS)))
                    self.line("call('%s.close', it.close)" % name)
            else:
                self.line('call(%r, %s%s)' % (name, name, args))
        self.is_generator = False

    def make(self):
        for _ in range(self.random.randrange(1, 4)):
            self.class_()
        for _ in range(self.random.randrange(1, 4)):
            self.function()
        if self.chance(0.2):
            self.line('%s.c = 1.5' % self.pick(self.classes))
            self.line('%s.__len__ = lambda self: 3' % self.pick(self.classes))
            for name, count in self.functions:
                self.line('call(%r, %s%s)' % (name, name, ', 5' * count))
        if self.chance(0.1):
            name, count = self.functions[-1] if self.functions else ('lim', 1)
            self.line('%s(%s)' % (name, ', '.join(['None'] * count)))
        return PRELUDE + '\n'.join(self.lines) + '\n'


def program(seed):
    """Returns the source of a seed's program."""
    return Maker(seed).make()


if __name__ == '__main__':
    import sys
    sys.stdout.write(program(int(sys.argv[1])))
