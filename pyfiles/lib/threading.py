"""Threads as objects, and what they wait for each other with."""
import thread

import sys as _sys
from time import time as _time, sleep as _sleep
from traceback import format_exc as _format_exc
from itertools import count as _count

__all__ = ['activeCount', 'active_count', 'Condition', 'currentThread', 'current_thread',
           'enumerate', 'Event', 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Thread',
           'Timer', 'setprofile', 'settrace', 'local', 'stack_size']

_start_new_thread = thread.start_new_thread
_allocate_lock = thread.allocate_lock
_get_ident = thread.get_ident
ThreadError = thread.error
stack_size = thread.stack_size

_VERBOSE = False
_profile_hook = None
_trace_hook = None


class _Verbose(object):
    """Base that once could narrate what a lock did; it remembers the wish and says nothing."""

    def __init__(self, verbose=None):
        self.__verbose = _VERBOSE if verbose is None else verbose

    def _note(self, format, *args):
        if self.__verbose:
            ident = _get_ident()
            running = _active.get(ident)
            name = running.name if running is not None else "<OS thread %d>" % ident
            _sys.stderr.write("%s: %s\n" % (name, format % args))


def setprofile(func):
    """Have sys.setprofile(func) called in each thread started from now on."""
    global _profile_hook
    _profile_hook = func


def settrace(func):
    """Have sys.settrace(func) called in each thread started from now on."""
    global _trace_hook
    _trace_hook = func


Lock = _allocate_lock


def RLock(*args, **kwargs):
    """Make a lock that its owner may take again and must release as often."""
    return _RLock(*args, **kwargs)


class _RLock(_Verbose):
    def __init__(self, verbose=None):
        _Verbose.__init__(self, verbose)
        self.__block = _allocate_lock()
        self.__owner = None
        self.__count = 0

    def __repr__(self):
        owner = self.__owner
        try:
            owner = _active[owner].name
        except KeyError:
            pass
        return "<%s owner=%r count=%d>" % (self.__class__.__name__, owner, self.__count)

    def acquire(self, blocking=1):
        """Take the lock; tell whether that worked, which is not certain only if blocking is false."""
        me = _get_ident()
        if self.__owner == me:
            self.__count += 1
            return 1
        taken = self.__block.acquire(blocking)
        if taken:
            self.__owner = me
            self.__count = 1
        return taken

    __enter__ = acquire

    def release(self):
        """Give the lock back once; RuntimeError if it is not the caller's."""
        if self.__owner != _get_ident():
            raise RuntimeError("cannot release un-acquired lock")
        self.__count -= 1
        if not self.__count:
            self.__owner = None
            self.__block.release()

    def __exit__(self, t, v, tb):
        self.release()

    # What Condition needs to give the lock back altogether and to restore it.

    def _acquire_restore(self, count_owner):
        self.__block.acquire()
        self.__count, self.__owner = count_owner

    def _release_save(self):
        saved = self.__count, self.__owner
        self.__count, self.__owner = 0, None
        self.__block.release()
        return saved

    def _is_owned(self):
        return self.__owner == _get_ident()


def Condition(*args, **kwargs):
    """Make a condition variable, over a lock if one is given."""
    return _Condition(*args, **kwargs)


