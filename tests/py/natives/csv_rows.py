# _csv: dialects and their checks, readers, writers, the registry
import _csv as C, StringIO
def t(f,*a,**k):
    try: print repr(f(*a,**k)).split(' at 0x')[0]
    except BaseException, e: print type(e).__name__, repr(e.args).split(' at 0x')[0]
print [n for n in sorted(dir(C)) if n[:1]!='_'], C.__version__, C.Error.__mro__, C.QUOTE_ALL, C.QUOTE_MINIMAL, C.QUOTE_NONE, C.QUOTE_NONNUMERIC
d=C.Dialect()
for n in 'delimiter doublequote escapechar lineterminator quotechar quoting skipinitialspace strict'.split():
    print n, repr(getattr(d,n)),
    try: setattr(d,n,5)
    except Exception,e: print type(e).__name__, e,
    try: delattr(d,n)
    except Exception,e: print type(e).__name__, e
    for v in (None,'','x','xx',5,0,True,u'x',u'\u20ac',1.5,[]):
        try:
            q=C.Dialect(**{n:v}); print n, repr(v), repr(getattr(q,n)), q.quoting
        except Exception,e: print n, repr(v), type(e).__name__, e
t(C.Dialect,'nope'); t(C.Dialect,foo=1); t(C.Dialect,d).__class__; print C.Dialect(d) is d, C.Dialect(d,delimiter=';') is d; t(C.Dialect,1,2,3,4,5,6,7,8,9,10); t(C.Dialect,5)
t(C.Dialect,quotechar=None,quoting=0); t(C.Dialect,quoting=9); t(C.Dialect,quotechar=None); t(C.Dialect, delimiter='')
class X: delimiter=';'; quotechar="'"
x=C.Dialect(X); print x.delimiter, x.quotechar
class X: delimiter=';;'
t(C.Dialect,X)
t(C.register_dialect,'a',X); t(C.register_dialect,5); t(C.register_dialect); t(C.register_dialect,'a',d); t(C.register_dialect,u'b',delimiter='|'); print C.list_dialects(); t(C.get_dialect,'a').__class__; t(C.get_dialect,'zz'); t(C.get_dialect,[]); t(C.unregister_dialect,'zz'); t(C.unregister_dialect,'a'); t(C.unregister_dialect); t(C.list_dialects,1); t(C.get_dialect)
t(C.field_size_limit); t(C.field_size_limit,'x'); t(C.field_size_limit,10L); t(C.field_size_limit,131072); t(C.field_size_limit,1,2); t(C.field_size_limit,2**70)
def rd(lines,*a,**k):
    try: r=C.reader(lines,*a,**k)
    except Exception,e: print type(e).__name__, e; return
    out=[]
    while 1:
        try: out.append((r.next(), r.line_num))
        except StopIteration: break
        except Exception,e: out.append((type(e).__name__, str(e), r.line_num)); break
    print out
rd([]); rd(['']); rd(['a,b']); rd(['a,b\n','c,d\r\n']); rd(['a,"b\n','c",d']); rd(['"a""b",c']); rd(['"a"b,c']); rd(['"a"b,c'],strict=True); rd(['"abc']); rd(['"abc'],strict=1); rd(['a\0b']); rd(['a\nb']); rd(['a\rb']); rd(['a,b\r']); rd([5]); rd([u'a,b']); rd([u'\u20ac']); rd(5); rd('abc'); rd(['a b, c'],skipinitialspace=1); rd(['a\\,b,c'],escapechar='\\'); rd(['a\\'],escapechar='\\'); rd(['"a\\"b",c'],escapechar='\\'); rd(['"a\\','b"'],escapechar='\\'); rd(['1,"2",x'],quoting=2); rd(['1,"2",3.5,'],quoting=2); rd(['"a",b'],quoting=3); rd(["'a,b',c"],quotechar="'"); rd(['a,,b,,']); rd([',']); rd(['""']); rd(['"",""']); rd(['a"b,c"d']); rd(['\n','\r\n','a']); rd(['"a\n\n"\n']); rd(['a','b'],'nope'); rd(['a|b'],u'b'); rd(['a'],delimiter='xx'); rd(['a'],foo=1); rd(['"a" ,b']); rd(['"a" ,b'],strict=1); rd(['"a""'],doublequote=0); rd(['"a"b"'],doublequote=0); rd([None]); rd(['  a,  b'],skipinitialspace=1); rd([' "a", "b"'],skipinitialspace=1); rd(['a,b'],X)
t(C.reader); t(C.reader,[],'excel',3); r=C.reader([]); print type(r), iter(r) is r, type(r.dialect)
for n in 'dialect','line_num':
    try: setattr(r,n,1)
    except Exception,e: print type(e).__name__, e
C.field_size_limit(3); rd(['abcd']); rd(['abc']); rd(['"abcd"']); C.field_size_limit(131072)
def wr(rows,*a,**k):
    f=StringIO.StringIO()
    try: w=C.writer(f,*a,**k)
    except Exception,e: print type(e).__name__, e; return
    for row in rows:
        try: w.writerow(row)
        except Exception,e: print type(e).__name__, e,
    print repr(f.getvalue())
wr([[1,2.5,'a',None,u'x',True,10L**20]]); wr([['a,b','c"d','e\nf','g\rh',' i','']]); wr([['']]); wr([[]]); wr([[None]]); wr([['']],quoting=3); wr([['a,b']],quoting=3); wr([['a,b"c\\']],quoting=3,escapechar='\\'); wr([['a"b']],doublequote=0); wr([['a"b,\\']],doublequote=0,escapechar='\\'); wr([[1,'a',None,2.5,'']],quoting=2); wr([[1,'a',None]],quoting=1); wr([5]); wr(['abc']); wr([('x',)]); wr([{1:2}]); wr([iter([1])]); wr([[u'\u20ac']]); wr([[0.1,1e100,1e16,3.0]]); wr([['a','b']],lineterminator='!'); wr([['a!','b']],lineterminator='!'); wr([['a\0b','c']]); wr([['a']],delimiter=None); wr([['a;b']],delimiter=';'); wr([["it's"]],quotechar="'"); wr([['a']],quotechar=None,quoting=1); wr([['a"b']],quotechar=None); wr([['a']],lineterminator=None); wr([[' a ']],quoting=0); wr([[complex(1,2)]],quoting=2)
class B:
    def __str__(self): raise ValueError('no')
wr([[B()]])
t(C.writer,5); t(C.writer); 
class W: write=5
t(C.writer,W)
class W:
    def write(self,s): return len(s)
w=C.writer(W()); print w.writerow(['abc','d']), w.writerows([[1],[2]]); t(w.writerows,5); t(w.writerows,[5]); t(w.writerow); print type(w), type(w.dialect)
t(type(w)); t(type(r)); t(type(r),[])
