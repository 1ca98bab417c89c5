# cPickle: bytes of every kind of object, arguments, hooks, attributes, errors
import cPickle as P, cStringIO, os
def t(f,*a,**k):
    try: print repr(f(*a,**k)).split(' at 0x')[0]
    except BaseException, e: print type(e).__name__, repr(e.args).split(' at 0x')[0]
for p in 0,1,2:
    print repr(P.dumps({'k': ''.join(['x','yz']), 'q': (1,int('7'))}, p))
    print repr(P.dumps({'k': ''.join(['x','yz'])}, p))
    print repr(P.dumps([''.join(['x','yz'])], p))
    print repr(P.dumps((''.join(['x','yz']), [], {}), p))
    print repr(P.dumps(''.join(['x','yz']), p))
    def f():
        s=''.join(['x','yz'])
        return P.dumps(s,p)
    print repr(f())
    def f():
        s=[]
        return P.dumps(s,p), P.dumps((s,s),p), P.dumps({'a':s,'b':s},p), P.dumps(tuple([s]),p)
    print repr(f())
    class A: pass
    a=A(); a.x=''.join(['x','yz']); a.y=[]
    print repr(P.dumps(a,p))
    class B(object): pass
    a=B(); a.x=''.join(['x','yz']); a.y=[]
    print repr(P.dumps(a,p))
    print repr(P.dumps(A(),p))
    print repr(P.dumps(B(),p))
for s in [u'\0',u'\r\x1a\x0b\n\\',u'\u20ac',u'\ud800', u'\U00012345']:
    print [P.dumps(s,p) for p in 0,1,2]
t(P.dumps); t(P.dumps,1,2,3); t(P.dumps,1,3); t(P.dumps,1,-1); t(P.dumps,1,'x'); t(P.dumps, obj=1, protocol=2); t(P.dumps,1,foo=2)
t(P.dump,1); t(P.dump,1,2); t(P.dump,1,None); t(P.dump, obj=1, file=None)
t(P.loads); t(P.loads,u'N.'); t(P.loads,1); t(P.loads,'N.',1); t(P.loads, str='N.'); t(P.loads, bytearray('N.'))
t(P.load); t(P.load,1); t(P.load, None)
t(P.Pickler); t(P.Pickler,1); t(P.Pickler,2); t(P.Pickler,3);t(P.Pickler,None); t(P.Pickler,'x'); t(P.Pickler,protocol=2); t(P.Pickler,file=None); t(P.Pickler,None,9); t(P.Pickler, 1,2,3)
t(P.Unpickler); t(P.Unpickler,1); t(P.Unpickler, file=1)
p=P.Pickler(2)
print type(p), p.__class__
for n in sorted(dir(P)):
  if n[:2] != '__': print n, repr(getattr(P,n)).split(' at ')[0], getattr(getattr(P,n),'__mro__',None)
t(p.getvalue); t(p.dump,[1,1]); t(p.getvalue); x=[1]; t(p.dump,[x,x,'ab']); t(p.getvalue); t(p.getvalue,True); t(p.clear_memo); t(p.clear_memo, 1); t(p.dump); t(p.dump,1,1); t(p.dump,1,2,3)
print p.binary,p.fast,p.memo, p.PicklingError
try: p.persistent_id
except AttributeError, e: print e
try: p.inst_persistent_id
except AttributeError, e: print e
for n in 'binary fast persistent_id inst_persistent_id memo PicklingError foo'.split():
  for v in (1,'x',{},None):
    try: setattr(p,n,v); print n,v,'ok'
    except Exception,e: print n,v, type(e).__name__, e
  try: delattr(p,n); print n,'del'
  except Exception,e: print n, type(e).__name__, e
p=P.Unpickler(cStringIO.StringIO('N.'))
try: p.persistent_load
except AttributeError, e: print e
try: p.find_global
except AttributeError, e: print e
for n in 'persistent_load find_global memo UnpicklingError'.split():
  for v in (1,'x',{},None):
    try: setattr(p,n,v); print n,v,'ok'
    except Exception,e: print n,v, type(e).__name__, e
  try: delattr(p,n); print n,'del'
  except Exception,e: print n, type(e).__name__, e
t(p.load,1); t(p.noload,1)
t(P.Pickler,2).__class__
t(type(p)); t(P.Pickler(2).getvalue); t(P.Pickler(open(os.devnull,'w')).getvalue)
f=open('_pickle_file.tmp','wb'); P.dump([1,2,3],f,2); f.close(); print repr(open('_pickle_file.tmp').read()); t(P.dump,1,f); t(P.load,f); t(P.load, open('_pickle_file.tmp','rb'))
import os; os.remove('_pickle_file.tmp')
class W:
    def write(self,s): print 'W',len(s),repr(s[:20])
