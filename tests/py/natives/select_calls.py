import select
print type(select.poll()), type(select.epoll()), [x for x in dir(select.poll()) if x not in dir(object)], [x for x in dir(select.epoll()) if x not in dir(object)]
import os
r,w=os.pipe()
def t(f,*a):
    try: print repr(f(*a))
    except Exception, e: print type(e), type(e).__mro__[1:3], e, e.args
t(select.select,[r],[w],[]); t(select.select,[r],[],[],0); t(select.select,1,2,3); t(select.select,[],[],[],'x'); t(select.select,[-1],[],[]); t(select.select,['a'],[],[],0); t(select.select,[],[],[],-1); t(select.select,[5000],[],[],0); closed=os.dup(r); os.close(closed); t(select.select,[closed],[],[],0);t(select.select,[1.5],[],[],0)
t(select.select); t(select.select,[],[],[],0,0); t(select.select,[],[],[],None) if 0 else 0
class O:
    def fileno(self): return r
class O2:
    def fileno(self): return 'x'
t(select.select,[O2()],[],[],0)
p=select.poll(); t(p.register,r); t(p.register,w,select.POLLOUT); t(p.poll,0); t(p.modify,w,0); t(p.unregister,w); t(p.unregister,w); t(p.modify,77,1); t(p.poll,'x'); os.write(w,'a'); t(p.poll); t(p.poll,10.5); t(p.register,O2()); t(p.register,-1); t(p.register,w,2**20); t(p.poll,2**40); t(p.register); t(p.poll,None); t(p.modify, w, 1,2); t(p.register,w,-1)
e=select.epoll(); t(e.register,r); t(e.register,r); t(e.poll,0); t(e.modify,r,select.EPOLLOUT); t(e.poll,0); t(e.unregister,r); t(e.unregister,r); t(e.fileno().__class__); print e.closed; e.close(); print e.closed; t(e.poll,0); t(e.fileno); t(e.register,1); e.close(); t(select.epoll,-2); t(select.epoll.fromfd,'x'); t(select.epoll,0)
for n in sorted(dir(select)):
    if n.isupper(): print n, getattr(select,n)
