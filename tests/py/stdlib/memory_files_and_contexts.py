import StringIO, codeop, contextlib, sys
s=StringIO.StringIO('ab\ncd\n\nx'); print s.readlines(), s.tell(), s.read(), s.seek(0), s.readline(2), s.readline(), s.readlines(1), list(s)
s=StringIO.StringIO(); s.write('hello'); s.seek(2); s.write('XY'); print s.getvalue(), s.pos, s.len; s.seek(10); s.write('z'); print repr(s.getvalue()), s.tell(); s.truncate(3); print repr(s.getvalue()), s.tell(), s.len; s.write('q'); print repr(s.getvalue())
s.seek(-1,2); print s.read(); s.seek(1); s.seek(1,1); print s.tell(); s.writelines(['a',u'b']); print repr(s.getvalue()); s.write(5); print repr(s.getvalue()); s.write(''); s.flush(); print s.isatty(), s.closed, s.softspace
try: s.truncate(-1)
except IOError,e: print e
s.seek(0); print s.next(), 
try: s.next()
except StopIteration: print 'stop'
print >>s, 'a',; print repr(s.getvalue()), s.softspace
s.close(); s.close(); print s.closed
for m in ('read','readline','tell','flush','isatty','getvalue','next'):
    try: getattr(s,m)()
    except ValueError,e: print m,e
try: s.write('x')
except ValueError,e: print e
s=StringIO.StringIO(12); print s.read(1), s.read(None), repr(s.readline()); s=StringIO.StringIO('abc'); s.seek(-5); print s.pos; s.seek(5); print repr(s.read()), s.pos, repr(s.readline()); s=StringIO.StringIO('a\nb'); print s.readline(-1), s.readline(0)=='' 
for src in ('','#c\n','x = 1','if 1:','if 1:\n  x','if 1:\n  x\n','def f(','a b','"""x','x = (','\\','print 1,','@d','for','raise = 2','a\n b','lambda z: \\','""','9+','from __future__ import with_statement'):
    for sym in ('single','exec','eval'):
        try: c=codeop.compile_command(src,'<i>',sym); print repr(src),sym,c is not None
        except (SyntaxError,ValueError,OverflowError),e: print repr(src),sym,type(e).__name__,e
C=codeop.CommandCompiler(); C('from __future__ import division'); print C.compiler.flags, eval(C('1/2','','eval'))
@contextlib.contextmanager
def cm(t, swallow=False):
    print 'in',t
    try: yield t
    except ValueError,e:
        print 'caught',e
        if not swallow: raise
    finally: print 'out',t
for sw in (0,1):
    try:
        with cm('a',sw) as x: print x; raise ValueError('v')
    except ValueError,e: print 'passed',e
with cm('ok'): pass
@contextlib.contextmanager
def none():
    if 0: yield
@contextlib.contextmanager
def two():
    yield 1
    yield 2
@contextlib.contextmanager
def twox():
    try: yield 1
    except: yield 2
for f in (none,two,twox):
    try:
        with f():
            if f is twox: raise KeyError(1)
    except RuntimeError,e: print e
try:
    with cm('s'): raise StopIteration('mine')
except StopIteration,e: print 'SI',e
import warnings; warnings.simplefilter('ignore')
with contextlib.nested(cm('1'),cm('2')) as (a,b): print a,b
try:
    with contextlib.nested(cm('1',True),cm('2')) as (a,b): raise ValueError(9)
    print 'swallowed'
except ValueError: print 'no'
class F:
    def close(s): print 'closed'
with contextlib.closing(F()) as f: pass
