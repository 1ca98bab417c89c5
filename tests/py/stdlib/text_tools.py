# textwrap, difflib, pprint, tokenize, inspect, base64, random, logging, ConfigParser, pickletools
import base64, ConfigParser, difflib, inspect, logging, pickle, pickletools, pprint, random, StringIO, sys, textwrap, tokenize

text = '  This is a paragraph, with a well-known word -- and some(more) of them.  It has  blanks.\tTabs too. '
for width in (5, 12, 30, 70):
    print textwrap.wrap(text, width), textwrap.wrap(text, width, break_long_words=False, fix_sentence_endings=True)
print textwrap.fill(text, 40, initial_indent='* ', subsequent_indent='  '), repr(textwrap.dedent('  a\n   b\n\n  c'))
a, b = 'one\ntwo\nthree\nfour\n'.splitlines(1), 'ore\ntree\nemu\nfour\n'.splitlines(1)
print ''.join(difflib.ndiff(a, b)), ''.join(difflib.unified_diff(a, b, 'x', 'y')), ''.join(difflib.context_diff(a, b, 'x', 'y'))
print difflib.get_close_matches('appel', ['ape', 'apple', 'peach', 'puppy']), difflib.SequenceMatcher(None, 'abcd', 'bcde').get_opcodes()
nested = {'key%d' % n: range(n) for n in range(12)}
nested['deep'] = [(1, 'x' * 30, set([3])), {'k': u'v' * 40}]
pprint.pprint(nested); pprint.pprint(nested, width=30, depth=2, indent=2)
loop = []; loop.append(loop); print pprint.isrecursive(loop), pprint.isreadable([object]), pprint.pformat(loop)[:19]

def function(a, b=2, (c, d)=(3, 4), *e, **g):
    '''Doc of it.

        More.
    '''
    return 1
print inspect.getargspec(function), inspect.formatargspec(*inspect.getargspec(function)), inspect.getdoc(function), inspect.getcallargs(function, 1, b=5, z=6)
class Base(object):
    @staticmethod
    def s(): pass
    @classmethod
    def c(cls): pass
    @property
    def p(self): pass
    def m(self, x): pass
print [(item.name, item.kind) for item in inspect.classify_class_attrs(Base) if item.name in 'scpm'], inspect.getmro(bool), inspect.isroutine(len)
print [name for name, _ in inspect.getmembers(Base, inspect.ismethod)], inspect.getsource(Base.m), inspect.getargspec(Base.m), inspect.getframeinfo(inspect.currentframe())[2:]
for bad in (lambda: inspect.getargspec(len), lambda: inspect.getcallargs(function), lambda: inspect.getfile(int), lambda: inspect.getcallargs(Base.s, 1)):
    try: print bad()
    except Exception, e: print type(e).__name__, e
source = 'if x == 1:\n    y = """a\nb""" + u\'z\' # note\n\tw = 0x1F + 1e5j\n\nprint(x,\n y)\n'
for token in tokenize.generate_tokens(StringIO.StringIO(source.replace('\t', '    ')).readline): print tokenize.tok_name[token[0]], token[1:4]
for encode, decode in ((base64.b64encode, base64.b64decode), (base64.b32encode, base64.b32decode), (base64.b16encode, base64.b16decode), (base64.encodestring, base64.decodestring)):
    for data in ('', 'a', 'ab', 'abc', 'abcd', '\xff\xfe' * 40):
        print repr(encode(data)), decode(encode(data)) == data,
    for bad in ('a', 'A===', '!', 'aaaaaaaa', '0Z'):
        try: print repr(decode(bad)),
        except Exception, e: print type(e).__name__, e,
    print
r = random.Random(5)
print [r.random(), r.randint(1, 100), r.choice('abc'), r.sample(range(1000), 5), r.uniform(1, 2), r.gauss(0, 1), r.betavariate(1, 2), r.expovariate(3), r.triangular(), r.getrandbits(70),
       r.randrange(0, 100, 7), r.vonmisesvariate(1, 2), r.paretovariate(2), r.weibullvariate(1, 2), r.gammavariate(0.5, 1), r.lognormvariate(0, 1), r.normalvariate(1, 2)]
items = range(10); r.shuffle(items); print items, r.getstate()[0], len(r.getstate()[1])
r.jumpahead(10); w = random.WichmannHill(3); print r.random(), w.random(), w.getstate()
for bad in (lambda: r.randrange(0), lambda: r.randrange(1, 5, 0), lambda: r.sample([1], 2), lambda: r.randrange(1.5), lambda: r.randint(5, 1), lambda: r.setstate((9,))):
    try: print bad()
    except Exception, e: print type(e).__name__, e
stream = StringIO.StringIO()
handler = logging.StreamHandler(stream); handler.setFormatter(logging.Formatter('%(name)s|%(levelname)-8s|%(funcName)s|%(message)s'))
log = logging.getLogger('top.sub'); log.addHandler(handler); log.setLevel('INFO'); log.propagate = 0
log.debug('no'); log.info('%s and %d', 'a', 5); log.warning({'x': 1}); log.log(35, 'odd %(k)s', {'k': 'v'})
try: 1 / 0
except ZeroDivisionError: log.exception('failed')
print stream.getvalue(), log.getEffectiveLevel(), log.parent.name, logging.getLevelName(35), logging.getLogger('top').getChild('sub') is log
parser = ConfigParser.SafeConfigParser({'base': '/b'})
parser.readfp(StringIO.StringIO('# c\n[one]\npath = %(base)s/x\nlong: a\n b\nflag = Yes\n[two]\nn=5\n'))
print parser.sections(), parser.items('one'), parser.getboolean('one', 'flag'), parser.getint('two', 'n'), parser.has_option('two', 'base')
for bad in (lambda: parser.get('x', 'y'), lambda: parser.get('one', 'y'), lambda: parser.getint('one', 'path'), lambda: parser.add_section('one'), lambda: parser.set('one', 'a', 5),
            lambda: ConfigParser.ConfigParser().readfp(StringIO.StringIO('x=1\n'))):
    try: print bad()
    except Exception, e: print type(e).__name__, e
parser.write(sys.stdout)
out = StringIO.StringIO(); pickletools.dis(pickle.dumps([1, (2, 'x'), {'k': None}], 1), out); print out.getvalue(), repr(pickletools.optimize(pickle.dumps([[1], [2]], 2)))