class _Condition(_Verbose):
    def __init__(self, lock=None, verbose=None):
        _Verbose.__init__(self, verbose)
        if lock is None:
            lock = RLock()
        self.__lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        for name in ('_release_save', '_acquire_restore', '_is_owned'):
            if hasattr(lock, name):
                setattr(self, name, getattr(lock, name))
        self.__waiters = []

    def __enter__(self):
        return self.__lock.__enter__()

    def __exit__(self, *args):
        return self.__lock.__exit__(*args)

    def __repr__(self):
        return "<Condition(%s, %d)>" % (self.__lock, len(self.__waiters))

    def _release_save(self):
        self.__lock.release()

    def _acquire_restore(self, x):
        self.__lock.acquire()

    def _is_owned(self):
        # A plain lock has no owner: whoever finds it taken is believed.
        if self.__lock.acquire(0):
            self.__lock.release()
            return False
        return True

    def wait(self, timeout=None, balancing=True):
        """Give the lock back until notified (at most timeout seconds), then take it again."""
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        # Each waiter has a lock of its own, taken twice: the notifier releases it.
        waiter = _allocate_lock()
        waiter.acquire()
        self.__waiters.append(waiter)
        saved = self._release_save()
        try:
            if timeout is None:
                waiter.acquire()
                return
            if _acquire_before(waiter, _time() + timeout, balancing):
                return
            try:
                self.__waiters.remove(waiter)
            except ValueError:
                pass
        finally:
            self._acquire_restore(saved)

    def notify(self, n=1):
        """Wake up to n waiting threads."""
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        chosen = self.__waiters[:n]
        for waiter in chosen:
            waiter.release()
            try:
                self.__waiters.remove(waiter)
            except ValueError:
                pass

    def notifyAll(self):
        """Wake all waiting threads."""
        self.notify(len(self.__waiters))

    notify_all = notifyAll


def _acquire_before(lock, end, balancing):
    """Take lock, asking again and again until the time end; tell whether that worked."""
    # Waits of doubling length answer quickly and cost little.
    pause = 0.0005
    while not lock.acquire(0):
        left = end - _time()
        if left <= 0:
            return False
        pause = min(pause * 2, left, .05) if balancing else left
        _sleep(pause)
    return True


def Semaphore(*args, **kwargs):
    """Make a counter whose acquire() waits while it is 0 and whose release() adds one."""
    return _Semaphore(*args, **kwargs)


class _Semaphore(_Verbose):
    def __init__(self, value=1, verbose=None):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        _Verbose.__init__(self, verbose)
        self.__cond = Condition(Lock())
        self.__value = value

    def acquire(self, blocking=1):
        """Take one; tell whether that worked, which is not certain only if blocking is false."""
        with self.__cond:
            while self.__value == 0:
                if not blocking:
                    return False
                self.__cond.wait()
            self.__value -= 1
        return True

    __enter__ = acquire

    def release(self):
        """Give one back and wake a thread that waits for it."""
        with self.__cond:
            self.__value += 1
            self.__cond.notify()

    def __exit__(self, t, v, tb):
        self.release()


def BoundedSemaphore(*args, **kwargs):
    """Make a semaphore that may not be released more often than it was acquired."""
    return _BoundedSemaphore(*args, **kwargs)


class _BoundedSemaphore(_Semaphore):
    def __init__(self, value=1, verbose=None):
        _Semaphore.__init__(self, value, verbose)
        self._initial_value = value

    def release(self):
        """Give one back; ValueError if none was taken."""
        with self._Semaphore__cond:
            if self._Semaphore__value >= self._initial_value:
                raise ValueError("Semaphore released too many times")
            self._Semaphore__value += 1
            self._Semaphore__cond.notify()


def Event(*args, **kwargs):
    """Make a flag that threads can wait for."""
    return _Event(*args, **kwargs)


class _Event(_Verbose):
    def __init__(self, verbose=None):
        _Verbose.__init__(self, verbose)
        self.__cond = Condition(Lock())
        self.__flag = False

    def _reset_internal_locks(self):
        # Only the thread that forked is left: nobody holds the lock.
        self.__cond.__init__(Lock())

    def isSet(self):
        """Tell whether the flag is set."""
        return self.__flag

    is_set = isSet

    def set(self):
        """Set the flag and wake all that wait for it."""
        with self.__cond:
            self.__flag = True
            self.__cond.notify_all()

    def clear(self):
        """Take the flag back."""
        with self.__cond:
            self.__flag = False

    def wait(self, timeout=None):
        """Wait until the flag is set, at most timeout seconds; return the flag."""
        with self.__cond:
            if not self.__flag:
                self.__cond.wait(timeout)
            return self.__flag


_counter = _count().next
_counter()


def _newname(template="Thread-%d"):
    return template % _counter()


# Running threads by identifier; those that are started and don't run yet. Both under the lock.
_active_limbo_lock = _allocate_lock()
_active = {}
_limbo = {}


