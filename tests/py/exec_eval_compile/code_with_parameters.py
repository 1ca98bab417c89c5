# Code objects with parameters in eval and exec, texts of OSError, imp.load_source of what is not there.
import sys, imp, os
def h(a, *b): return a
for f in (lambda: eval(h.func_code), lambda: eval((lambda *a, **k: (a, k)).func_code), lambda: list(eval((lambda: (yield 3)).func_code))):
    try: print f()
    except Exception, e: print type(e).__name__, e
def g():
    print 'never'; yield 1
exec g.func_code
exec (lambda *a: None).func_code
try: exec h.func_code
except TypeError, e: print e
for a in ((2, u'\xe9'), (2, u'\xe9', 'f'), (2, 'a', u'\xe9'), ('x', 'y'), (2, None), (None, None), (1,2,3), (u'a', 'b', None)):
    e = OSError(*a)
    for f in (str, unicode, repr):
        try: print f(e),
        except Exception, x: print type(x).__name__, x,
    print
print imp.get_suffixes()[-1]
for f in (lambda: imp.load_source("m", "none.py"), lambda: imp.load_compiled('m', 'none.pyc')):
    try: f()
    except Exception, e: print type(e).__name__, e
