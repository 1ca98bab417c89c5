# Slice methods and range take their bounds as C longs do.
l=range(5)
print l.__getslice__(-2,5), l.__getslice__(-100,-1), 'abc'.__getslice__(-2,-1), [0].__getslice__(2L,-3)
l.__setslice__(-1,5,[9]); print l; l.__delslice__(-2,10); print l
class I(list):
    def __len__(s): print 'len'; return 2
print I([1,2,3]).__getslice__(-1,3)
for v in (1.0, -1.5, '', None, 1j): 
    try: print l.__getslice__(v, 2)
    except Exception as e: print type(e), e
for f in (range,):
    for a in [('a',),('a','b'),(1,'b'),('a',1),('a',1,'c'),(1,1,'c'),('a','b','c'),(1,'b','c'),(0,2**65,2**64),(0L,3),(0,3L),(0,2**70,2**68),(-2**64,-2**64+2),(1.5,),(None,2), (0, 5, 0), (0,2**70,0),(2**70,0,-2**69),(True,3L),(1,2**64)]:
        try: print a, f(*a) 
        except Exception as e: print a, type(e), e
