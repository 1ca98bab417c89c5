# cStringIO: both kinds of streams, every method, its limits and errors
import cStringIO as C
def t(f,*a,**k):
    try: print repr(f(*a,**k)).split(' at 0x')[0]
    except BaseException, e: print type(e).__name__, repr(e.args).split(' at 0x')[0]
o=C.StringIO(); i=C.StringIO('abc\ndef\nghi')
print type(o), type(i), C.InputType, C.OutputType, dir(o), dir(i)
for m in dir(i):
    if m[0]!='_': print m, type(getattr(i,m)), getattr(i,m).__doc__ is None
t(C.StringIO,u'abc'); t(C.StringIO,u'\u20ac'); t(C.StringIO,5); t(C.StringIO,None); t(C.StringIO,bytearray('abc')); t(C.StringIO,buffer('abc')); t(C.StringIO,memoryview('abc')); t(C.StringIO,1,2); 
t(C.StringIO(u'abc').getvalue)
t(i.read,2); t(i.tell); t(i.readline); t(i.readline,2); t(i.readlines); t(i.read); t(i.read,5); t(i.readline)
t(i.seek,0); t(i.readlines); t(i.seek,0); t(i.readlines,4); t(i.seek,1); t(list,i); t(i.seek,-1,2); t(i.read); t(i.seek,-1,1); t(i.read); t(i.seek,100); t(i.tell); t(i.read); t(i.readline); t(i.readlines); t(i.seek,-5); t(i.tell); t(i.seek,0,7); t(i.tell)
t(i.seek,'x'); t(i.seek); t(i.seek,1,2,3); t(i.read,'x'); t(i.read,-5); t(i.seek,0); t(i.read,-5); t(i.read,None); t(i.readline,None); t(i.readline,-2)
t(i.getvalue); t(i.getvalue,1); t(i.seek,4); t(i.getvalue,1); t(i.getvalue,0); t(i.reset); t(i.tell); t(i.isatty); t(i.flush); t(i.truncate,2); t(i.closed); print i.closed
try: i.write
except AttributeError, e: print e
try: i.softspace
except AttributeError, e: print e
t(i.close); t(i.close); t(i.read); t(i.getvalue); print i.closed; t(iter,i); t(i.next); t(i.flush); t(i.isatty); t(i.tell); t(i.seek,0); t(i.reset); t(i.truncate); t(i.readlines); t(i.readline)
t(o.write,'hello'); t(o.write,u'abc'); t(o.write,u'\u20ac'); t(o.write,5); t(o.write,bytearray('zz')); t(o.write,buffer('yy')); t(o.write,memoryview('m')); t(o.write); t(o.getvalue); t(o.tell)
t(o.read); t(o.seek,0); t(o.read,3); t(o.write,'XX'); t(o.getvalue); t(o.seek,50); t(o.write,'E'); t(o.getvalue); t(o.truncate); t(o.getvalue); t(o.truncate,5); t(o.getvalue); t(o.tell); t(o.truncate,100); t(o.truncate,-1); t(o.getvalue);t(o.tell); t(o.truncate,'x'); t(o.truncate,1,2)
t(o.writelines,['a','b\n']); t(o.writelines,[1]); t(o.writelines,5); t(o.writelines,['a',u'b']); t(o.writelines, 'xyz'); t(o.getvalue)
print o.softspace; o.softspace=5; print o.softspace
try: o.softspace='x'
except Exception,e: print type(e), e
try: o.foo=5
except Exception,e: print type(e), e
try: i.foo=5
except Exception,e: print type(e), e
try: del o.softspace
except Exception,e: print type(e), e
try: o.closed=5
except Exception,e: print type(e), e
t(o.reset); t(o.readline); t(o.next); t(o.next); t(o.getvalue,True); t(o.getvalue,'x')
t(o.close); t(o.write,'x'); t(o.getvalue); t(o.close); print o.closed; t(o.writelines,[]); t(o.writelines,['a']); t(o.truncate,1); t(o.next); t(iter,o)
t(type(o)); t(type(i)); print repr(o)[:27], repr(i)[:27]
o=C.StringIO(); print >>o,'a','b',; print >>o,'c'; print repr(o.getvalue())
o=C.StringIO(); o.seek(-3); t(o.tell); t(o.write,'a'); t(o.getvalue)
o=C.StringIO(); o.write('line1\nline2\r\nline3'); o.seek(0); print list(o); o.seek(0); t(o.readlines,0); o.seek(0); t(o.readlines,-1); o.seek(0); t(o.readlines,3)
i=C.StringIO('a\n\nb'); print list(i); t(i.seek, 2L**70); t(i.read, 2L**70); t(i.seek,2**62); t(i.tell); t(i.read,1)
o=C.StringIO(); t(o.seek,2**62); t(o.write,'x')
print isinstance(o,C.OutputType), type(C.StringIO('')) is C.InputType
class Z:
    def __str__(self): return 'q'
t(C.StringIO, Z()); t(o.write, Z())
i=C.StringIO('abcdef'); i.read(3); t(i.truncate); i.seek(0); t(i.read); 
i=C.StringIO('abcdef'); t(i.truncate,3); i.seek(0); t(i.read); t(i.tell); t(i.getvalue)
b=bytearray('abc'); i=C.StringIO(b); t(i.read)
import array
a=array.array('i',[1,2]); t(C.StringIO,a); o=C.StringIO(); t(o.write,a); t(o.getvalue)
