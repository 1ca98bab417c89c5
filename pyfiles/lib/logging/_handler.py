"""Handlers: where records go."""
import codecs
import functools
import os
import sys
import traceback
import weakref

import logging
from logging._record import Filterer, _defaultFormatter

# Handlers by name; weak references to all handlers in the order they were made.
_handlers = weakref.WeakValueDictionary()
_handlerList = []


def _removeHandlerRef(wr):
    # The program may be ending, with the module's names gone.
    acquire, release, handlers = logging._acquireLock, logging._releaseLock, _handlerList
    if acquire and release and handlers:
        acquire()
        try:
            if wr in handlers:
                handlers.remove(wr)
        finally:
            release()


def _addHandlerRef(handler):
    logging._acquireLock()
    try:
        _handlerList.append(weakref.ref(handler, _removeHandlerRef))
    finally:
        logging._releaseLock()


def _guarded(emit):
    """Makes an emit() that reports what it runs into, unless the program is being ended."""
    @functools.wraps(emit)
    def run(self, record):
        try:
            emit(self, record)
        except (KeyboardInterrupt, SystemExit):
            raise
        except:
            self.handleError(record)
    return run


class _Held(object):
    """Holds the lock of a handler in a with statement."""

    def __init__(self, handler):
        self._handler = handler

    def __enter__(self):
        self._handler.acquire()

    def __exit__(self, *problem):
        self._handler.release()


class Handler(Filterer):
    """Base of handlers: has a level, filters, a formatter and a lock; emit() is for derived classes."""

    def __init__(self, level=0):
        Filterer.__init__(self)
        self._name = None
        self.level = logging._checkLevel(level)
        self.formatter = None
        _addHandlerRef(self)
        self.createLock()

    def get_name(self):
        return self._name

    def set_name(self, name):
        logging._acquireLock()
        try:
            if self._name in _handlers:
                del _handlers[self._name]
            self._name = name
            if name:
                _handlers[name] = self
        finally:
            logging._releaseLock()

    name = property(get_name, set_name)

    def createLock(self):
        self.lock = logging.threading.RLock() if logging.thread else None

    def acquire(self):
        if self.lock:
            self.lock.acquire()

    def release(self):
        if self.lock:
            self.lock.release()

    def setLevel(self, level):
        self.level = logging._checkLevel(level)

    def format(self, record):
        """Return the text of record by the formatter, or by the default one."""
        return (self.formatter or _defaultFormatter).format(record)

    def emit(self, record):
        """Do with record what this handler is for."""
        raise NotImplementedError('emit must be implemented by Handler subclasses')

    def handle(self, record):
        """Emit record under the lock if the filters let it pass; tell whether they did."""
        passed = self.filter(record)
        if passed:
            with _Held(self):
                self.emit(record)
        return passed

    def setFormatter(self, fmt):
        self.formatter = fmt

    def flush(self):
        """Write out what is held back: nothing."""

    def close(self):
        """Let go of what the handler has; only its name here."""
        logging._acquireLock()
        try:
            if self._name and self._name in _handlers:
                del _handlers[self._name]
        finally:
            logging._releaseLock()

    def handleError(self, record):
        """Report the exception that emit() ran into, unless logging.raiseExceptions is false."""
        if not (logging.raiseExceptions and sys.stderr):
            return
        kind, value, trace = sys.exc_info()
        try:
            traceback.print_exception(kind, value, trace, None, sys.stderr)
            sys.stderr.write('Logged from file %s, line %s\n' % (record.filename, record.lineno))
        except IOError:
            pass
        finally:
            del kind, value, trace


class StreamHandler(Handler):
    """Writes records to a stream, standard error if none is given; never closes it."""

    def __init__(self, stream=None):
        Handler.__init__(self)
        self.stream = sys.stderr if stream is None else stream

    def flush(self):
        with _Held(self):
            if self.stream and hasattr(self.stream, "flush"):
                self.stream.flush()

    @_guarded
    def emit(self, record):
        """Write the text of record and a line end."""
        self._write(self.format(record))
        self.flush()

    def _write(self, message):
        stream = self.stream
        try:
            if isinstance(message, unicode) and getattr(stream, 'encoding', None):
                line = u'%s\n' % message
                try:
                    stream.write(line)
                except UnicodeEncodeError:
                    stream.write(line.encode(stream.encoding))
            else:
                stream.write("%s\n" % message)
        except UnicodeError:
            stream.write("%s\n" % message.encode("UTF-8"))


class FileHandler(StreamHandler):
    """Writes records to a file of its own, opened at the first record if delay is true."""

    def __init__(self, filename, mode='a', encoding=None, delay=0):
        self.baseFilename = os.path.abspath(filename)
        self.mode = mode
        self.encoding = encoding
        self.delay = delay
        if delay:
            Handler.__init__(self)
            self.stream = None
        else:
            StreamHandler.__init__(self, self._open())

    def close(self):
        self.acquire()
        try:
            try:
                stream = self.stream
                if stream:
                    try:
                        self.flush()
                    finally:
                        self.stream = None
                        if hasattr(stream, "close"):
                            stream.close()
            finally:
                # It has to leave the tables even if the file could not be written.
                StreamHandler.close(self)
        finally:
            self.release()

    def _open(self):
        if self.encoding is None:
            return open(self.baseFilename, self.mode)
        return codecs.open(self.baseFilename, self.mode, self.encoding)

    def emit(self, record):
        if self.stream is None:
            self.stream = self._open()
        StreamHandler.emit(self, record)


class NullHandler(Handler):
    """Does nothing: for libraries, whose users may not have set up any logging."""

    def handle(self, record):
        pass

    def emit(self, record):
        pass

    def createLock(self):
        self.lock = None
