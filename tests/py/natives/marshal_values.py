import marshal
for s in ['i\x01','I\x01\x02','l\x01','s\x05\x00\x00\x00ab','','0','(\x02\x00\x00\x00N','[\x01\x00\x00\x000','{N','{NN','{NN0','(\xff\xff\xff\xff','R\x01\x00\x00\x00','l\x01\x00\x00\x00\xff\xff','l\x02\x00\x00\x00\x01\x00\x00\x00','?','f\x03abc','f\x031.5','g\0\0','x\x011\x012','u\x02\x00\x00\x00\xff\xff','<\x01\0\0\0[\0\0\0\0','<\x01\0\0\x000','t\x02\0\0\0ab','S','.','c\0','s\xff\xff\xff\xff','u\xff\xff\xff\xff', '(\xff\xff\xff\x7f','{0', '{N0', 'l\xff\xff\xff\x7f\0\0','l\xff\xff\xff\xff\x05\0','\x80']:
    try: print repr(s), repr(marshal.loads(s))
    except Exception, e: print repr(s), type(e).__name__, e
for v in [1,-1,2**31,2**31-1,-2**31,-2**31-1,2**40,10L,-2**70,1.5,1+2j,'abc',u'\u20ac',(1,),[1],{1:2},set([1]),frozenset([2]),None,True,False,Ellipsis,StopIteration,bytearray('x'),buffer('abc'),object(),len, 'a', ['ab','ab'], 'not interned', u'\ud800',0L]:
    for ver in 0,1,2:
        try: print ver, repr(marshal.dumps(v,ver))
        except Exception, e: print type(e).__name__, e
for a in [(), (1,2,3), (1,'x')]:
    try: print marshal.dumps(*a)
    except Exception, e: print type(e).__name__, e
for a in [(), (1,), (1,2)]:
    for f in marshal.load, marshal.loads:
        try: print f(*a)
        except Exception, e: print type(e).__name__, e
for a in [(), (1,), (1,2)]:
        try: print marshal.dump(*a)
        except Exception, e: print type(e).__name__, e
l=[]
for i in range(3000): l=[l]
try: marshal.dumps(l)
except Exception, e: print type(e).__name__, e
l=[]
for i in range(1990): l=[l]
try: print len(marshal.dumps(l))
except Exception, e: print type(e).__name__, e
try: marshal.loads('['+'\1\0\0\0['*3000)
except Exception, e: print type(e).__name__, e
print [x for x in dir(marshal)], marshal.version
class I(int): pass
try: print repr(marshal.dumps(I(5)))
except Exception, e: print type(e).__name__, e

code = compile("def f(a, b=[1]):\n  return a, b, u'x', 1.5, 2**70\nprint f(3)", 'file', 'exec')
exec marshal.loads(marshal.dumps(code))
