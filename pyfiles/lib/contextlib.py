"""Tools for the with statement."""
import sys
from functools import wraps
from warnings import warn

__all__ = ["contextmanager", "nested", "closing"]


class GeneratorContextManager(object):
    """A context manager that runs a generator up to its yield, and then to its end."""

    def __init__(self, gen):
        self.gen = gen

    def __enter__(self):
        try:
            return self.gen.next()
        except StopIteration:
            raise RuntimeError("generator didn't yield")

    def __exit__(self, type, value, traceback):
        if type is None:
            try:
                self.gen.next()
            except StopIteration:
                return
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = type()
        try:
            self.gen.throw(type, value, traceback)
            raise RuntimeError("generator didn't stop after throw()")
        except StopIteration as stop:
            # The body's own StopIteration goes on; the generator's end does not.
            return stop is not value
        except:
            if sys.exc_info()[1] is not value:
                raise


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
    exits = []
    values = []
    exc = (None, None, None)
    try:
        for manager in managers:
            exit = manager.__exit__
            values.append(manager.__enter__())
            exits.append(exit)
        yield values
    except:
        exc = sys.exc_info()
    finally:
        while exits:
            exit = exits.pop()
            try:
                if exit(*exc):
                    exc = (None, None, None)
            except:
                exc = sys.exc_info()
        if exc != (None, None, None):
            raise exc[0], exc[1], exc[2]


class closing(object):
    """Context manager that calls thing.close() at the end."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()
