"""Records of what is logged, their texts, and filters."""
import cStringIO
import collections
import os
import sys
import time
import traceback

import logging

# The times of records are told relative to this one.
_startTime = time.time()


class LogRecord(object):
    """One event: who logged what, at which level, when and where."""

    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None):
        now = time.time()
        # A dictionary alone is what '%(name)s' of the message refers to.
        if args and len(args) == 1 and isinstance(args[0], collections.Mapping) and args[0]:
            args = args[0]
        self.name = name
        self.msg = msg
        self.args = args
        self.levelname = logging.getLevelName(level)
        self.levelno = level
        self.pathname = pathname
        try:
            self.filename = os.path.basename(pathname)
            self.module = os.path.splitext(self.filename)[0]
        except (TypeError, ValueError, AttributeError):
            self.filename = pathname
            self.module = "Unknown module"
        self.exc_info = exc_info
        self.exc_text = None
        self.lineno = lineno
        self.funcName = func
        self.created = now
        self.msecs = (now - long(now)) * 1000
        self.relativeCreated = (self.created - _startTime) * 1000
        self.thread = self.threadName = None
        if logging.logThreads and logging.thread:
            self.thread = logging.thread.get_ident()
            self.threadName = logging.threading.current_thread().name
        self.processName = None
        if logging.logMultiprocessing:
            self.processName = 'MainProcess'
            processes = sys.modules.get('multiprocessing')
            if processes is not None:
                # It may be in the middle of being imported.
                try:
                    self.processName = processes.current_process().name
                except StandardError:
                    pass
        self.process = os.getpid() if logging.logProcesses and hasattr(os, 'getpid') else None

    def __str__(self):
        return '<LogRecord: %s, %s, %s, %s, "%s">' % (self.name, self.levelno, self.pathname,
                                                      self.lineno, self.msg)

    def getMessage(self):
        """Return the message with its arguments filled in."""
        message = self.msg
        if not isinstance(message, basestring):
            try:
                message = str(message)
            except UnicodeError:
                pass
        return message % self.args if self.args else message


def makeLogRecord(dict):
    """Return a record that has the attributes of dict."""
    record = LogRecord(None, None, "", 0, "", (), None, None)
    record.__dict__.update(dict)
    return record


class Formatter(object):
    """Turns records into texts by a format with the names of their attributes: %(message)s etc.

    converter makes a time tuple of a number of seconds: time.localtime or time.gmtime.
    """
    converter = time.localtime

    def __init__(self, fmt=None, datefmt=None):
        self._fmt = fmt if fmt else "%(message)s"
        self.datefmt = datefmt

    def formatTime(self, record, datefmt=None):
        """Return the time of the record: by datefmt, else with milliseconds."""
        when = self.converter(record.created)
        if datefmt:
            return time.strftime(datefmt, when)
        return "%s,%03d" % (time.strftime("%Y-%m-%d %H:%M:%S", when), record.msecs)

    def formatException(self, ei):
        """Return the traceback of an exception as of sys.exc_info()."""
        stream = cStringIO.StringIO()
        traceback.print_exception(ei[0], ei[1], ei[2], None, stream)
        text = stream.getvalue()
        stream.close()
        return text[:-1] if text[-1:] == "\n" else text

    def usesTime(self):
        """Tell whether the format asks for the time."""
        return self._fmt.find("%(asctime)") >= 0

    def format(self, record):
        """Return the text of record, with the traceback if there is one."""
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        try:
            text = self._fmt % record.__dict__
        except UnicodeDecodeError as problem:
            # The name is str, and what it is joined with may be unicode.
            try:
                record.name = record.name.decode('utf-8')
                text = self._fmt % record.__dict__
            except UnicodeDecodeError:
                raise problem
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            if text[-1:] != "\n":
                text += "\n"
            try:
                text += record.exc_text
            except UnicodeError:
                text += record.exc_text.decode(sys.getfilesystemencoding(), 'replace')
        return text


_defaultFormatter = Formatter()


class BufferingFormatter(object):
    """Turns several records into one text."""

    def __init__(self, linefmt=None):
        self.linefmt = linefmt if linefmt else _defaultFormatter

    def formatHeader(self, records):
        return ""

    def formatFooter(self, records):
        return ""

    def format(self, records):
        if not records:
            return ""
        return (self.formatHeader(records) + "".join(map(self.linefmt.format, records)) +
                self.formatFooter(records))


class Filter(object):
    """Lets records of the logger with a name, and of those below it, pass; all if the name is ''."""

    def __init__(self, name=''):
        self.name = name
        self.nlen = len(name)

    def filter(self, record):
        """Tell whether record is to be logged."""
        if self.nlen == 0 or self.name == record.name:
            return 1
        return record.name.startswith(self.name) and record.name[self.nlen] == "."


class Filterer(object):
    """Has filters: base of loggers and handlers."""

    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        """Tell whether all filters let record pass."""
        for each in self.filters:
            if not each.filter(record):
                return 0
        return 1
