import thread, time, threading
l=thread.allocate_lock(); print l.acquire(), l.acquire(0), l.locked(); l.release(); print l.locked()
try: l.release()
except thread.error, e: print e
out=[]
def f(n, k=1):
    for i in range(20000): out.append(n*k)
ts=[threading.Thread(target=f,args=(i,),kwargs={'k':2}) for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print len(out), sorted(set(out))
loc=threading.local(); loc.x=1
def g():
    try: print loc.x
    except AttributeError, e: print e
    loc.x=5; print loc.x
t=threading.Thread(target=g); t.start(); t.join(); print loc.x
class L(threading.local):
    def __init__(self, a): self.a=a; print 'init'
q=L([7])
def h(): q.a.append(3); q.b=1; print q.__dict__
t=threading.Thread(target=h); t.start(); t.join(); print q.__dict__
import Queue
qq=Queue.Queue(2)
def prod():
    for i in range(10): qq.put(i)
    qq.put(None)
threading.Thread(target=prod).start()
print list(iter(qq.get,None))
c=0
def inc():
    global c
    for i in xrange(100000): c+=1
ts=[threading.Thread(target=inc) for i in range(3)]
[t.start() for t in ts]; [t.join() for t in ts]; print c>100000
ev=threading.Event(); threading.Timer(0.1, ev.set).start(); print ev.wait(5)
print thread.stack_size(), thread.stack_size(100000), thread.stack_size()
def late():
    time.sleep(0.2); print 'late'
threading.Thread(target=late).start()
print 'main done'
