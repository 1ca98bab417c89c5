import weakref, UserDict, _abcoll, collections, abc, gc
class O(object):
    def __init__(s,n): s.n=n
    def __repr__(s): return 'O%d'%s.n
os_=[O(i) for i in range(5)]
d=weakref.WeakValueDictionary((i,o) for i,o in enumerate(os_))
print sorted(d.items()), len(d)
it=d.iteritems(); next(it)
o=None
del os_[4]
print 4 in d, len(d), sorted(d.keys())
del it
print len(d)
k=weakref.WeakKeyDictionary(); 
for o in os_: k[o]=o.n
o=None
print sorted(k.values()), len(k)
os_.pop(); gc.collect(); print len(k), len(d), d.get(3,'none'), d.pop(3,'gone'), d.setdefault(7,os_[0])
print repr(d)[:24], repr(k)[:22]
s=weakref.WeakSet(os_); print len(s), os_[0] in s, 3 in s; s2=s|weakref.WeakSet(); print s2==s, s<=s2, s2-s==weakref.WeakSet(), len(s^s2)
s-=s; print len(s)
class MS(collections.MutableSet):
    def __init__(s,i=()): s.d=list(set(i))
    def __contains__(s,x): return x in s.d
    def __iter__(s): return iter(s.d)
    def __len__(s): return len(s.d)
    def add(s,x):
        if x not in s.d: s.d.append(x)
    def discard(s,x):
        if x in s.d: s.d.remove(x)
a=MS([1,2,3]); b=MS([2,3,4])
for op in ('a&b','a|b','a-b','a^b','[5]|b','[1,2]-b','a<b','a>=MS([1])','a==MS([3,2,1])','a.isdisjoint([7])'):
    r=eval(op); print op, sorted(r) if isinstance(r,MS) else r
print a._hash()==hash(frozenset([1,2,3])), a!=b
try: a<3
except Exception as e: print e
print a<3, a.pop() in (1,2,3)
a^=[1,9]; a|=[4]; a-=[4]; a&=[9,1]; print sorted(a)
try: MS().pop()
except KeyError as e: print 'KE',e
class MM(collections.MutableMapping):
    def __init__(s): s.d={}
    def __getitem__(s,k): return s.d[k]
    def __setitem__(s,k,v): s.d[k]=v
    def __delitem__(s,k): del s.d[k]
    def __iter__(s): return iter(s.d)
    def __len__(s): return len(s.d)
m=MM(); m.update({1:2},a=3); m.update([(5,6)]); print sorted(m.items()), m.pop(1), m.pop(1,'d'), m.setdefault('z'), m=={'a':3,5:6,'z':None}
try: m.pop(77)
except KeyError as e: print e
try: MM.update()
except TypeError as e: print e
try: m.update(1,2)
except TypeError as e: print e
print sorted(collections.KeysView(m)&['a']), ('a',3) in collections.ItemsView(m), 3 in collections.ValuesView(m)
m.clear(); print len(m)
u=UserDict.UserDict({1:2},x=3); print u, u.copy(), u.get(9), u=={1:2,'x':3}
try: UserDict.UserDict(1,2)
except TypeError as e: print e
class D(UserDict.DictMixin):
    def __init__(s): s.d={}
    def __getitem__(s,k): return s.d[k]
    def __setitem__(s,k,v): s.d[k]=v
    def __delitem__(s,k): del s.d[k]
    def keys(s): return s.d.keys()
x=D(); x.update({1:2},y=3); print x, x.popitem(), x.pop('q',4), x.setdefault('y',9), len(x), x.items()
try: x.pop('q')
except KeyError as e: print e
try: D().popitem()
except KeyError as e: print e
class S(collections.Sequence):
    def __getitem__(s,i): return [4,5,6][i]
    def __len__(s): return 3
s=S(); print list(s), list(reversed(s)), s.index(5), s.count(6), 4 in s
try: s.index(9)
except ValueError as e: print repr(e)
class ML(collections.MutableSequence):
    def __init__(s): s.l=[1,2,3]
    def __getitem__(s,i): return s.l[i]
    def __setitem__(s,i,v): s.l[i]=v
    def __delitem__(s,i): del s.l[i]
    def __len__(s): return len(s.l)
    def insert(s,i,v): s.l.insert(i,v)
l=ML(); l.append(4); l.extend('ab'); l.reverse(); l.remove(2); l+=[7]; print l.l, l.pop(), l.pop(0)
for c in 'Hashable Iterable Iterator Sized Container Callable'.split():
    C=getattr(collections,c); print c,[isinstance(v,C) for v in (1,[],'',{},iter([]),len,set(),None,(i for i in ''))], sorted(C.__abstractmethods__)
class A(object):
    __metaclass__=abc.ABCMeta
    @abc.abstractmethod
    def f(self): pass
    @abc.abstractproperty
    def g(self): pass
try: A()
except TypeError as e: print e
class B(A):
    f=1; g=2
print issubclass(int,A), A.register(int), issubclass(int,A), isinstance(3,A)
try: B.register(A)
except RuntimeError as e: print e
try: A.register(3)
except TypeError as e: print e
class Old: pass
A.register(Old); print isinstance(Old(),A), issubclass(Old,A)
