# Modes, arguments, softspace, read-ahead of the iteration and errors of files.
import os, re, shutil, tempfile
FN = tempfile.mkdtemp() + '/'
def show(x): return re.sub('0x[0-9a-f]+', 'ADDRESS', str(x).replace(FN, 'FN'))
f = open(FN+'x','w')
for v in (5, 2**31, 2**40, -1, None, 'a', 1.5, True, 2L):
    try: f.softspace = v; print f.softspace
    except Exception as e: print type(e), e
try: del f.softspace
except Exception as e: print type(e), e
for n in ('closed','name','mode','newlines','encoding','errors'):
    try: setattr(f,n,1)
    except Exception as e: print n,type(e), e
    try: delattr(f,n)
    except Exception as e: print n,type(e), e
f.write('x'*20000); f.close()
f=open(FN+'x'); 
f.write
open(FN+'y','w').write('line of text\n'*3000)
f=open(FN+'y'); f.next(); print f.tell(); 
for fn in (lambda: f.read(), lambda: f.read(3), lambda: f.readline(), lambda: f.readlines(), lambda: f.readinto(bytearray(3)), lambda: f.seek(5), lambda: f.next(), lambda: f.tell(), lambda: f.readline(), lambda: f.next(), lambda: f.close(), lambda: f.closed, lambda: f.newlines):
    try: print fn()
    except Exception as e: print type(e), e
f=open(FN+'y','r+'); f.next()
for fn in (lambda: f.write('zz'), lambda: f.tell(), lambda: f.flush(), lambda: f.tell(), lambda: f.truncate(), lambda: f.next()):
    try: print fn()
    except Exception as e: print type(e), e
f.close(); print len(open(FN+'y').read())
f=open(FN+'y','r+'); 
for fn in (lambda: f.readline(), lambda: f.write('zz'), lambda: f.tell(), lambda: f.flush(), lambda: f.tell(), lambda: f.truncate(100), lambda: f.readline(), lambda: f.write(), lambda: f.write(5), lambda: f.write(u'\xe9'), lambda: f.write(None), lambda: f.write(buffer('ab')), lambda: f.writelines(5), lambda: f.writelines([5]), lambda: f.writelines(['a', buffer('b'), bytearray('c'), u'd']), lambda: f.writelines(u'ab'), lambda: f.write(memoryview('ab')), lambda: f.write(bytearray('ab')), lambda: f.writelines([memoryview('ab')]), lambda: f.writelines([None])):
    try: print fn()
    except Exception as e: print type(e), e
import array
f=open(FN+'z','wb'); 
for fn in ( lambda: f.write(), lambda: f.write(5), lambda: f.write(u'\xe9'), lambda: f.write(u'e'), lambda: f.write(None), lambda: f.write(buffer('ab')),lambda: f.writelines(['a', buffer('b'), bytearray('c'), u'd']), lambda: f.write(array.array('c','hello')), lambda: f.writelines([array.array('c','hello')]), lambda: f.write(memoryview('ab')), lambda: f.write(bytearray('ab')), lambda: f.writelines([memoryview('ab')]), lambda: f.writelines([None]), lambda: f.read(), lambda:f.next(), lambda: f.readline(), lambda: f.readlines(), lambda: f.readinto(array.array('c','abc')), lambda: f.read('a'), lambda: f.read(1.5), lambda: f.read(2**70), lambda: f.seek(2**70), lambda: f.seek(-1), lambda: f.seek(1.9), lambda: f.seek(0, 5), lambda: f.seek('a'), lambda: f.seek(0,'a'), lambda: f.tell(), lambda: f.truncate(3.7), lambda: f.truncate('a'), lambda: f.truncate(-1), lambda: f.truncate(2**70)):
    try: print fn()
    except Exception as e: print type(e), e
f.close(); print repr(open(FN+'z').read())
for m in ['', 'x', 'r', 'rx', 'bU', 'xU', 'U', 'Uw', 'wU', 'aU', 'rwU', 'r\0w', u'r', None, 5, '+', 'r+b', 'br', 'Ur', 'rbU', 'rtU','wb+', 'a+', 'rb ', 'r,ccs=x']:
    try: g=open(FN+'z', m); print m, g.mode; g.close()
    except Exception as e: print m, type(e), e
for a in [(), (None,), (5,), (FN+'nope',), (unicode(FN)+u'nope',), ('/tmp',), ('/tmp','w'), ('a\0b',), (u'a\0b',), (FN+'z','r','x'), (FN+'z','r',1.5), (FN+'z','r',2**40), (FN+'z','r',-5), (FN+'z','r',0, 1), (bytearray('a'),), (buffer(FN+'z'),)]:
    try: g=open(*a); print show(a), g.mode; g.close()
    except Exception as e: print show(a), type(e), show(e)
for kw in [dict(name=FN+'z'), dict(name=FN+'z',mode='r',buffering=1), dict(foo=1), dict(filename='x')]:
    try: g=open(**kw); print sorted(kw), g.mode; g.close()
    except Exception as e: print sorted(kw), type(e), e
    try: g=file(**kw); print sorted(kw), g.mode; g.close()
    except Exception as e: print sorted(kw), type(e), e
shutil.rmtree(FN)
