"""Threads as objects, and the locks, conditions and flags they wait for each other with."""
import sys as _sys
import thread
import traceback as _traceback
from time import sleep as _sleep, time as _time

__all__ = [
    'Thread', 'Timer', 'local', 'currentThread', 'current_thread', 'activeCount', 'active_count',
    'enumerate', 'Lock', 'RLock', 'Condition', 'Semaphore', 'BoundedSemaphore', 'Event',
    'setprofile', 'settrace', 'stack_size',
]

ThreadError = thread.error
Lock = _allocate_lock = thread.allocate_lock
_get_ident = thread.get_ident
_start_new_thread = thread.start_new_thread
stack_size = thread.stack_size

# What each new thread calls sys.setprofile() and sys.settrace() with.
_new_thread_hooks = {'setprofile': None, 'settrace': None}


def setprofile(func):
    """Have sys.setprofile(func) called in each thread started from now on."""
    _new_thread_hooks['setprofile'] = func


def settrace(func):
    """Have sys.settrace(func) called in each thread started from now on."""
    _new_thread_hooks['settrace'] = func


def _factory(kind, name, doc):
    """Return a function that makes objects of kind: the public names are functions in Python 2."""
    def make(*args, **kwargs):
        return kind(*args, **kwargs)
    make.__name__, make.__doc__ = name, doc
    return make


class _RLock(object):
    """Keeps its owner's identifier, and how often the owner has taken it."""

    def __init__(self, verbose=None):
        self._lock, self._holder, self._times = _allocate_lock(), None, 0

    def __repr__(self):
        holder = _active.get(self._holder)
        return "<%s owner=%r count=%d>" % (
            type(self).__name__, self._holder if holder is None else holder.name, self._times)

    def acquire(self, blocking=1):
        """Take the lock; tell whether that worked, which is not certain only if blocking is false."""
        if self._is_owned():
            self._times += 1
            return 1
        if not self._lock.acquire(blocking):
            return False
        self._holder, self._times = _get_ident(), 1
        return True

    def release(self):
        """Give the lock back once; RuntimeError if it is not the caller's."""
        if not self._is_owned():
            raise RuntimeError("cannot release un-acquired lock")
        if self._times > 1:
            self._times -= 1
        else:
            self._release_save()

    __enter__ = acquire

    def __exit__(self, kind, value, trace):
        self.release()

    # The three that conditions need.

    def _is_owned(self):
        return self._holder == _get_ident()

    def _release_save(self):
        saved, self._holder, self._times = (self._holder, self._times), None, 0
        self._lock.release()
        return saved

    def _acquire_restore(self, saved):
        self._lock.acquire()
        self._holder, self._times = saved


class _Condition(object):
    """Has a lock, and a taken lock for each waiting thread, which notify() releases."""

    def __init__(self, lock=None, verbose=None):
        self.__lock = _RLock() if lock is None else lock
        self._sleepers = []
        self.acquire, self.release = self.__lock.acquire, self.__lock.release

    def __repr__(self):
        return "<Condition(%s, %d)>" % (self.__lock, len(self._sleepers))

    def __enter__(self):
        return self.__lock.__enter__()

    def __exit__(self, *exception):
        return self.__lock.__exit__(*exception)

    def _is_owned(self):
        if hasattr(self.__lock, '_is_owned'):
            return self.__lock._is_owned()
        # A plain lock has no owner: whoever finds it taken is believed.
        if not self.__lock.acquire(0):
            return True
        self.__lock.release()
        return False

    def _require_lock(self, purpose):
        if not self._is_owned():
            raise RuntimeError("cannot %s on un-acquired lock" % purpose)

    def wait(self, timeout=None, balancing=True):
        """Give the lock back until notified (at most timeout seconds), then take it again."""
        self._require_lock('wait')
        alarm = _allocate_lock()
        alarm.acquire()
        self._sleepers.append(alarm)
        reentrant = hasattr(self.__lock, '_release_save')
        saved = self.__lock._release_save() if reentrant else self.__lock.release()
        try:
            if timeout is None:
                alarm.acquire()
            elif not _acquired_before(alarm, _time() + timeout) and alarm in self._sleepers:
                self._sleepers.remove(alarm)
        finally:
            if reentrant:
                self.__lock._acquire_restore(saved)
            else:
                self.__lock.acquire()

    def notify(self, n=1):
        """Wake up to n waiting threads."""
        self._require_lock('notify')
        for alarm in self._sleepers[:n]:
            alarm.release()
            if alarm in self._sleepers:
                self._sleepers.remove(alarm)

    def notifyAll(self):
        """Wake all waiting threads."""
        self.notify(len(self._sleepers))

    notify_all = notifyAll


def _acquired_before(lock, end):
    """Take lock if that is possible before the time end; tell whether it was."""
    # Waits of doubling length answer quickly and cost little.
    pause = 0.001
    while not lock.acquire(0):
        left = end - _time()
        if left <= 0:
            return False
        _sleep(min(pause, left))
        pause = min(2 * pause, .05)
    return True


