import zlib
print type(zlib.compressobj()), type(zlib.decompressobj())
def t(f,*a):
    try: print repr(f(*a))[:100]
    except Exception, e: print type(e).__name__, e
t(zlib.compress,'abc'*10); t(zlib.compress,'abc',99); t(zlib.compress,1); t(zlib.decompress,'abc'); t(zlib.decompress, zlib.compress('x'*100)[:-3]); t(zlib.decompress,'')
t(zlib.adler32,'abc'); t(zlib.crc32,'abc'); t(zlib.crc32,'abc',-5); t(zlib.adler32,'abc',2**40); t(zlib.adler32,'\xff'*100000); t(zlib.crc32,u'abc'); t(zlib.crc32,1)
t(zlib.compressobj, 99); t(zlib.compressobj,1,2); t(zlib.decompressobj,99)
d=zlib.decompressobj(); x=zlib.compress('hello'*50)+'rest'
t(d.decompress,x,10); print len(d.unconsumed_tail); t(d.decompress,d.unconsumed_tail); print repr(d.unused_data); t(d.flush); t(d.flush,0); t(d.decompress,'',-1); t(zlib.decompressobj().flush,0)
c=zlib.compressobj(9,8,-15,9,1); t(c.compress,'abc'); c2=c.copy(); t(c.flush,zlib.Z_SYNC_FLUSH); t(c.flush); t(c2.flush); t(c.compress,'x'); t(c.flush); t(c.copy)
t(zlib.decompress,zlib.compress('a'),15,0); t(zlib.decompress, zlib.compress('a'),-15); t(zlib.decompress,zlib.compress('a')+'xx')
