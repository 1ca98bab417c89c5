"""Logging: loggers in a tree of names, which pass records to handlers.

    logging.basicConfig(level=logging.INFO, format='%(asctime)s %(name)s %(message)s')
    log = logging.getLogger(__name__)
    log.warning('%d left', count)
"""
import atexit
import os
import sys
import thread
import threading
import warnings

__all__ = """
    Logger LoggerAdapter LogRecord Handler StreamHandler FileHandler NullHandler Filter
    Formatter BufferingFormatter BASIC_FORMAT basicConfig captureWarnings disable
    getLogger getLoggerClass setLoggerClass makeLogRecord addLevelName getLevelName
    CRITICAL FATAL ERROR WARNING WARN INFO DEBUG NOTSET
    log debug info warn warning error exception critical fatal
    """.split()

__version__ = "0.5.1.2"

# Whether trouble in handlers is reported, and what records tell of.
raiseExceptions = logThreads = logMultiprocessing = logProcesses = 1

# The levels, and names by level and levels by name.
NOTSET, DEBUG, INFO, WARNING, ERROR, CRITICAL = range(0, 60, 10)
WARN, FATAL = WARNING, CRITICAL
_levelNames = {'WARN': WARN}
for _name in 'NOTSET', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL':
    _levelNames[_name] = globals()[_name]
    _levelNames[globals()[_name]] = _name
del _name

_unicode = True

# Guards the tables of loggers and handlers.
_lock = threading.RLock()


def _acquireLock():
    if _lock is not None:
        _lock.acquire()


def _releaseLock():
    if _lock is not None:
        _lock.release()


class _Tables(object):
    """Holds the lock in a with statement."""

    def __enter__(self):
        _acquireLock()

    def __exit__(self, *problem):
        _releaseLock()


_tables = _Tables()


def getLevelName(level):
    """Return the name of a level (or the level of a name); 'Level N' if it has none."""
    return _levelNames.get(level, "Level %s" % level)


def addLevelName(level, levelName):
    """Name a level."""
    with _tables:
        _levelNames.update({level: levelName, levelName: level})


def _checkLevel(level):
    """Return the number of a level that may be given by its name."""
    if isinstance(level, (int, long)):
        return level
    if level != str(level):
        raise TypeError("Level not an integer or a valid string: %r" % level)
    if level in _levelNames:
        return _levelNames[level]
    raise ValueError("Unknown level: %r" % level)


# Callers in this file are not the ones to tell of.
_srcfile = os.path.normcase(addLevelName.__code__.co_filename)


def currentframe():
    """Return the frame that called the caller's caller."""
    return sys._getframe(3)


from logging._record import (LogRecord, makeLogRecord, Formatter, BufferingFormatter, Filter,
                             Filterer, _defaultFormatter, _startTime)
from logging._handler import (Handler, StreamHandler, FileHandler, NullHandler, _handlers,
                              _handlerList, _addHandlerRef, _removeHandlerRef)


class PlaceHolder(object):
    """Stands in the tree for a name whose logger nobody has asked for; knows the loggers below."""

    def __init__(self, alogger):
        self.loggerMap = {}
        self.append(alogger)

    def append(self, alogger):
        """Note a logger below."""
        self.loggerMap.setdefault(alogger)


def _check_class(klass):
    if not (klass == Logger or issubclass(klass, Logger)):
        raise TypeError("logger not derived from logging.Logger: " + klass.__name__)
    return klass


def setLoggerClass(klass):
    """Have loggers made of klass from now on."""
    global _loggerClass
    _loggerClass = _check_class(klass)


def getLoggerClass():
    """Return the class that loggers are made of."""
    return _loggerClass


def _names_above(name):
    """Yield the names above a name with points, the nearest first."""
    while '.' in name:
        name = name[:name.rindex('.')]
        if name:
            yield name


class Manager(object):
    """The tree of loggers below root: by name the logger, or the place where one will be."""

    def __init__(self, rootnode):
        self.root, self.loggerDict, self.loggerClass = rootnode, {}, None
        self.disable = self.emittedNoHandlerWarning = 0

    def getLogger(self, name):
        """Return the logger with a name, always the same one."""
        if not isinstance(name, basestring):
            raise TypeError('A logger name must be string or Unicode')
        key = name.encode('utf-8') if isinstance(name, unicode) else name
        with _tables:
            there = self.loggerDict.get(key)
            if there is None or isinstance(there, PlaceHolder):
                there = self._grow(key, there)
        return there

    def _grow(self, name, place):
        """Put a new logger into the tree, where there may be a place for it."""
        make = self.loggerClass or _loggerClass
        self.loggerDict[name] = fresh = make(name)
        fresh.manager = self
        if place is not None:
            self._fixupChildren(place, fresh)
        self._fixupParents(fresh)
        return fresh

    def setLoggerClass(self, klass):
        """Have this manager's loggers made of klass from now on."""
        self.loggerClass = _check_class(klass)

    def _fixupParents(self, alogger):
        """Find the nearest logger above, leaving word at the names without one on the way."""
        alogger.parent = self.root
        for name in _names_above(alogger.name):
            above = self.loggerDict.setdefault(name)
            if isinstance(above, Logger):
                alogger.parent = above
                break
            if above is None:
                self.loggerDict[name] = PlaceHolder(alogger)
            else:
                above.append(alogger)

    def _fixupChildren(self, ph, alogger):
        """Put alogger between the loggers that the placeholder ph knew and their parents."""
        for child in ph.loggerMap:
            if not child.parent.name.startswith(alogger.name):
                alogger.parent, child.parent = child.parent, alogger


