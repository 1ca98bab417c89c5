# mmap: mappings of files and of memory, every method, its limits and errors
import mmap, os
def t(f,*a,**k):
    try: print repr(f(*a,**k)).split(' at 0x')[0]
    except BaseException, e: print type(e).__name__, e
print mmap.error is EnvironmentError, mmap.ACCESS_READ, mmap.ACCESS_WRITE, mmap.ACCESS_COPY, mmap.PAGESIZE==mmap.ALLOCATIONGRANULARITY, mmap.MAP_SHARED, mmap.MAP_PRIVATE, mmap.MAP_ANON==mmap.MAP_ANONYMOUS, mmap.PROT_READ, mmap.PROT_WRITE, mmap.PROT_EXEC
M=mmap.mmap
m=M(-1,20); print type(m), len(m), m.tell(), m.size() if 0 else '', repr(m)[:15]
t(m.write,'hello\nworld'); t(m.tell); t(m.seek,0); t(m.read,3); t(m.readline); t(m.readline); t(m.readline); t(m.seek,0); t(m.read_byte); t(m.write_byte,'X'); t(m.write_byte,'XX'); t(m.write_byte,5); t(m.seek,20); t(m.read_byte); t(m.write_byte,'a'); t(m.write,'a'); t(m.read,5); t(m.seek,21); t(m.seek,-1); t(m.seek,-3,2); t(m.tell); t(m.seek,-2,1); t(m.tell); t(m.seek,0,9); t(m.seek,'x'); t(m.seek)
print repr(m[:]), repr(m[0]), repr(m[-1]), repr(m[2:5]), repr(m[::2]), repr(m[10:2:-3])
t(lambda:m[20]); t(lambda:m[-21]); t(lambda:m['x']); t(lambda: m[1.5])
def s(k,v): m[k]=v
t(s,0,'Z'); t(s,0,'ZZ'); t(s,0,5); t(s,20,'a'); t(s,slice(0,3),'abc'); t(s,slice(0,3),'ab'); t(s,slice(0,3),5); t(s,slice(0,6,2),'ABC'); t(s,slice(0,6,2),'AB'); t(s,'x','a'); t(s,slice(3,1),'')
def d(k): del m[k]
t(d,0); t(d,slice(0,2)); t(d,slice(0,4,2))
print repr(m[:]), 'w' in m, list(m)[:3]
t(m.find,'o'); t(m.find,'o',5); t(m.find,'o',0,3); t(m.find,''); t(m.find,'',30); t(m.find,'zz'); t(m.rfind,'o'); t(m.rfind,'o',0,5); t(m.rfind,''); t(m.find,5); t(m.find); t(m.find,'o',-10); t(m.find,'o',-100,-1); m.seek(8); t(m.find,'h'); t(m.find,'o'); t(m.rfind,'o')
t(m.move,0,6,5); print repr(m[:]); t(m.move,0,18,5); t(m.move,-1,0,1); t(m.move,0,0,0); t(m.move,18,0,3); t(m.move,0,1)
t(m.flush); t(m.flush,0,5); t(m.flush,5,100); t(m.flush,-1,2)
t(lambda:m+m); t(lambda:m*2); t(lambda:m==m); t(hash,m).__class__ if 0 else None
t(lambda: str(buffer(m))[:5]); t(lambda: bytearray(m)[:5]); t(bool,m)
t(m.close); t(m.close); t(m.read,1); t(len,m); t(lambda:m[0]); t(m.tell); t(m.seek,0); t(m.find,'a'); t(m.flush); t(m.write,'a'); t(s,0,'a'); t(m.size); t(m.resize,5); t(m.move,0,0,0); t(m.readline); t(bool,m)
t(M); t(M,-1); t(M,-1,0); t(M,-1,-5); t(M,-1,'x'); t(M,'x',5); t(M,-1,5,access=9); t(M,-1,5,flags=mmap.MAP_PRIVATE,access=1); t(M,-1,5,offset=-1); t(M,-1,5,foo=1); t(M,999,5); t(M,-1,2**70); t(M,-1,5,offset=7)
f=open('_mm.tmp','w+b'); f.write('0123456789'*500); f.flush(); fd=f.fileno()
m=M(fd,0); print len(m), m.size(), repr(m[:5]); m[0]='A'; m.flush(); m.close(); f.seek(0); print repr(f.read(3))
m=M(fd,0,access=mmap.ACCESS_READ); t(s,0,'a'); t(s,slice(0,2),'ab'); t(m.write,'a'); t(m.write_byte,'a'); t(m.move,0,1,1); t(m.resize,5); t(m.flush); print m[1]; m.close()
m=M(fd,0,access=mmap.ACCESS_COPY); m[0]='B'; print m[0]; t(m.resize,5); m.close(); f.seek(0); print f.read(1)
m=M(fd,100); print len(m), m.size(); m.resize(200); print len(m), m.size(), os.fstat(fd).st_size; m.resize(8000); print len(m), m[199]=='9', repr(m[300]); m.close()
m=M(fd,10,offset=mmap.PAGESIZE); print len(m), m.size(); m.close()
t(M,fd,0,offset=mmap.PAGESIZE*5); t(M,fd,9000); t(M,fd,10,offset=5)
m=M(fd,10,prot=mmap.PROT_READ); t(s,0,'a'); m.close()
f.close(); e=open('_mm.tmp','wb'); t(M,e.fileno(),0); e.close(); os.remove('_mm.tmp')
m=M(-1,100)
pid=os.fork()
if pid==0: m[0]='C'; os._exit(0)
os.waitpid(pid,0); print m[0]
class S(M): pass
x=S(-1,10); x.a=5; print len(x), x.a, isinstance(x,M)
m=M(-1,10); b=buffer(m); m.write('abc'); print repr(b[:4]); import struct; struct.pack_into('<I',m,4,0x41424344); print repr(m[:]); print struct.unpack_from('<I',m,4)
t(m.resize,20); print len(m); t(m.resize,0)
