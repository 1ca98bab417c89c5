# future_builtins, imp's rest, struct sequences in pickles, partials' states, hashes of bound natives
import future_builtins as F, imp, cPickle, pickle, time, os, copy, functools
def t(f,*a):
    try: print repr(f(*a)).split(' at 0x')[0]
    except Exception,e: print type(e).__name__, e
print F.filter, F.map, F.zip
t(F.ascii,u'\xe9'); t(F.hex,255); t(F.hex,-255L); t(F.hex,10**20); t(F.hex,True); t(F.hex,1.5); t(F.oct,8); t(F.oct,0); t(F.oct,-8); t(F.oct,'x'); t(F.hex)
class I(object):
    def __index__(self): return 17
t(F.hex,I()); t(F.oct,I())
t(imp.NullImporter,''); t(imp.NullImporter,'/'); t(imp.NullImporter,'/nope'); n=imp.NullImporter('/nope'); t(n.find_module,'x'); t(n.find_module,'x',None); t(imp.NullImporter); t(imp.NullImporter,5); t(imp.get_frozen_object,'x'); t(imp.init_frozen,'x'); t(imp.load_dynamic,'x','/nope.so'); t(imp.load_compiled,'x','/nope.pyc'); print type(n)
s=time.gmtime(86400); print s.__reduce__()
for p in 0,1,2:
    for m in pickle, cPickle: q=m.loads(m.dumps(s,p)); print q == s, type(q), q
s=os.stat('/'); r=s.__reduce__(); print r[0], len(r[1][0]), sorted(r[1][1])
q=cPickle.loads(cPickle.dumps(s,2)); print q == s, q.st_mtime == s.st_mtime, q.st_blksize == s.st_blksize, copy.copy(s) == s
t(time.struct_time,range(9),{}); t(time.struct_time,range(9),5); t(time.struct_time,range(8)); t(os.stat_result,range(10)); print os.stat_result(range(10),{'st_blksize':7}).st_blksize
f=functools.partial(int,'5',base=8); f.x=[1]; g=copy.copy(f); print g.args is f.args, g.keywords is f.keywords, g.x is f.x, g()
f.__setstate__((len,('a',),{},None)); print f.func, f.args, f.keywords, f.__dict__, f()
t(hash,{}.keys); t(hash,[].append); print hash('a'.join)==hash('a'.join)
t(time.strftime,'',(1900,1,1,0,0,0,-2,1,-1)); t(time.asctime,(1900,13,1,0,0,0,0,1,-1)); t(os.putenv,'A=B','x')