P.dump(['a'*300,'b'*100,u'c'*100,'d'*50,'e'],W(),0)
P.dump(['a'*300,'b'*100,u'c'*100,'d'*50,'e'],W(),2)
class R:
    def __init__(s,d): s.d=d
    def read(s,n): print 'read',n; r=s.d[:n]; s.d=s.d[n:]; return r
    def readline(s): print 'readline'; i=s.d.index('\n')+1; r=s.d[:i]; s.d=s.d[i:]; return r
t(P.load,R(P.dumps([1,'a',u'x',1.5,2L],0)))
t(P.load,R(P.dumps([1,'abc',u'x',1.5,2L],2)))
class E(Exception): pass
class K:
    def __init__(self): raise E('a','b')
    def __getinitargs__(self): return ()
class K2(object):
    def __new__(self,*a): raise E('a','b')
t(P.loads,'(i__main__\nK\n.'); t(P.loads,'c__main__\nK2\n)R.');t(P.loads,'c__main__\nK2\n)\x81.')
t(P.dumps,lambda:1); t(P.dumps,K.__init__); t(P.dumps,f); t(P.dumps,iter([])); t(P.dumps,(x for x in 'a')); t(P.dumps,P); t(P.dumps,P.Pickler(2),2)
a=[]
for i in range(2000): a=[a]
for p in 0,1,2: t(P.dumps,a,p)
a=B(); a.x=a
for p in 0,1,2: t(P.dumps,a,p)
p=P.Pickler(2); p.fast=1; t(p.dump,a)
l=[]; l.append(l); t(p.dump,l)
p=P.Pickler(1); p.fast=1; t(p.dump,['abc',('abc','abc'),x,x]); t(p.getvalue)
import copy_reg
copy_reg.add_extension('__main__','A',5); copy_reg.add_extension('__main__','B',300); 
for p in 0,1,2: t(P.dumps,[A,B],p)
print P.loads(P.dumps([A,B],2)) == [A,B]
copy_reg._extension_registry['__main__','K']=0; copy_reg._extension_registry['__main__','K2']='x'
t(P.dumps,K,2);t(P.dumps,K2,2)
copy_reg._inverted_registry[77]=5; t(P.loads,'\x82\x4d.'); t(P.loads,'\x82\x4e.')
p=P.Pickler(0); p.persistent_id=lambda x: 5 if x=='a' else None; t(p.dump,['a','b'])
p=P.Pickler(0); p.persistent_id=lambda x: '5' if x=='a' else None; t(p.dump,['a','b']); t(p.getvalue)
p=P.Pickler(1); p.persistent_id=lambda x: '5' if x=='a' else None; t(p.dump,['a','b']); t(p.getvalue)
p=P.Pickler(1); p.inst_persistent_id=lambda x: '5'; t(p.dump,['a',A(),B(), f, A]); t(p.getvalue)
u=P.Unpickler(cStringIO.StringIO('P1\n.')); l=[]; u.persistent_load=l; t(u.load); print l
u=P.Unpickler(cStringIO.StringIO('K\x01Q.')); l=[]; u.persistent_load=l; t(u.load); print l
u=P.Unpickler(cStringIO.StringIO('cos\nsystem\n.')); u.find_global=None; t(u.load)
u=P.Unpickler(cStringIO.StringIO('cos\nsystem\n.')); u.find_global=lambda m,n:(m,n); t(u.load)
u=P.Unpickler(cStringIO.StringIO('K\x01q\x01p1\n.')); t(u.load); print u.memo
p=P.Pickler(2); p.dump([x,'abc']); print sorted(v for k,v in p.memo.items())
class D(dict): pass
class L(list): pass
class T(tuple): pass
class S(str): pass
class I(int): pass
class U(unicode): pass
class F(float): pass
class G(object):
    __slots__='a','b'
    def __getstate__(s): return None,{'a':1}
for o in D(a=1),L([1,2]),T((1,2)),S('abc'),I(5),U(u'x'),F(1.5),G(), set([1]),frozenset([1]),1j,xrange(3),type(None),Ellipsis,NotImplemented,object(),object,type,int,E('a'),slice(1),len,[].append,''.join, buffer('a'),bytearray('ab'), memoryview('a'), property(), classmethod(len), None, ValueError(1,2), IOError(1,'x','f'):
    for p in 0,1,2: t(P.dumps,o,p)
