"""Attributes of which each thread has its own, for where the thread module has no such class."""
from contextlib import contextmanager as _contextmanager

__all__ = ["local"]


class _localbase(object):
    __slots__ = '_local__key', '_local__args', '_local__lock'

    def __new__(cls, *args, **kw):
        if (args or kw) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        key = '_local__key', 'thread.local.' + str(id(self))
        object.__setattr__(self, '_local__key', key)
        object.__setattr__(self, '_local__args', (args, kw))
        object.__setattr__(self, '_local__lock', RLock())
        # The maker's __init__ runs as with every object.
        current_thread().__dict__[key] = object.__getattribute__(self, '__dict__')
        return self


class local(_localbase):
    """An object whose attributes are those of the current thread.

    A derived class's __init__ runs, with the same arguments, once in each thread that uses the object.
    """

    def __getattribute__(self, name):
        with _entered(self):
            return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        _refuse_dict(self, name)
        with _entered(self):
            return object.__setattr__(self, name, value)

    def __delattr__(self, name):
        _refuse_dict(self, name)
        with _entered(self):
            return object.__delattr__(self, name)

    def __del__(self):
        import threading
        key = object.__getattribute__(self, '_local__key')
        try:
            threads = threading._enumerate()
        except:
            # The modules are being torn down, and all goes anyway.
            return
        for thread in threads:
            thread.__dict__.pop(key, None)


def _refuse_dict(self, name):
    if name == '__dict__':
        raise AttributeError("%r object attribute '__dict__' is read-only" %
                             self.__class__.__name__)


@_contextmanager
def _entered(self):
    """Hold self's lock and give self the dictionary of the current thread meanwhile."""
    key = object.__getattribute__(self, '_local__key')
    with object.__getattribute__(self, '_local__lock'):
        own = current_thread().__dict__.get(key)
        if own is None:
            own = current_thread().__dict__[key] = {}
            object.__setattr__(self, '__dict__', own)
            cls = type(self)
            if cls.__init__ is not object.__init__:
                args, kw = object.__getattribute__(self, '_local__args')
                cls.__init__(self, *args, **kw)
        else:
            object.__setattr__(self, '__dict__', own)
        yield


from threading import current_thread, RLock
