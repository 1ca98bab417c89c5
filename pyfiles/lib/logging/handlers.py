"""Handlers beyond streams and files: rotating files, buffers, sockets, mail, syslog, HTTP."""
import cPickle
import errno
import logging
import os
import re
import struct
import time

try:
    import socket
except ImportError:
    socket = None

from logging._handler import _guarded, _Held

(DEFAULT_TCP_LOGGING_PORT, DEFAULT_UDP_LOGGING_PORT, DEFAULT_HTTP_LOGGING_PORT,
 DEFAULT_SOAP_LOGGING_PORT) = range(9020, 9024)
SYSLOG_UDP_PORT = SYSLOG_TCP_PORT = 514

_MIDNIGHT = 24 * 60 * 60


class BaseRotatingHandler(logging.FileHandler):
    """Base of handlers that begin a new file now and then: shouldRollover() and doRollover()."""

    def __init__(self, filename, mode, encoding=None, delay=0):
        logging.FileHandler.__init__(self, filename, mode, encoding, delay)
        self.mode = mode
        self.encoding = encoding

    @_guarded
    def emit(self, record):
        if self.shouldRollover(record):
            self.doRollover()
        logging.FileHandler.emit(self, record)

    def _close_stream(self):
        if self.stream:
            self.stream.close()
            self.stream = None


def _replace(source, target):
    if os.path.exists(target):
        os.remove(target)
    if os.path.exists(source):
        os.rename(source, target)


class RotatingFileHandler(BaseRotatingHandler):
    """Begins a new file before maxBytes are exceeded; keeps backupCount old ones, name.1 the newest."""

    def __init__(self, filename, mode='a', maxBytes=0, backupCount=0, encoding=None, delay=0):
        # Starting over at each start of the program would make the limit pointless.
        if maxBytes > 0:
            mode = 'a'
        BaseRotatingHandler.__init__(self, filename, mode, encoding, delay)
        self.maxBytes = maxBytes
        self.backupCount = backupCount

    def doRollover(self):
        self._close_stream()
        if self.backupCount > 0:
            for number in range(self.backupCount - 1, 0, -1):
                source = "%s.%d" % (self.baseFilename, number)
                if os.path.exists(source):
                    _replace(source, "%s.%d" % (self.baseFilename, number + 1))
            _replace(self.baseFilename, self.baseFilename + ".1")
        if not self.delay:
            self.stream = self._open()

    def shouldRollover(self, record):
        if self.stream is None:
            self.stream = self._open()
        if self.maxBytes > 0:
            message = "%s\n" % self.format(record)
            self.stream.seek(0, 2)
            if self.stream.tell() + len(message) >= self.maxBytes:
                return 1
        return 0


class TimedRotatingFileHandler(BaseRotatingHandler):
    """Begins a new file at certain times.

    when -- the unit: S, M, H, D, W0 to W6 (Monday to Sunday) or midnight; interval -- how many of
    them; backupCount -- how many old files to keep, all if 0; utc -- count by UTC.
    """
    _UNITS = {
        'S': (1, "%Y-%m-%d_%H-%M-%S", r"^\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}$"),
        'M': (60, "%Y-%m-%d_%H-%M", r"^\d{4}-\d{2}-\d{2}_\d{2}-\d{2}$"),
        'H': (60 * 60, "%Y-%m-%d_%H", r"^\d{4}-\d{2}-\d{2}_\d{2}$"),
        'D': (_MIDNIGHT, "%Y-%m-%d", r"^\d{4}-\d{2}-\d{2}$"),
        'MIDNIGHT': (_MIDNIGHT, "%Y-%m-%d", r"^\d{4}-\d{2}-\d{2}$"),
        'W': (_MIDNIGHT * 7, "%Y-%m-%d", r"^\d{4}-\d{2}-\d{2}$"),
    }

    def __init__(self, filename, when='h', interval=1, backupCount=0, encoding=None, delay=False,
                 utc=False):
        BaseRotatingHandler.__init__(self, filename, 'a', encoding, delay)
        self.when = when.upper()
        self.backupCount = backupCount
        self.utc = utc
        unit = self.when
        if unit.startswith('W'):
            if len(unit) != 2:
                raise ValueError("You must specify a day for weekly rollover from 0 to 6 "
                                 "(0 is Monday): %s" % unit)
            if not '0' <= unit[1] <= '6':
                raise ValueError("Invalid day specified for weekly rollover: %s" % unit)
            self.dayOfWeek = int(unit[1])
            unit = 'W'
        if unit not in self._UNITS:
            raise ValueError("Invalid rollover interval specified: %s" % self.when)
        seconds, self.suffix, pattern = self._UNITS[unit]
        self.extMatch = re.compile(pattern)
        self.interval = seconds * interval
        filename = self.baseFilename
        started = os.stat(filename).st_mtime if os.path.exists(filename) else time.time()
        self.rolloverAt = self.computeRollover(int(started))

    def computeRollover(self, currentTime):
        """Return the time of the first rollover after currentTime."""
        result = currentTime + self.interval
        if self.when != 'MIDNIGHT' and not self.when.startswith('W'):
            return result
        now = time.gmtime(currentTime) if self.utc else time.localtime(currentTime)
        result = currentTime + _MIDNIGHT - (now[3] * 60 + now[4]) * 60 - now[5]
        if self.when.startswith('W'):
            today = now[6]
            if today != self.dayOfWeek:
                days = self.dayOfWeek - today if today < self.dayOfWeek else (
                    6 - today + self.dayOfWeek + 1)
                new = result + days * _MIDNIGHT
                if not self.utc:
                    new += self._clock_change(now[-1], new)
                result = new
        return result

    @staticmethod
    def _clock_change(dst_before, later):
        """Return what to add to the time later so that it is the same time of day as without DST."""
        dst_after = time.localtime(later)[-1]
        if dst_before == dst_after:
            return 0
        return 3600 if dst_before else -3600

    def shouldRollover(self, record):
        return 1 if int(time.time()) >= self.rolloverAt else 0

    def getFilesToDelete(self):
        """Return the names of the old files that are too many."""
        folder, name = os.path.split(self.baseFilename)
        prefix = name + "."
        found = sorted(os.path.join(folder, each) for each in os.listdir(folder)
                       if each[:len(prefix)] == prefix and self.extMatch.match(each[len(prefix):]))
        return found[:-self.backupCount] if len(found) >= self.backupCount else []

    def doRollover(self):
        self._close_stream()
        now = int(time.time())
        dst_now = time.localtime(now)[-1]
        # The old file is named after the time it began.
        begun = self.rolloverAt - self.interval
        if self.utc:
            stamp = time.gmtime(begun)
        else:
            stamp = time.localtime(begun)
            if dst_now != stamp[-1]:
                stamp = time.localtime(begun + (3600 if dst_now else -3600))
        target = self.baseFilename + "." + time.strftime(self.suffix, stamp)
        _replace(self.baseFilename, target)
        if self.backupCount > 0:
            for name in self.getFilesToDelete():
                os.remove(name)
        if not self.delay:
            self.stream = self._open()
        at = self.computeRollover(now)
        while at <= now:
            at += self.interval
        if (self.when == 'MIDNIGHT' or self.when.startswith('W')) and not self.utc:
            at += self._clock_change(dst_now, at)
        self.rolloverAt = at