_NOWHERE = "(unknown file)", 0, "(unknown function)"


class Logger(Filterer):
    """Takes messages for a name, makes records of those of a sufficient level, finds handlers.

    The methods named after levels log msg % args; the keyword exc_info=1 adds the traceback of the
    exception being handled, extra={...} adds attributes of the record.
    """

    def __init__(self, name, level=NOTSET):
        Filterer.__init__(self)
        self.name, self.level = name, _checkLevel(level)
        self.parent, self.propagate, self.disabled, self.handlers = None, 1, 0, []

    def setLevel(self, level):
        """Set the lowest level that is logged, by number or name; NOTSET leaves it to the parent."""
        self.level = _checkLevel(level)

    def exception(self, msg, *args, **kwargs):
        """Log at level ERROR with the traceback of the exception being handled."""
        kwargs['exc_info'] = 1
        self.error(msg, *args, **kwargs)

    def log(self, level, msg, *args, **kwargs):
        """Log at a level given by its number."""
        if isinstance(level, (int, long)):
            if self.isEnabledFor(level):
                self._log(level, msg, args, **kwargs)
        elif raiseExceptions:
            raise TypeError("level must be an integer")

    def findCaller(self):
        """Return file, line and function of the nearest caller outside of this file."""
        frame = currentframe()
        frame = frame and frame.f_back
        while hasattr(frame, "f_code"):
            filename = frame.f_code.co_filename
            if os.path.normcase(filename) != _srcfile:
                return filename, frame.f_lineno, frame.f_code.co_name
            frame = frame.f_back
        return _NOWHERE

    def makeRecord(self, name, level, fn, lno, msg, args, exc_info, func=None, extra=None):
        """Return a new record with the attributes of extra added."""
        record = LogRecord(name, level, fn, lno, msg, args, exc_info, func)
        attributes = record.__dict__
        for key in extra or ():
            if key in attributes or key in ("message", "asctime"):
                raise KeyError("Attempt to overwrite %r in LogRecord" % key)
            attributes[key] = extra[key]
        return record

    def _log(self, level, msg, args, exc_info=None, extra=None):
        where = _NOWHERE
        if _srcfile:
            try:
                where = self.findCaller()
            except ValueError:
                pass  # There is no caller.
        if exc_info and not isinstance(exc_info, tuple):
            exc_info = sys.exc_info()
        self.handle(self.makeRecord(self.name, level, where[0], where[1], msg, args, exc_info, where[2], extra))

    def handle(self, record):
        """Pass record to the handlers unless the logger is off or a filter objects."""
        if self.filter(record) if not self.disabled else False:
            self.callHandlers(record)

    def addHandler(self, hdlr):
        """Have records passed to a handler."""
        with _tables:
            if hdlr not in self.handlers:
                self.handlers.append(hdlr)

    def removeHandler(self, hdlr):
        """Have records no longer passed to a handler."""
        with _tables:
            if hdlr in self.handlers:
                self.handlers.remove(hdlr)

    def _up(self):
        """Yield this logger and those above."""
        each = self
        while each:
            yield each
            each = each.parent

    def callHandlers(self, record):
        """Pass record to the handlers of this logger and of those above."""
        nobody = True
        for each in self._up():
            for handler in each.handlers:
                nobody = False
                if handler.level <= record.levelno:
                    handler.handle(record)
            if not each.propagate:
                break
        if nobody and raiseExceptions and not self.manager.emittedNoHandlerWarning:
            self.manager.emittedNoHandlerWarning = 1
            sys.stderr.write('No handlers could be found for logger "%s"\n' % self.name)

    def getEffectiveLevel(self):
        """Return the level of this logger or of the nearest above that has one."""
        for each in self._up():
            if each.level:
                return each.level
        return NOTSET

    def isEnabledFor(self, level):
        """Tell whether messages of level are logged."""
        return 0 if level <= self.manager.disable else level >= self.getEffectiveLevel()

    def getChild(self, suffix):
        """Return the logger named suffix below this one."""
        full = suffix if self.root is self else self.name + '.' + suffix
        return self.manager.getLogger(full)


def _logs_at(level):
    def method(self, msg, *args, **kwargs):
        if self.isEnabledFor(level):
            self._log(level, msg, args, **kwargs)
    return method


def _adapts(name):
    def method(self, msg, *args, **kwargs):
        msg, kwargs = self.process(msg, kwargs)
        getattr(self.logger, name)(msg, *args, **kwargs)
    return method


