"""The interface of thread where there are no threads: what is started runs at once."""
import traceback as _traceback

__all__ = ['error', 'start_new_thread', 'exit', 'get_ident', 'allocate_lock',
           'interrupt_main', 'LockType']


class error(Exception):
    """What thread.error is."""

    def __init__(self, *args):
        self.args = args


# Whether interrupt_main() was called, and whether the code that runs was "started".
_interrupt = False
_main = True


def start_new_thread(function, args, kwargs={}):
    """Call function(*args, **kwargs) now."""
    global _interrupt, _main
    if type(args) != type(tuple()):
        raise TypeError("2nd arg must be a tuple")
    if type(kwargs) != type(dict()):
        raise TypeError("3rd arg must be a dict")
    _main = False
    try:
        function(*args, **kwargs)
    except SystemExit:
        pass
    except:
        _traceback.print_exc()
    _main = True
    if _interrupt:
        _interrupt = False
        raise KeyboardInterrupt


def exit():
    """End the thread."""
    raise SystemExit


def get_ident():
    """Return the identifier all have."""
    return -1


def allocate_lock():
    """Make a lock."""
    return LockType()


def stack_size(size=None):
    """Return 0; there is no stack whose size could be set."""
    if size is not None:
        raise error("setting thread stack size not supported")
    return 0


class LockType(object):
    """A lock that never makes anybody wait."""

    def __init__(self):
        self.locked_status = False

    def acquire(self, waitflag=None):
        """Take the lock; tell whether it was free, which nobody asks who is ready to wait."""
        if waitflag is None or waitflag:
            self.locked_status = True
            return True
        if self.locked_status:
            return False
        self.locked_status = True
        return True

    __enter__ = acquire

    def __exit__(self, typ, val, tb):
        self.release()

    def release(self):
        """Give the lock back; error if it is not taken."""
        if not self.locked_status:
            raise error
        self.locked_status = False
        return True

    def locked(self):
        return self.locked_status


def interrupt_main():
    """Raise KeyboardInterrupt in the main thread: now, or when the present one ends."""
    global _interrupt
    if _main:
        raise KeyboardInterrupt
    _interrupt = True