class WatchedFileHandler(logging.FileHandler):
    """Opens its file anew when another program has moved it or put another in its place."""

    def __init__(self, filename, mode='a', encoding=None, delay=0):
        logging.FileHandler.__init__(self, filename, mode, encoding, delay)
        self.dev, self.ino = -1, -1
        self._statstream()

    def _statstream(self):
        if self.stream:
            status = os.fstat(self.stream.fileno())
            self.dev, self.ino = status.st_dev, status.st_ino

    def emit(self, record):
        try:
            status = os.stat(self.baseFilename)
        except OSError as problem:
            if problem.errno != errno.ENOENT:
                raise
            status = None
        if status is None or (status.st_dev, status.st_ino) != (self.dev, self.ino):
            self._reopen()
        logging.FileHandler.emit(self, record)

    def _reopen(self):
        if self.stream is None:
            return
        old, self.stream = self.stream, None
        old.flush()
        old.close()
        self.stream = self._open()
        self._statstream()


class SocketHandler(logging.Handler):
    """Sends pickled records over a TCP connection that is opened when needed."""

    def __init__(self, host, port):
        logging.Handler.__init__(self)
        self.host, self.port, self.sock, self.closeOnError = host, port, None, 0
        # When to try again; seconds until the first new attempt, at most, and the factor between.
        self.retryTime, self.retryStart, self.retryMax, self.retryFactor = None, 1.0, 30.0, 2.0

    def makeSocket(self, timeout=1):
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        made.settimeout(timeout)
        made.connect((self.host, self.port))
        return made

    def createSocket(self):
        """Connect unless the last failure is too recent."""
        now = time.time()
        if self.retryTime is not None and now < self.retryTime:
            return
        try:
            self.sock = self.makeSocket()
            self.retryTime = None
        except socket.error:
            if self.retryTime is None:
                self.retryPeriod = self.retryStart
            else:
                self.retryPeriod = min(self.retryPeriod * self.retryFactor, self.retryMax)
            self.retryTime = now + self.retryPeriod

    def send(self, s):
        """Send s; drop it if there is no connection."""
        if self.sock is None:
            self.createSocket()
        if self.sock:
            try:
                self.sock.sendall(s)
            except socket.error:
                self.sock.close()
                self.sock = None

    def makePickle(self, record):
        """Return record as bytes: their number (4 bytes, big-endian) and a pickled dictionary."""
        trace = record.exc_info
        if trace:
            # The traceback cannot be pickled, its text can.
            self.format(record)
            record.exc_info = None
        fields = dict(record.__dict__, msg=record.getMessage(), args=None)
        data = cPickle.dumps(fields, 1)
        if trace:
            record.exc_info = trace
        return struct.pack(">L", len(data)) + data

    def handleError(self, record):
        if self.closeOnError and self.sock:
            self.sock.close()
            self.sock = None
        else:
            logging.Handler.handleError(self, record)

    @_guarded
    def emit(self, record):
        self.send(self.makePickle(record))

    def close(self):
        self.acquire()
        try:
            if self.sock:
                self.sock, closing = None, self.sock
                closing.close()
        finally:
            self.release()
        logging.Handler.close(self)


