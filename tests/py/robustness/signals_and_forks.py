# Signals reach hot loops, children of forks run hot code of their parent, fatal signals kill.
import os
import signal
import time

hits = []


def note(number, frame):
    hits.append(frame.f_code.co_name)


def waiting():
    i = 0
    while len(hits) < 20:
        i += 1
    return i


signal.signal(signal.SIGALRM, note)
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
print waiting() > 100, len(hits) >= 20, 'waiting' in hits
signal.setitimer(signal.ITIMER_REAL, 0)


def complain(number, frame):
    raise ValueError('alarm in %s' % frame.f_code.co_name)


def endless():
    total = 0
    for i in xrange(10 ** 9):
        total = (total + i) & 0xffff
    return total


signal.signal(signal.SIGALRM, complain)
for turn in range(3):
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        endless()
    except ValueError, e:
        print turn, e
signal.signal(signal.SIGALRM, signal.SIG_DFL)


def work(n):
    total = 0
    for i in xrange(n):
        total += i * 2
    return total


expected = work(20000) % 251
for turn in range(30):
    child = os.fork()
    if child == 0:
        os._exit(work(20000) % 251)
    pid, status = os.waitpid(child, 0)
    if pid != child or status >> 8 != expected:
        print 'wrong', status
print 'forked'

for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGPIPE, signal.SIGINT):
    child = os.fork()
    if child == 0:
        try:
            os.kill(os.getpid(), number)
            time.sleep(0.2)
        except KeyboardInterrupt:
            os._exit(7)
        os._exit(3)
    print number, os.waitpid(child, 0)[1]