class RootLogger(Logger):
    """The top of the tree."""

    def __init__(self, level):
        Logger.__init__(self, "root", level)


class LoggerAdapter(object):
    """A logger with something to add to each message: process() says what, extra by default."""

    def __init__(self, logger, extra):
        self.logger, self.extra = logger, extra

    def process(self, msg, kwargs):
        """Return the message and the keywords to log with."""
        kwargs["extra"] = self.extra
        return msg, kwargs

    def exception(self, msg, *args, **kwargs):
        """Log at level ERROR with the traceback of the exception being handled."""
        msg, kwargs = self.process(msg, kwargs)
        kwargs["exc_info"] = 1
        self.logger.error(msg, *args, **kwargs)

    def log(self, level, msg, *args, **kwargs):
        """Log at a level given by its number."""
        msg, kwargs = self.process(msg, kwargs)
        self.logger.log(level, msg, *args, **kwargs)

    def isEnabledFor(self, level):
        """Tell whether the logger logs messages of level."""
        return self.logger.isEnabledFor(level)


_loggerClass = Logger
Logger.root = root = RootLogger(WARNING)
Logger.manager = Manager(root)

BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"


def basicConfig(**kwargs):
    """Give the root logger one handler if it has none.

    filename, filemode -- log to that file; stream -- log there; format, datefmt -- of the records;
    level -- of the root logger.
    """
    option = kwargs.get
    with _tables:
        if root.handlers:
            return
        if option("filename"):
            handler = FileHandler(option("filename"), option("filemode", 'a'))
        else:
            handler = StreamHandler(option("stream"))
        handler.setFormatter(Formatter(option("format", BASIC_FORMAT), option("datefmt")))
        root.addHandler(handler)
        if option("level") is not None:
            root.setLevel(option("level"))


def getLogger(name=None):
    """Return the logger with a name; the root logger if there is none."""
    if not name:
        return root
    return Logger.manager.getLogger(name)


def exception(msg, *args, **kwargs):
    """Log with the root logger at level ERROR and with the traceback of the exception being handled."""
    kwargs['exc_info'] = 1
    error(msg, *args, **kwargs)


def log(level, msg, *args, **kwargs):
    """Log with the root logger, which gets a handler if it has none, at a level given by its number."""
    if not root.handlers:
        basicConfig()
    root.log(level, msg, *args, **kwargs)


def _logs_with_root(name):
    def function(msg, *args, **kwargs):
        if not root.handlers:
            basicConfig()
        getattr(root, name)(msg, *args, **kwargs)
    return function


def _make_level_functions():
    """Make, for each level, the methods of loggers and adapters and the function that uses the root logger."""
    for name in 'debug', 'info', 'warning', 'error', 'critical':
        level = name.upper()
        made = _logs_at(_levelNames[level]), _adapts(name), _logs_with_root(name)
        for function, about in zip(made, ('', ' with what process() adds', ' with the root logger')):
            function.__name__ = name
            function.__doc__ = "Log msg %% args at level %s%s." % (level, about)
        for holder, function in zip((Logger, LoggerAdapter), made):
            setattr(holder, name, function)
        globals()[name] = made[2]
    Logger.warn, Logger.fatal = vars(Logger)['warning'], vars(Logger)['critical']


_make_level_functions()
warn, fatal = warning, critical


def disable(level):
    """Drop all messages of level and below."""
    root.manager.disable = level


def shutdown(handlerList=_handlerList):
    """Flush and close all handlers, the newest first. Runs when the program ends."""
    for reference in handlerList[::-1]:
        try:
            handler = reference()
            if handler:
                _finish(handler)
        except:
            if raiseExceptions:
                raise


def _finish(handler):
    handler.acquire()
    try:
        handler.flush()
        handler.close()
    except (IOError, ValueError):
        pass  # The program may have closed the stream.
    finally:
        handler.release()


atexit.register(shutdown)

_warnings_showwarning = None


def _showwarning(message, category, filename, lineno, file=None, line=None):
    """Log a warning, unless it is to be written to a file."""
    if file is not None:
        if _warnings_showwarning is not None:
            _warnings_showwarning(message, category, filename, lineno, file, line)
        return
    text = warnings.formatwarning(message, category, filename, lineno, line)
    logger = getLogger("py.warnings")
    if not logger.handlers:
        logger.addHandler(NullHandler())
    logger.warning("%s", text)


def captureWarnings(capture):
    """Log what the warnings module would show, or stop doing so."""
    global _warnings_showwarning
    if bool(capture) == (_warnings_showwarning is not None):
        return
    if capture:
        _warnings_showwarning, warnings.showwarning = warnings.showwarning, _showwarning
    else:
        warnings.showwarning, _warnings_showwarning = _warnings_showwarning, None


def _adopt():
    """Have the classes say that they are of this module."""
    for thing in globals().values():
        if isinstance(thing, type) and thing.__module__.startswith(__name__ + '.'):
            thing.__module__ = __name__


_adopt()
