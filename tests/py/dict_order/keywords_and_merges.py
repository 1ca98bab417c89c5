# The order of dicts and sets made in every way, keywords with a mapping included.
import string
names = [a+b for a in 'abcxyz' for b in 'mnopq']
def mk(i, n): return names[i:i+n] + names[:max(0, i+n-len(names))]
for i in range(0, 30, 4):
    for n in (2,3,4,5,6,7,8,12):
        ks = mk(i, n)
        src = 'dict(' + ','.join('%s=1' % k for k in ks) + ')'
        print eval(src).keys(),
        def f(**kw): return kw
        print eval('f(' + src[5:]).keys(),
        d = dict((k, 1) for k in ks)
        print d.keys(), dict(**d).keys(), f(**d).keys(), dict(d).keys(), d.copy().keys(), dict(d, zz=1, yy=2).keys(), eval('f(zz=1, yy=2, **d)').keys(),eval('dict(zz=1, yy=2, **d)').keys()
        print {}.fromkeys(ks).keys(), dict.fromkeys(d).keys(), dict.fromkeys(set(ks)).keys(), set(ks), set(d), frozenset(ks)|set(['a']), set(ks)&set(ks[1:]), set(ks)-set(ks[:1]), set(ks)^set(ks[1:]+['q','r'])
        e = {}; e.update(d); print e.keys(); e.update(zz=1, yy=2, ww=3); print e.keys(), d.viewkeys() | e.viewkeys(), d.viewkeys() & e.viewkeys(), d.viewkeys() ^ e.viewkeys(), d.viewkeys() - set(['am'])
        class C(object): pass
        c = C()
        for k in ks: setattr(c, k, 1)
        print c.__dict__.keys(), vars(c).keys(), dir(c)[-3:], dict(c.__dict__).keys()
        class O: pass
        c = O()
        for k in reversed(ks): setattr(c, k, 1)
        print c.__dict__.keys()
        print eval('{' + ','.join('%r:1' % k for k in ks) + '}').keys(), eval('{' + ','.join('%r' % k for k in ks) + '}'), {k:1 for k in ks}.keys(), {k for k in ks}
        K = type('K', (), dict.fromkeys(ks)); print K.__dict__.keys()
        s = set(ks); s.discard(ks[0]); s.add('nn'); s.update(ks[1:]); print s, s.copy(), set(s), frozenset(s); s.pop(); print s; d.pop(ks[1]); d['new']=1; d.popitem(); print d.keys(), d.copy().keys(); d.clear(); d['x']=1; print d.keys()
