"""Tools for the with statement."""
import sys
from functools import wraps
from warnings import warn

__all__ = ["contextmanager", "nested", "closing"]

_NOTHING_RAISED = None, None, None


class GeneratorContextManager(object):
    """Runs a generator up to its yield on entry, and to its end on exit."""

    def __init__(self, gen):
        self.gen = gen

    def __enter__(self):
        for value in self.gen:
            return value
        raise RuntimeError("generator didn't yield")

    def __exit__(self, kind, value, trace):
        if kind is None:
            for _ in self.gen:
                raise RuntimeError("generator didn't stop")
            return None
        if value is None:
            value = kind()
        try:
            self.gen.throw(kind, value, trace)
        except StopIteration as ended:
            # Its own end means that the generator dealt with the exception, unless the body
            # raised that very StopIteration.
            return ended is not value
        except:
            # The exception coming back unchanged goes on as if the generator were not there.
            if sys.exc_info()[1] is value:
                return None
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    """Decorator that makes a context manager of a generator function."""
    @wraps(func)
    def helper(*args, **kwds):
        return GeneratorContextManager(func(*args, **kwds))
    return helper


@contextmanager
def nested(*managers):
    """Combine several context managers (outdated: with takes several itself)."""
    warn("With-statements now directly support multiple context managers",
         DeprecationWarning, 3)
    leaving = []
    entered = []
    pending = _NOTHING_RAISED
    try:
        for manager in managers:
            on_exit = manager.__exit__
            entered.append(manager.__enter__())
            leaving.append(on_exit)
        yield entered
    except:
        pending = sys.exc_info()
    # What one of them raises or swallows is what the ones around it are told.
    for on_exit in reversed(leaving):
        try:
            if on_exit(*pending):
                pending = _NOTHING_RAISED
        except:
            pending = sys.exc_info()
    if pending != _NOTHING_RAISED:
        raise pending[0], pending[1], pending[2]


class closing(object):
    """Context manager that calls thing.close() at the end."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *raised):
        self.thing.close()
