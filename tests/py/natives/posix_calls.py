# posix: owners, groups, sessions, limits, file systems, terminals, waiting with accounts
import posix, os, errno
def t(f,*a):
    try: print f(*a)
    except Exception,e: print type(e).__name__, e
for n in 'sysconf_names','pathconf_names','confstr_names': print n, sorted(getattr(posix,n).items())
print len(posix.statvfs('/')), posix.statvfs('/').f_namemax > 0, type(posix.statvfs('/')), posix.fstatvfs(0).f_bsize > 0
t(posix.setuid,2**40); t(posix.setuid,-2); t(posix.setuid,'x'); t(posix.mkfifo,5); t(posix.chown,'/nope/x',1); t(posix.chown,'/nope/x',1,2); t(posix.lchown,'/nope/x',-1,-1); t(posix.fchown,'x',1,1); t(posix.fchdir,999); t(posix.fchdir,'x'); t(posix.fdatasync,999); t(posix.sysconf,'x'); t(posix.sysconf,[]); t(posix.sysconf,99999);t(posix.pathconf,'/','x'); t(posix.pathconf,'/nope',0); t(posix.fpathconf,999,0); t(posix.confstr,'CS_PATH'); t(posix.confstr,99999); t(posix.getpgid,99999999); t(posix.getsid,99999999); t(posix.setpgid,1); t(posix.setgroups,5); t(posix.setgroups,['x']); t(posix.nice,'x'); t(posix.ctermid); t(posix.stat_float_times); t(posix.makedev,1,2); t(posix.major,258); t(posix.minor,258); t(posix.setresuid,1,2); t(posix.statvfs,'/nope'); t(posix.fstatvfs,999); t(posix.wait3,1); t(posix.wait4,99999,0); t(posix.ttyname,999);t(posix.tcgetpgrp,999); t(posix.tcsetpgrp,999,1); t(posix.WIFCONTINUED, 65535); t(posix.WIFCONTINUED, 1)
t(posix.mknod,'/nope/x'); t(posix.initgroups,5,0); t(posix.fchmod,999,0)
print posix.getresuid() == (os.getuid(),)*3, posix.getresgid() == (os.getgid(),)*3, type(posix.getgroups()), posix.getpgid(0)==posix.getpgrp(), len(posix.getloadavg())
f=posix.tmpfile(); f.write('abc'); f.seek(0); print f.read(), f.name, f.mode; f.close()
pid=os.fork()
if pid==0: os._exit(3)
p,s,r=posix.wait4(pid,0); print p==pid, os.WEXITSTATUS(s), type(r), len(r)
m,s=posix.openpty(); print posix.isatty(m), posix.isatty(s), posix.ttyname(s)[:9]; os.close(m); os.close(s)
os.mkfifo('_fifo.tmp'); import stat; print stat.S_ISFIFO(os.stat('_fifo.tmp').st_mode); os.remove('_fifo.tmp')
# a blocking read lets other threads run
import thread, time
r,w=os.pipe()
def late(): time.sleep(0.05); os.write(w,'x')
thread.start_new_thread(late,()); print os.read(r,1)
