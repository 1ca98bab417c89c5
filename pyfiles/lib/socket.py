"""Sockets, files over them, and what helps to connect."""
import _socket
from _socket import *
from _socket import socket as _realsocket
import os
import sys
import types
from cStringIO import StringIO

import errno

__all__ = ["getfqdn", "create_connection"] + [name for name in dir(_socket) if not name.startswith('_')]

EBADF = getattr(errno, 'EBADF', 9)
EINTR = getattr(errno, 'EINTR', 4)

# Stands for a timeout that is not given: None means none.
_GLOBAL_DEFAULT_TIMEOUT = object()


def ssl(sock, keyfile=None, certfile=None):
    """There is no encryption."""
    raise ImportError("No module named _ssl")


def getfqdn(name=''):
    """Return the full name of a host, of this one if none is given, as far as it can be found."""
    name = name.strip()
    if name in ('', '0.0.0.0'):
        name = gethostname()
    try:
        main, others, _ = gethostbyaddr(name)
    except error:
        return name
    return next((found for found in [main] + others if '.' in found), main)


class _closedsocket(object):
    """Takes the place of a socket that has been closed."""

    __slots__ = []

    def _dummy(*args):
        raise error(EBADF, 'Bad file descriptor')

    send = recv = recv_into = sendto = recvfrom = recvfrom_into = __getattr__ = _dummy


# Methods that are the socket's own, found once for each object, and those that are passed on.
_delegate_methods = "recv recvfrom recv_into recvfrom_into send sendto".split()
_socketmethods = """bind connect connect_ex fileno listen getpeername getsockname getsockopt setsockopt
                    sendall setblocking settimeout gettimeout shutdown""".split()


class _socketobject(object):
    """A socket: family, type and protocol, or a native one to be wrapped."""

    __slots__ = ["_sock", "__weakref__"] + _delegate_methods

    def __init__(self, family=AF_INET, type=SOCK_STREAM, proto=0, _sock=None):
        self._use(_realsocket(family, type, proto) if _sock is None else _sock)

    def _use(self, sock):
        self._sock = sock
        for name in _delegate_methods:
            setattr(self, name, getattr(sock, name))

    def close(self):
        """Close the socket; files made of it stay open."""
        self._use(_closedsocket())

    def accept(self):
        """Wait for a connection; return its socket and the address of the other side."""
        sock, address = self._sock.accept()
        return _socketobject(_sock=sock), address

    def dup(self):
        """Return a second object for the same socket."""
        return _socketobject(_sock=self._sock)

    def makefile(self, mode='r', bufsize=-1):
        """Return a file over the socket."""
        return _fileobject(self._sock, mode, bufsize)

    family = property(lambda self: self._sock.family, doc="the socket family")
    type = property(lambda self: self._sock.type, doc="the socket type")
    proto = property(lambda self: self._sock.proto, doc="the socket protocol")


def _passed_on(name):
    def method(self, *args):
        return getattr(self._sock, name)(*args)
    method.__name__, method.__doc__ = name, getattr(_realsocket, name).__doc__
    return method


for _name in _socketmethods:
    if hasattr(_realsocket, _name):
        setattr(_socketobject, _name, _passed_on(_name))
del _name

socket = SocketType = _socketobject