class _Semaphore(object):
    """A number under a condition."""
    _limit = None

    def __init__(self, value=1, verbose=None):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._left, self._changed = value, _Condition(_allocate_lock())

    def acquire(self, blocking=1):
        """Take one; tell whether that worked, which is not certain only if blocking is false."""
        with self._changed:
            while blocking and not self._left:
                self._changed.wait()
            taken = self._left > 0
            self._left -= taken
            return taken

    def release(self):
        """Give one back and wake a thread that waits for it."""
        with self._changed:
            if self._left == self._limit:
                raise ValueError("Semaphore released too many times")
            self._left += 1
            self._changed.notify()

    __enter__ = acquire

    def __exit__(self, kind, value, trace):
        self.release()


class _BoundedSemaphore(_Semaphore):
    def __init__(self, value=1, verbose=None):
        super(_BoundedSemaphore, self).__init__(value)
        self._limit = value


class _Event(object):
    """A truth value under a condition."""

    def __init__(self, verbose=None):
        self._on, self.__cond = False, _Condition(_allocate_lock())

    def isSet(self):
        """Tell whether the flag is set."""
        return self._on

    is_set = isSet

    def set(self):
        """Set the flag and wake all that wait for it."""
        with self.__cond:
            self._on = True
            self.__cond.notify_all()

    def clear(self):
        """Take the flag back."""
        with self.__cond:
            self._on = False

    def wait(self, timeout=None):
        """Wait until the flag is set, at most timeout seconds; return the flag."""
        with self.__cond:
            if not self._on:
                self.__cond.wait(timeout)
            return self._on

    def _reset_internal_locks(self):
        self.__cond = _Condition(_allocate_lock())


RLock = _factory(_RLock, 'RLock', "Make a lock that its owner may take again.")
Condition = _factory(_Condition, 'Condition', "Make a condition variable, over a lock if given.")
Semaphore = _factory(_Semaphore, 'Semaphore', "Make a counter that acquire() waits for.")
BoundedSemaphore = _factory(_BoundedSemaphore, 'BoundedSemaphore',
                            "Make a semaphore that can't be released too often.")
Event = _factory(_Event, 'Event', "Make a flag that threads can wait for.")

# Running threads by identifier; those that are started and don't run yet. Both under the lock.
_tables_lock = _allocate_lock()
_active = {}
_limbo = {}
_last_number = 0


def _newname(template="Thread-%d"):
    global _last_number
    _last_number += 1
    return template % _last_number


def _made(method):
    """Refuse a thread whose class has not called Thread.__init__()."""
    def checked(self, *args):
        assert self._was_made, "Thread.__init__() not called"
        return method(self, *args)
    checked.__name__, checked.__doc__ = method.__name__, method.__doc__
    return checked


