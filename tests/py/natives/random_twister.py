import _random
r=_random.Random(42); print r.random(), r.getstate()[:3], r.getstate()[-1]
r.jumpahead(12345); print r.random(); r.jumpahead(-7); print r.random(); r.jumpahead(10**30); print r.random()
print r.getrandbits(100), r.getrandbits(5), r.getrandbits(64), r.getrandbits(32)
r.seed(-5); print r.random(); r.seed('abc'); print r.random(); r.seed(2**70+3); print r.random(); r.seed(1.5); print r.random(); r.seed(0); print r.random(); r.seed(-3**50); print r.random()
for f in [lambda: r.getrandbits(0), lambda: r.getrandbits('x'), lambda: r.jumpahead('x'), lambda: r.setstate(()), lambda: r.setstate(1), lambda: _random.Random(1,2), lambda: r.seed(1,2), lambda: r.seed([]), lambda: r.random(1), lambda: _random.Random(x=1), lambda: r.setstate((-1,)*625), lambda:r.getrandbits(), lambda: r.getrandbits(2**40)]:
    try: print f()
    except Exception, e: print type(e).__name__, e
