import UserList, repr as R, functools, copy_reg, linecache, copy, pickle
U=UserList.UserList
u=U([3,1,2]); print u, U('ab'), U(u), U((1,)), u==[3,1,2], u<U([4]), cmp(u,[3]), u[-2:], u[1:], u+[5], [5]+u, u+(1,), u*2, 2*u
u+=U('x'); u*=2; u[1:3]='pq'; del u[-1:]; u.append(9); u.insert(0,'i'); print u, u.pop(), u.count('x'), u.index('p'), u.index('p',1,9); u.remove('p'); u.reverse(); u.extend(U([1])); u.sort(key=str); print u, len(u), 'x' in u
try: hash(u)
except TypeError,e: print e
r=R.Repr()
for v in (range(20),'x'*50,"'\n"*30,dict((i,i) for i in range(9)),set(range(9)),frozenset('abcdefghi'),10**60,[[[[[[[[1]]]]]]]],(1,),(),{},[{}],u'\u1234'*40,xrange(3),12345678901234567890,{1:{2:{3:{4:{5:{6:{7:8}}}}}}}): print R.repr(v)
class C:
    def __repr__(s): raise ValueError
print R.repr(C())[:12]
r.maxstring=5; print r.repr('abcdefghij'), r.repr("''''''"), ; r.maxlist=1; print r.repr([1,2,3]); r.maxstring=2; print r.repr('abc')
K=functools.cmp_to_key(lambda a,b: cmp(b,a)); print sorted([3,1,2],key=K), K(1)<K(2), K(1)==K(1), K(1)!=K(1), K(1)>=K(2), K.__lt__.__name__
try: hash(K(1))
except TypeError,e: print e
class S(object):
    __slots__=['a','__b']
    def __init__(s): s.a=1; s.__b=2
print copy_reg._slotnames(S), pickle.loads(pickle.dumps(S(),2)).a, pickle.loads(pickle.dumps(1j))
try: pickle.dumps(S(),0)
except TypeError,e: print e
class I(int): pass
print pickle.loads(pickle.dumps(I(5),0))==5, pickle.dumps(I(5),0)
class N(object):
    def __init__(s): s.x=1
print copy.copy(N()).x, repr(pickle.dumps(N(),0))
for a in (('m','n',0),('m','n',5),('m','n',5),('m','n',6),('k','n',5)):
    try: copy_reg.add_extension(*a); print 'ok'
    except ValueError,e: print e
try: copy_reg.pickle(C,len)
except TypeError,e: print e
try: copy_reg.pickle(int,3)
except TypeError,e: print e
try: copy_reg.constructor(3)
except TypeError,e: print e
try: (lambda:0).__reduce_ex__(0)
except TypeError,e: print e