class DatagramHandler(SocketHandler):
    """Sends pickled records as UDP datagrams."""

    def __init__(self, host, port):
        SocketHandler.__init__(self, host, port)
        self.closeOnError = 0

    def makeSocket(self):
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def send(self, s):
        if self.sock is None:
            self.createSocket()
        self.sock.sendto(s, (self.host, self.port))


class SMTPHandler(logging.Handler):
    """Sends each record as a mail."""

    def __init__(self, mailhost, fromaddr, toaddrs, subject, credentials=None, secure=None):
        logging.Handler.__init__(self)
        if isinstance(mailhost, (list, tuple)):
            self.mailhost, self.mailport = mailhost
        else:
            self.mailhost, self.mailport = mailhost, None
        self.username = None
        if isinstance(credentials, (list, tuple)):
            self.username, self.password = credentials
        self.fromaddr = fromaddr
        self.toaddrs = [toaddrs] if isinstance(toaddrs, basestring) else toaddrs
        self.subject = subject
        self.secure = secure
        self._timeout = 5.0

    def getSubject(self, record):
        return self.subject

    def emit(self, record):
        try:
            import smtplib
            from email.utils import formatdate
            server = smtplib.SMTP(self.mailhost, self.mailport or smtplib.SMTP_PORT,
                                  timeout=self._timeout)
            message = "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\n\r\n%s" % (
                self.fromaddr, ",".join(self.toaddrs), self.getSubject(record), formatdate(),
                self.format(record))
            if self.username:
                if self.secure is not None:
                    server.ehlo()
                    server.starttls(*self.secure)
                    server.ehlo()
                server.login(self.username, self.password)
            server.sendmail(self.fromaddr, self.toaddrs, message)
            server.quit()
        except (KeyboardInterrupt, SystemExit):
            raise
        except:
            self.handleError(record)


class HTTPHandler(logging.Handler):
    """Sends each record as the fields of an HTTP request."""

    def __init__(self, host, url, method="GET"):
        logging.Handler.__init__(self)
        method = method.upper()
        if method not in ("GET", "POST"):
            raise ValueError("method must be GET or POST")
        self.host = host
        self.url = url
        self.method = method

    def mapLogRecord(self, record):
        """Return the fields to send."""
        return record.__dict__

    def emit(self, record):
        try:
            import httplib
            import urllib
            connection = httplib.HTTP(self.host)
            url = self.url
            data = urllib.urlencode(self.mapLogRecord(record))
            if self.method == "GET":
                url += ('&' if url.find('?') >= 0 else '?') + data
            connection.putrequest(self.method, url)
            host, colon, _ = self.host.partition(":")
            connection.putheader("Host", host)
            if self.method == "POST":
                connection.putheader("Content-type", "application/x-www-form-urlencoded")
                connection.putheader("Content-length", str(len(data)))
            connection.endheaders(data if self.method == "POST" else None)
            connection.getreply()
        except (KeyboardInterrupt, SystemExit):
            raise
        except:
            self.handleError(record)


class BufferingHandler(logging.Handler):
    """Keeps records until there are capacity of them."""

    def __init__(self, capacity):
        logging.Handler.__init__(self)
        self.capacity = capacity
        self.buffer = []

    def shouldFlush(self, record):
        return len(self.buffer) >= self.capacity

    def emit(self, record):
        self.buffer.append(record)
        if self.shouldFlush(record):
            self.flush()

    def flush(self):
        with _Held(self):
            self.buffer = []

    def close(self):
        try:
            self.flush()
        finally:
            logging.Handler.close(self)


class MemoryHandler(BufferingHandler):
    """Keeps records, then passes them to a target: when full, or at a record of flushLevel."""

    def __init__(self, capacity, flushLevel=logging.ERROR, target=None):
        BufferingHandler.__init__(self, capacity)
        self.flushLevel = flushLevel
        self.target = target

    def shouldFlush(self, record):
        return len(self.buffer) >= self.capacity or record.levelno >= self.flushLevel

    def setTarget(self, target):
        self.target = target

    def flush(self):
        with _Held(self):
            if self.target:
                map(self.target.handle, self.buffer)
                self.buffer = []

    def close(self):
        try:
            self.flush()
        finally:
            with _Held(self):
                self.target = None
                BufferingHandler.close(self)


from logging._syslog import SysLogHandler


class NTEventLogHandler(logging.Handler):
    """Would write to the event log of Windows; here it can only say that there is none."""

    def __init__(self, appname, dllname=None, logtype="Application"):
        logging.Handler.__init__(self)
        print("The Python Win32 extensions for NT (service, event logging) appear not to be "
              "available.")
        self.appname = appname
        self._welu = None

    def emit(self, record):
        pass