class Thread(object):
    """A thread: of a function (target, args, kwargs), or of the run() of a derived class."""
    _was_made = False

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, verbose=None):
        assert group is None, "group argument must be None for now"
        self._work = target, args, {} if kwargs is None else kwargs
        self._name = str(name or _newname())
        self._daemon, self._ident = self._inherited_daemon(), None
        self._begun, self._over = _Event(), False
        self._block = _Condition(_allocate_lock())
        # The module's own names may be gone when a thread fails at the end of the program.
        self._errors, self._was_made = _sys.stderr, True

    def _inherited_daemon(self):
        return current_thread().daemon

    def __repr__(self):
        assert self._was_made, "Thread.__init__() was not called"
        words = ["stopped" if self._over else "started" if self._begun.is_set() else "initial"]
        if self._daemon:
            words.append("daemon")
        if self._ident is not None:
            words.append("%s" % self._ident)
        return "<%s(%s, %s)>" % (type(self).__name__, self._name, ' '.join(words))

    def start(self):
        """Begin run() in a thread of its own; once only."""
        if not self._was_made:
            raise RuntimeError("thread.__init__() not called")
        if self._begun.is_set():
            raise RuntimeError("threads can only be started once")
        with _tables_lock:
            _limbo[self] = self
        try:
            _start_new_thread(self._live, ())
        except Exception:
            with _tables_lock:
                del _limbo[self]
            raise
        self._begun.wait()

    def run(self):
        """What the thread does: call the target."""
        target, args, kwargs = self._work
        # The thread may be among the arguments: don't keep them alive.
        self._work = None, (), {}
        try:
            if target:
                target(*args, **kwargs)
        finally:
            del target, args, kwargs

    def _register(self):
        with _tables_lock:
            self._ident = _get_ident()
            _active[self._ident] = self
            _limbo.pop(self, None)

    def _live(self):
        """The whole life of the thread, inside of it."""
        try:
            self._register()
            self._begun.set()
            for name, hook in _new_thread_hooks.items():
                if hook:
                    getattr(_sys, name)(hook)
            self.run()
        except SystemExit:
            pass
        except:
            # A daemon may fail because the program is being torn down: nobody wants to know.
            if _sys is not None:
                self._report()
            elif not self._daemon:
                raise
        finally:
            _sys.exc_clear()
            with _tables_lock:
                # Whoever has joined the thread does not find it in the table.
                _active.pop(_get_ident(), None)
                self._stop()

    def _report(self):
        stream = self._errors if _sys.stderr is None else _sys.stderr
        if stream is not None:
            stream.write("Exception in thread %s:\n%s\n" % (self._name, _traceback.format_exc()))

    def _stop(self):
        with self._block:
            self._over = True
            self._block.notify_all()

    def join(self, timeout=None):
        """Wait until the thread has ended, at most timeout seconds."""
        for wrong, message in (
                (not self._was_made, "Thread.__init__() not called"),
                (self._was_made and not self._begun.is_set(),
                 "cannot join thread before it is started"),
                (self is current_thread(), "cannot join current thread")):
            if wrong:
                raise RuntimeError(message)
        end = None if timeout is None else _time() + timeout
        with self._block:
            while not self._over:
                left = None if end is None else end - _time()
                if left is not None and left <= 0:
                    return
                self._block.wait(left)

    @_made
    def getName(self):
        """Return the thread's name, for people."""
        return self._name

    @_made
    def setName(self, name):
        self._name = str(name)

    name = property(getName, setName)

    @property
    @_made
    def ident(self):
        """The thread's identifier, None before it is started."""
        return self._ident

    @_made
    def isAlive(self):
        """Tell whether the thread is started and has not ended."""
        return self._begun.is_set() and not self._over

    is_alive = isAlive

    @_made
    def isDaemon(self):
        """Tell whether the program may end without this thread's end."""
        return self._daemon

    def setDaemon(self, daemonic):
        if not self._was_made:
            raise RuntimeError("Thread.__init__() not called")
        if self._begun.is_set():
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemon = daemonic

    daemon = property(isDaemon, setDaemon)


class _Timer(Thread):
    """A thread that waits, then calls a function unless it was cancelled meanwhile."""

    def __init__(self, interval, function, args=[], kwargs={}):
        super(_Timer, self).__init__()
        self.interval, self.finished = interval, _Event()
        self.function, self.args, self.kwargs = function, args, kwargs

    def run(self):
        if not self.finished.wait(self.interval):
            self.function(*self.args, **self.kwargs)
            self.finished.set()

    def cancel(self):
        """Don't call the function unless that has happened."""
        self.finished.set()


Timer = _factory(_Timer, 'Timer', "Make a thread that calls function(*args, **kwargs) later.")


class _Unstarted(Thread):
    """Base of the objects for threads that this module has not started."""

    def __init__(self, name):
        super(_Unstarted, self).__init__(name=name)
        self._begun.set()
        self._register()


class _MainThread(_Unstarted):
    """The thread the program began with; its end waits for all others that are no daemons."""

    def __init__(self):
        super(_MainThread, self).__init__("MainThread")

    def _inherited_daemon(self):
        return False

    def _exitfunc(self):
        self._stop()
        while True:
            waited_for = [each for each in enumerate() if not each.daemon and each.is_alive()]
            if not waited_for:
                break
            waited_for[0].join()
        with _tables_lock:
            _active.pop(_get_ident(), None)


class _DummyThread(_Unstarted):
    """Stands for a thread of another module; nobody can tell when it ends."""

    def __init__(self):
        super(_DummyThread, self).__init__(_newname("Dummy-%d"))

    def _inherited_daemon(self):
        return True

    def join(self, timeout=None):
        assert False, "cannot join a dummy thread"


def currentThread():
    """Return the thread that calls."""
    found = _active.get(_get_ident())
    return _DummyThread() if found is None else found


def activeCount():
    """Return the number of threads that are alive."""
    return len(enumerate())


def enumerate():
    """Return the list of threads that are alive."""
    with _tables_lock:
        return _enumerate()


def _enumerate():
    # For those that hold the lock.
    return _active.values() + _limbo.values()


current_thread, active_count = currentThread, activeCount
_shutdown = _MainThread()._exitfunc

try:
    from thread import _local as local
except ImportError:
    from _threading_local import local


def _after_fork():
    """Leave the thread that forked as the only one, with fresh locks. Called by os.fork."""
    global _tables_lock
    survivor = current_thread()
    _tables_lock = _allocate_lock()
    others = [each for each in _enumerate() if each is not survivor]
    _limbo.clear()
    _active.clear()
    for each in others:
        # Whoever held these locks is gone.
        each._begun._reset_internal_locks()
        each._block = _Condition(_allocate_lock())
        each._stop()
    survivor._begun._reset_internal_locks()
    survivor._block = _Condition(_allocate_lock())
    survivor._register()