class Thread(_Verbose):
    """A thread: of a function (target, args, kwargs), or of the run() of a derived class."""
    __initialized = False
    # Threads may outlive the module's names when the program ends.
    __exc_info = _sys.exc_info
    __exc_clear = _sys.exc_clear

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, verbose=None):
        assert group is None, "group argument must be None for now"
        _Verbose.__init__(self, verbose)
        self.__target = target
        self.__name = str(name or _newname())
        self.__args = args
        self.__kwargs = {} if kwargs is None else kwargs
        self.__daemonic = self._set_daemon()
        self.__ident = None
        self.__started = Event()
        self.__stopped = False
        self.__block = Condition(Lock())
        self.__initialized = True
        self.__stderr = _sys.stderr

    def _reset_internal_locks(self):
        if hasattr(self, '_Thread__block'):
            self.__block.__init__()
        self.__started._reset_internal_locks()

    @property
    def _block(self):
        return self.__block

    def _set_daemon(self):
        return current_thread().daemon

    def __repr__(self):
        assert self.__initialized, "Thread.__init__() was not called"
        status = "initial"
        if self.__started.is_set():
            status = "started"
        if self.__stopped:
            status = "stopped"
        if self.__daemonic:
            status += " daemon"
        if self.__ident is not None:
            status += " %s" % self.__ident
        return "<%s(%s, %s)>" % (self.__class__.__name__, self.__name, status)

    def start(self):
        """Begin run() in a thread of its own; once only."""
        if not self.__initialized:
            raise RuntimeError("thread.__init__() not called")
        if self.__started.is_set():
            raise RuntimeError("threads can only be started once")
        with _active_limbo_lock:
            _limbo[self] = self
        try:
            _start_new_thread(self.__bootstrap, ())
        except Exception:
            with _active_limbo_lock:
                del _limbo[self]
            raise
        self.__started.wait()

    def run(self):
        """What the thread does: call the target."""
        try:
            if self.__target:
                self.__target(*self.__args, **self.__kwargs)
        finally:
            # The thread may be among the arguments: don't keep them alive.
            del self.__target, self.__args, self.__kwargs

    def __bootstrap(self):
        try:
            self.__bootstrap_inner()
        except:
            # A daemon may fail in a program that is being torn down: nobody wants to know.
            if self.__daemonic and _sys is None:
                return
            raise

    def _set_ident(self):
        self.__ident = _get_ident()

    def __bootstrap_inner(self):
        try:
            self._set_ident()
            self.__started.set()
            with _active_limbo_lock:
                _active[self.__ident] = self
                del _limbo[self]
            if _trace_hook:
                _sys.settrace(_trace_hook)
            if _profile_hook:
                _sys.setprofile(_profile_hook)
            try:
                self.run()
            except SystemExit:
                pass
            except:
                if _sys and _sys.stderr is not None:
                    print >>_sys.stderr, "Exception in thread %s:\n%s" % (self.name, _format_exc())
                elif self.__stderr is not None:
                    # The modules are gone: the stream of the start and the bare facts are left.
                    kind, value, trace = self.__exc_info()
                    try:
                        print >>self.__stderr, (
                            "Exception in thread " + self.name +
                            " (most likely raised during interpreter shutdown):")
                        print >>self.__stderr, "Traceback (most recent call last):"
                        while trace:
                            code = trace.tb_frame.f_code
                            print >>self.__stderr, '  File "%s", line %s, in %s' % (
                                code.co_filename, trace.tb_lineno, code.co_name)
                            trace = trace.tb_next
                        print >>self.__stderr, "%s: %s" % (kind, value)
                    finally:
                        del kind, value, trace
            finally:
                self.__exc_clear()
        finally:
            with _active_limbo_lock:
                self.__stop()
                try:
                    del _active[_get_ident()]
                except:
                    pass

    def __stop(self):
        # A fork may have left the condition in the hands of a thread that is gone.
        if not hasattr(self, '_Thread__block'):
            return
        self.__block.acquire()
        self.__stopped = True
        self.__block.notify_all()
        self.__block.release()

    def __delete(self):
        with _active_limbo_lock:
            _active.pop(_get_ident(), None)

    def join(self, timeout=None):
        """Wait until the thread has ended, at most timeout seconds."""
        if not self.__initialized:
            raise RuntimeError("Thread.__init__() not called")
        if not self.__started.is_set():
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        with self.__block:
            if timeout is None:
                while not self.__stopped:
                    self.__block.wait()
                return
            end = _time() + timeout
            while not self.__stopped:
                left = end - _time()
                if left <= 0:
                    break
                self.__block.wait(left)

    @property
    def name(self):
        """The thread's name, for people."""
        assert self.__initialized, "Thread.__init__() not called"
        return self.__name

    @name.setter
    def name(self, name):
        assert self.__initialized, "Thread.__init__() not called"
        self.__name = str(name)

    @property
    def ident(self):
        """The thread's identifier, None before it is started."""
        assert self.__initialized, "Thread.__init__() not called"
        return self.__ident

    def isAlive(self):
        """Tell whether the thread is started and has not ended."""
        assert self.__initialized, "Thread.__init__() not called"
        return self.__started.is_set() and not self.__stopped

    is_alive = isAlive

    @property
    def daemon(self):
        """Whether the program may end without this thread's end."""
        assert self.__initialized, "Thread.__init__() not called"
        return self.__daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self.__initialized:
            raise RuntimeError("Thread.__init__() not called")
        if self.__started.is_set():
            raise RuntimeError("cannot set daemon status of active thread")
        self.__daemonic = daemonic

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name


