import _md5, _sha, _sha256, _sha512
for make in _md5.new, _sha.new, _sha256.sha256, _sha256.sha224, _sha512.sha512, _sha512.sha384:
    o = make('a')
    print type(o), o.digest_size, o.block_size, o.name, o.digestsize
    o.update('bc' * 1000)
    c = o.copy(); c.update(u'x'); c.update(bytearray('y')); c.update(buffer('z'))
    print o.hexdigest(), c.hexdigest(), repr(o.digest())
    for f in (lambda: make(1), lambda: make(x=1), lambda: o.update(), lambda: o.update(1),
              lambda: type(o)(), lambda: o.x, lambda: o.digest(1), lambda: o.update(u'\u20ac'), lambda: make(string='q').hexdigest()):
        try: print f()
        except Exception, e: print type(e).__name__, e