class _fileobject(object):
    """A file over a socket: reads through a buffer of its own, writes when the buffer is full.

    _rbuf holds what was received and not read yet, _wbuf what was written and not sent yet.
    """

    default_bufsize = 8192
    name = "<socket>"
    __slots__ = ["mode", "bufsize", "softspace", "_sock", "_rbufsize", "_wbufsize", "_rbuf", "_wbuf",
                 "_wbuf_len", "_close"]

    def __init__(self, sock, mode='rb', bufsize=-1, close=False):
        self._sock, self.mode, self._close, self.softspace = sock, mode, close, False
        self.bufsize = self.default_bufsize if bufsize < 0 else bufsize
        # Unbuffered input comes byte by byte; 1 stands for lines, which are found in a full buffer.
        self._rbufsize = self.bufsize if self.bufsize > 1 else self.default_bufsize if self.bufsize else 1
        self._wbufsize = self.bufsize
        self._rbuf, self._wbuf, self._wbuf_len = StringIO(), [], 0

    @property
    def closed(self):
        return self._sock is None

    def close(self):
        """Send what is left and let go of the socket."""
        try:
            if self._sock:
                self.flush()
        finally:
            if self._close and self._sock:
                self._sock.close()
            self._sock = None

    def __del__(self):
        try:
            self.close()
        except Exception:
            pass  # Nobody is there to be told.

    def fileno(self):
        return self._sock.fileno()

    # Writing

    def flush(self):
        """Send what has been written."""
        if not self._wbuf:
            return
        data, self._wbuf, self._wbuf_len = "".join(self._wbuf), [], 0
        sent, size = 0, max(self._rbufsize, self.default_bufsize)
        view = memoryview(data)
        try:
            while sent < len(data):
                self._sock.sendall(view[sent:sent + size])
                sent += size
        finally:
            if sent < len(data):
                # What could not be sent waits for another time.
                self._wbuf.append(data[sent:])
                self._wbuf_len = len(data) - sent

    def write(self, data):
        """Write a string."""
        data = str(data)
        if not data:
            return
        self._wbuf.append(data)
        self._wbuf_len += len(data)
        line_done = self._wbufsize == 1 and '\n' in data
        if self._wbufsize == 0 or line_done or self._wbufsize > 1 and self._wbuf_len >= self._wbufsize:
            self.flush()

    def writelines(self, list):
        """Write several strings."""
        for data in filter(None, map(str, list)):
            self._wbuf.append(data)
            self._wbuf_len += len(data)
        if self._wbufsize <= 1 or self._wbuf_len >= self._wbufsize:
            self.flush()

    # Reading

    def _receive(self, size):
        """Receive up to size bytes; a signal that was handled does not count."""
        while True:
            try:
                return self._sock.recv(size)
            except error as problem:
                if problem.args[0] != EINTR:
                    raise

    def _take(self, size, enough):
        """Return bytes up to a place: `enough` tells how many of those there are, or None for more.

        What was received too much, or before an error, stays for the next time.
        """
        parts = [self._rbuf.read()]
        self._rbuf = StringIO()
        try:
            have = len(parts[0])
            end = enough(parts[0], 0)
            while end is None:
                data = self._receive(size(have))
                if not data:
                    end = have
                    break
                parts.append(data)
                end = enough(data, have)
                have += len(data)
        except:
            self._keep("".join(parts))
            raise
        text = "".join(parts)
        self._keep(text[end:])
        return text[:end]

    def _keep(self, text):
        self._rbuf = StringIO()
        self._rbuf.write(text)
        self._rbuf.seek(0)

    def read(self, size=-1):
        """Read size bytes, or all there are."""
        if size < 0:
            return self._take(lambda have: max(self._rbufsize, self.default_bufsize), lambda data, before: None)
        return self._take(lambda have: size - have,
                          lambda data, before: size if before + len(data) >= size else None)

    def readline(self, size=-1):
        """Read one line, of which size bytes at the most."""
        def enough(data, before):
            end = data.find('\n') + 1
            if end and (size < 0 or before + end <= size):
                return before + end
            return size if 0 <= size <= before + len(data) else None
        return self._take(lambda have: self._rbufsize, enough)

    def readlines(self, sizehint=0):
        """Read all lines, or as many as have about sizehint bytes."""
        lines, total = [], 0
        for line in self:
            lines.append(line)
            total += len(line)
            if sizehint and total >= sizehint:
                break
        return lines

    def __iter__(self):
        return self

    def next(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


def create_connection(address, timeout=_GLOBAL_DEFAULT_TIMEOUT, source_address=None):
    """Connect to a host and port, trying all addresses of the host; return the socket."""
    host, port = address
    problem = None
    for family, kind, proto, _, place in getaddrinfo(host, port, 0, SOCK_STREAM):
        sock = None
        try:
            sock = socket(family, kind, proto)
            if timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                sock.settimeout(timeout)
            if source_address:
                sock.bind(source_address)
            sock.connect(place)
            return sock
        except error as problem:
            if sock is not None:
                sock.close()
    raise problem or error("getaddrinfo returns an empty list")
