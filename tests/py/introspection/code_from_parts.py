# types.CodeType checks its arguments in the order CPython parses them.
import types
def f(a, b=2, *c, **d): x = a; return x
c = f.func_code
base = [c.co_argcount, c.co_nlocals, c.co_stacksize, c.co_flags, c.co_code, c.co_consts, c.co_names, c.co_varnames, c.co_filename, c.co_name, c.co_firstlineno, c.co_lnotab, c.co_freevars, c.co_cellvars]
def t(**kw):
    l = list(base)
    for k, v in kw.items(): l[int(k[1:])] = v
    try: r = types.CodeType(*l); print sorted(kw.items(), key=str) , 'ok', r.co_name
    except Exception, e: print sorted(kw), type(e).__name__, e
t()
t(_0=-1); t(_1=-1); t(_2=-1); t(_3=-1); t(_0='a'); t(_1=None); t(_4=5); t(_5=[]); t(_6=(1,)); t(_7=(1,)); t(_7=[]); t(_8=3); t(_9=None); t(_10='x'); t(_11=4); t(_12=(1,)); t(_13=(None,)); t(_4=u'a'); t(_9=u'nm'); t(_12=[]); t(_0=2**70)
try: types.CodeType()
except TypeError, e: print e
try: types.CodeType(1)
except TypeError, e: print e
try: types.CodeType(*(base + [1]))
except TypeError, e: print e
print types.CodeType(*base[:12]).co_freevars
print types.CodeType(*base) == c, hash(types.CodeType(*base)) == hash(c)
