# Methods of patterns and matches: arguments of all kinds, texts that are no str, templates.
import re,copy
p=re.compile('(a)(?P<n>b)?')
m=p.match('ab')
def t(f):
    try: print repr(f()).split(' at 0x')[0]
    except Exception,e: print type(e).__name__, e
for x in (0,1L,2L,True,1.0,1.5,'n','x',u'n',-1,3,10**30,None,[],(1,)):
    t(lambda: m.group(x)); t(lambda: m.start(x)); t(lambda: m.span(x))
for f in ('pattern','flags','groups','groupindex'):
    t(lambda: setattr(p,f,1)); t(lambda: delattr(p,f))
for f in ('string','re','pos','lastindex','zz'):
    t(lambda: setattr(m,f,1))
t(lambda: copy.copy(p)); t(lambda: copy.deepcopy(p)); t(lambda: copy.copy(m)); t(lambda: copy.deepcopy(m))
t(lambda: p.__copy__()); t(lambda: m.__copy__()); t(lambda:m.__deepcopy__({}))
import array
for s in (bytearray('xab'),array.array('c','xab'),buffer('xab'),memoryview('xab'), array.array('u',u'xab'), array.array('i',[1,2])):
    t(lambda: re.search('ab',s).group()); t(lambda: re.findall('(a)|(b)',s)); t(lambda: re.split('a',s)); t(lambda: re.sub('a','z',s)); t(lambda: re.search('a',s).string is s); t(lambda: re.sub('q','z',s)); t(lambda: re.search('(a)(b)',s).expand(r'\2\1'))
t(lambda: re.sub('a', r'\1', 'a')); t(lambda: re.sub('a', r'\g<1>', 'a')); t(lambda: re.sub('a', r'\g<x>', 'a')); t(lambda: re.sub('(a)|b', r'\1', 'b')); t(lambda: re.sub('a', r'\g', 'a')); t(lambda: re.sub('a', r'\g<', 'a')); t(lambda: re.sub('a', r'\g<>', 'a')); t(lambda: re.sub('a', r'\g<-1>', 'a')); t(lambda: re.sub('a', r'\g<1a>', 'a')); t(lambda: re.sub('a', '\\', 'a')); t(lambda: re.sub('a', r'\q\n\x41\0\07\400', 'a')); t(lambda: re.sub('a', 5, 'a')); t(lambda: re.sub('a', 'b', 5)); t(lambda: re.sub('a', None, 'a'))
t(lambda: re.sub('a', bytearray('z'), 'a')); t(lambda: re.sub('a', bytearray('z\\n'), 'a')); t(lambda: re.sub(u'a', 'z', 'a')); t(lambda: re.sub('a', u'z\u20ac', 'aba')); t(lambda: re.sub('a', 'z', u'aba')); t(lambda: re.sub('a','\xe9',u'a')); t(lambda: re.sub('a', lambda m: None, 'aba')); t(lambda: re.sub('a', lambda m: 5, 'aba'));t(lambda: re.sub('a', lambda m: u'\xe9', 'aba'))
t(lambda: p.match()); t(lambda: p.match('a',b=1)); t(lambda: p.match(1)); t(lambda: p.search('xab',1.5)); t(lambda: p.search('xab','1')); t(lambda: p.match(string='ab').group()); t(lambda: p.match(pattern='ab').group()); t(lambda: p.search('xab', -5, 100L).span()); t(lambda: p.findall(source='ab')); t(lambda: p.split(source='xabx')); t(lambda: p.split('xabx', maxsplit=1)); t(lambda:p.finditer(string='ab')); t(lambda: p.scanner('ab').search().span())
t(lambda: p.sub('x','ab',count=1)); t(lambda: p.subn(repl='x',string='abab',count=1)); t(lambda: p.sub('x')); t(lambda: p.sub()); t(lambda:p.sub('x','ab','1')); t(lambda:p.split('ab','x'))
t(lambda: m.expand(5)); t(lambda: m.groups(1,2)); t(lambda: m.groups(default=3)); t(lambda: m.groupdict('d')); t(lambda: m.group(1,'n',0)); t(lambda: m.regs); t(lambda: type(p)); t(lambda: type(m)); t(lambda: type(p)()); t(lambda: type(m)()); t(lambda: type(p).__name__); t(lambda: p==p); t(lambda: hash(p) is not None); t(lambda: re.compile(p)); 
t(lambda: re.compile(p, re.I)); t(lambda: re.compile(5)); t(lambda: re.compile(None)); t(lambda: re.compile([])); t(lambda: re.compile(bytearray('a'))); t(lambda: re.compile(buffer('a')));t(lambda: re.compile('a', '1')); t(lambda: re.compile('a', 1.5)); t(lambda: re.compile('a', 256).flags); t(lambda: re.template('a').flags); t(lambda: re.escape(u'\u20ac a\0')); t(lambda: re.escape('a.b\0\n')); t(lambda: re.escape(5))
t(lambda: sorted(x for x in dir(p) if x[0]!='_')); t(lambda: sorted(x for x in dir(m) if x[0]!='_')); t(lambda: re.error.__module__); t(lambda: re.__all__); t(lambda: re._pattern_type); t(lambda:re.Scanner([('a',1)]).scanner)
t(lambda: re.compile('a(?P<x>b)|c').scanner('abc').match().lastgroup); t(lambda: re.match('(?P<a>(?P<b>x))','x').lastgroup); t(lambda: re.match('((x)(y))','xy').lastindex); t(lambda: re.match('((x)|(y))*','xy').lastindex); t(lambda: re.match('(a)(b)?','a').lastindex)
t(lambda: re.findall('(?:a|ab)(?:c|bcd)(d*)','abcd')); t(lambda:re.findall('x*','axb')); t(lambda: re.sub('x*','-','abxd')); t(lambda: re.split('x*','axbc')); t(lambda: re.split('(x*)','axbc')); t(lambda:re.sub('x*','-','abxd',2)); t(lambda:[m.span() for m in re.finditer('x*|b','abxd')])
t(lambda: re.match(r'(?:(a)|b)*\1','abab')); t(lambda: re.match('(a?)*?$','aaa').groups()); t(lambda: re.match('(?:a?)*?$','aaa').span()); t(lambda: re.match('(a*)*','aaa').groups()); t(lambda: re.match('(a*)+','aaab').groups()); t(lambda: re.match('(?:(a)|(b)|(c))+','abc').groups()); t(lambda: re.match('(a|ab)(c|bcd)(d*)','abcd').groups()); t(lambda: re.match('(x)?(?(1)a|b)','xa').group()); t(lambda: re.search(r'\Bx','x')); t(lambda: re.search(r'\B','')); t(lambda: re.search(r'\b','')); t(lambda: re.match('a{0}b','b').span()); t(lambda:re.match('(a){0}b','b').groups()); t(lambda: re.match('(?=(a))a\\1','aa').groups()); t(lambda:re.match('(?!(a))b','b').groups()); t(lambda: re.match('(?<=a)b','b')); t(lambda:re.compile('(?<=a)b').match('ab',1).span()); t(lambda:re.compile('^b').match('ab',1)); t(lambda:re.compile('^b',re.M).search('a\nb',2).span()); t(lambda:re.compile('b$').search('abc',0,2).span())
