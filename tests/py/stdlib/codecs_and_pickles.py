# Streams of encoded text, and pickles of both modules to the byte.
import codecs
import cPickle
import pickle
import StringIO
import UserString
import warnings
import htmlentitydefs

text = u'one\r\ntwo\rthree\u2028four\nfive'
for encoding in 'utf-8', 'utf-16', 'utf-16-be', 'utf-32', 'utf-7':
    data = text.encode(encoding)
    for size in None, 1, 5:
        reader = codecs.getreader(encoding)(StringIO.StringIO(data))
        lines = []
        while True:
            line = reader.readline(size)
            if not line:
                break
            lines.append(line)
        print encoding, size, lines
    reader = codecs.getreader(encoding)(StringIO.StringIO(data))
    print repr(reader.read(3)), repr(reader.readline(keepends=False)), repr(reader.read(chars=2)), list(reader)
    print list(codecs.iterdecode(data, encoding)) == list(text)
    print [part for part in codecs.iterencode(['a', u'\xe4', ''], encoding)]
recoder = codecs.EncodedFile(StringIO.StringIO('a\xc3\xa4\nb\n'), 'latin-1', 'utf-8')
print repr(recoder.readline()), recoder.readlines(), recoder.data_encoding, recoder.file_encoding
print codecs.make_encoding_map({1: 5, 2: 6, 3: 5}), codecs.make_identity_dict([1, 2])
print [name for name in dir(codecs) if name.startswith('BOM')], repr(codecs.BOM_UTF32_BE)


class Old:
    pass


class New(object):
    def __init__(self, value):
        self.value = value


class Listed(list):
    pass


old, new, listed = Old(), New({'k': [1, 2.5, None]}), Listed([1, 'two'])
old.self = old
cycle = ([],)
cycle[0].append(cycle)
for protocol in 0, 1, 2:
    for thing in (old, new, listed, cycle, [1, True, 300, 70000, -1, 1 << 40, 5L, -(1L << 70)], u'\\\n\u20ac',
                  'x' * 300, {'a': []}, len, Old, (), (1,), (1, 2, 3, 4)):
        data = pickle.dumps(thing, protocol)
        print protocol, repr(data)[:300], type(pickle.loads(data)).__name__
    print repr(cPickle.dumps(['ab', u'c', 'd', 0.1, {}], protocol))
for data in 'x', 'g5\n.', '(', "S'a\n.", '.', 'J\x01', '\x85.', '}(K\x01u.', 'cos\nnothere\n.', '\x80\x05':
    for module in pickle, cPickle:
        try:
            print module.loads(data)
        except Exception as problem:
            print type(problem).__module__, type(problem).__name__,
            if module is pickle:
                print problem,
    print

class Kept(pickle.Pickler):
    def persistent_id(self, obj):
        return 'the list' if obj == [7] else None

out = StringIO.StringIO()
Kept(out).dump([[7], 8])
print repr(out.getvalue())
reader = pickle.Unpickler(StringIO.StringIO(out.getvalue()))
reader.persistent_load = lambda pid: pid.upper()
print reader.load()

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter('default')
    for turn in range(3):
        warnings.warn('again')
    warnings.simplefilter('always')
    for turn in range(2):
        warnings.warn('each', RuntimeWarning)
    warnings.filterwarnings('error', 'no.*', DeprecationWarning)
    try:
        warnings.warn('Nothing', DeprecationWarning)
    except DeprecationWarning as problem:
        print 'raised', problem
    warnings.warn_explicit('there', UserWarning, 'file.py', 7)
print [(str(each.message), each.category.__name__) for each in seen], str(seen[-1])
print repr(warnings.formatwarning('m', UserWarning, 'f', 3, 'x = 1')), warnings.catch_warnings(record=True)

import sets
first, second = sets.Set([1, 2, 3]), sets.ImmutableSet([3, 4])
print first | second, first & second, first ^ second, first - second, first == second, first > sets.Set([1])
first.add(sets.Set([9]))
print sets.Set([9]) in first, len(first), sorted(map(str, first))
try:
    first | [1]
except TypeError as problem:
    print problem

word = UserString.UserString('Spam and eggs')
print word[2:6].upper(), word + '!', word.split(), repr(word * 2), word.find('and'), 'eggs' in word, word.isalpha()
changing = UserString.MutableString('abc')
changing[1] = 'XY'
del changing[0]
changing += '!'
print changing, changing.immutable(), htmlentitydefs.name2codepoint['euro'], repr(htmlentitydefs.entitydefs['auml'])