def Timer(*args, **kwargs):
    """Make a thread that calls function(*args, **kwargs) after interval seconds."""
    return _Timer(*args, **kwargs)


class _Timer(Thread):
    def __init__(self, interval, function, args=[], kwargs={}):
        Thread.__init__(self)
        self.interval = interval
        self.function = function
        self.args = args
        self.kwargs = kwargs
        self.finished = Event()

    def cancel(self):
        """Don't call the function unless that has happened."""
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    """The thread the program began with; its end waits for all others."""

    def __init__(self):
        Thread.__init__(self, name="MainThread")
        self._Thread__started.set()
        self._set_ident()
        with _active_limbo_lock:
            _active[_get_ident()] = self

    def _set_daemon(self):
        return False

    def _exitfunc(self):
        self._Thread__stop()
        other = _pickSomeNonDaemonThread()
        while other:
            other.join()
            other = _pickSomeNonDaemonThread()
        self._Thread__delete()


def _pickSomeNonDaemonThread():
    for running in enumerate():
        if not running.daemon and running.is_alive():
            return running
    return None


class _DummyThread(Thread):
    """Stands for a thread that was not started by this module; nobody can tell when it ends."""

    def __init__(self):
        Thread.__init__(self, name=_newname("Dummy-%d"))
        # Nobody can join it.
        del self._Thread__block
        self._Thread__started.set()
        self._set_ident()
        with _active_limbo_lock:
            _active[_get_ident()] = self

    def _set_daemon(self):
        return True

    def join(self, timeout=None):
        assert False, "cannot join a dummy thread"


def currentThread():
    """Return the thread that calls."""
    try:
        return _active[_get_ident()]
    except KeyError:
        return _DummyThread()


current_thread = currentThread


def activeCount():
    """Return the number of threads that are alive."""
    with _active_limbo_lock:
        return len(_active) + len(_limbo)


active_count = activeCount


def _enumerate():
    # For those that hold the lock.
    return _active.values() + _limbo.values()


def enumerate():
    """Return the list of threads that are alive."""
    with _active_limbo_lock:
        return _enumerate()


_shutdown = _MainThread()._exitfunc

try:
    from thread import _local as local
except ImportError:
    from _threading_local import local


def _after_fork():
    """Leave the thread that forked as the only one, with fresh locks. Called by os.fork."""
    global _active_limbo_lock
    _active_limbo_lock = _allocate_lock()
    left = {}
    current = current_thread()
    with _active_limbo_lock:
        for running in _enumerate():
            if hasattr(running, '_reset_internal_locks'):
                running._reset_internal_locks()
            if running is current:
                ident = _get_ident()
                running._Thread__ident = ident
                left[ident] = running
            else:
                running._Thread__stop()
        _limbo.clear()
        _active.clear()
        _active.update(left)
