# Greenlets and threads: each thread has its main greenlet; none runs in another thread.
import gc
import threading
import weakref

import greenlet
from greenlet import getcurrent


def in_thread(function, *args):
    result = []
    thread = threading.Thread(target=lambda: result.append(function(*args)))
    thread.start()
    thread.join()
    return result[0]


def ping():
    parent = getcurrent().parent
    value = 0
    while True:
        value = parent.switch(value + 1)


def work():
    other = greenlet.greenlet(ping)
    return [other.switch()] + [other.switch(step) for step in (10, 20)]


for _ in range(3):
    print in_thread(work)
print getcurrent().parent, in_thread(lambda: getcurrent().parent)
print in_thread(lambda: repr(getcurrent()).split(') ')[1])
print in_thread(getcurrent) is getcurrent(), getcurrent() is getcurrent()


def started():
    made = greenlet.greenlet(ping)
    made.switch()
    return made


def attempt(function, *args):
    try:
        print function(*args)
    except Exception, e:
        print type(e).__name__, e


foreign = in_thread(started)
print bool(foreign), foreign.dead
attempt(foreign.switch, 1)
attempt(foreign.throw, KeyError)
fresh = in_thread(lambda: greenlet.greenlet(lambda: 'run'))
attempt(fresh.switch)
ended = in_thread(lambda: (lambda g: (g.switch(), g)[1])(greenlet.greenlet(lambda: None)))
attempt(ended.switch)
mine = started()
attempt(setattr, mine, 'parent', foreign)
attempt(mine.switch, 5)
print greenlet.GreenletExit is in_thread(lambda: greenlet.GreenletExit)

# A greenlet dropped by another thread ends in its own, when that does something with greenlets.
seen, box = [], []
dropped, ended = threading.Event(), threading.Event()


def watcher():
    try:
        getcurrent().parent.switch()
    except BaseException, e:
        seen.append(type(e).__name__)
        raise


def owner(ready):
    box.append(greenlet.greenlet(watcher))
    box[0].switch()
    ready.set()
    dropped.wait()
    seen.append('not yet')
    greenlet.greenlet()
    ended.set()


ready = threading.Event()
thread = threading.Thread(target=owner, args=(ready,))
thread.start()
ready.wait()
del box[:]
gc.collect()
dropped.set()
ended.wait()
thread.join()
print seen


# The greenlets of a thread that has ended can be collected.
def leave():
    current = getcurrent()
    current.members = []

    def member():
        current.members.append(getcurrent())
    for _ in range(2):
        greenlet.greenlet(member).switch()
    return weakref.ref(current)


ref = in_thread(leave)
getcurrent()
gc.collect()
print ref()


class Named(greenlet.greenlet):
    def run(self, value):
        return self.parent, value


parent, value = in_thread(lambda: Named().switch('value'))
print type(parent).__name__, value, parent.dead, bool(parent)
