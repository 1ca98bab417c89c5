"""Reading the answers of servers."""
from cStringIO import StringIO

import mimetools
from httplib import _states
from httplib._states import *
from httplib._states import _MAXLINE

_UNKNOWN = 'UNKNOWN'
MAXAMOUNT = 1048576
_MAXHEADERS = 100


def _read_line(fp, what):
    line = fp.readline(_MAXLINE + 1)
    if len(line) > _MAXLINE:
        raise LineTooLong(what)
    return line


class HTTPMessage(mimetools.Message):
    """The headers of a response; those of the same name are joined by commas."""

    def addheader(self, key, value):
        """Add a header."""
        self.dict[key] = self.dict[key] + ', ' + value if key in self.dict else value

    def addcontinue(self, key, more):
        """Add a line to the last header."""
        self.dict[key] += "\n " + more

    def readheaders(self):
        self.dict, self.unixfrom, self.headers, self.status = {}, '', [], ''
        name = ""
        for number in range(_MAXHEADERS + 2):
            if number > _MAXHEADERS:
                raise HTTPException("got more than %d headers" % _MAXHEADERS)
            line = _read_line(self.fp, "header line")
            if not line:
                self.status = 'EOF in headers'
                return
            if number == 0 and line.startswith('From '):
                self.unixfrom += line
            elif name and line[0] in ' \t':
                self.headers.append(line)
                self.addcontinue(name, line.strip())
            elif self.iscomment(line):
                pass
            elif self.islast(line):
                return
            else:
                name = self.isheader(line)
                if name:
                    self.headers.append(line)
                    self.addheader(name, line[len(name) + 1:].strip())
                elif name is None:
                    # What follows may be meant as the body: there is no telling.
                    self.status = 'Non-header line where header expected'


class HTTPResponse:
    """What a server answers: begin() reads the headers, read() the body."""

    def __init__(self, sock, debuglevel=0, strict=0, method=None, buffering=False):
        # Without a buffer nothing of what comes behind the response is taken.
        self.fp = sock.makefile('rb', *([] if buffering else [0]))
        self.debuglevel, self.strict, self._method = debuglevel, strict, method
        self.msg = None
        self.version = self.status = self.reason = self.chunked = self.chunk_left = self.length = _UNKNOWN
        self.will_close = _UNKNOWN

    def _read_status(self):
        line = _read_line(self.fp, "status line")
        if self.debuglevel > 0:
            print "reply:", repr(line)
        if not line:
            # The server has closed the connection.
            raise BadStatusLine("No status line received - the server has closed the connection")
        words = line.split(None, 2) + ['', '']
        version, status, reason = words[:3]
        if not version.startswith('HTTP/'):
            if self.strict:
                self.close()
                raise BadStatusLine(line)
            # In version 0.9 there is only the body.
            self.fp = LineAndFileWrapper(line, self.fp)
            return "HTTP/0.9", 200, ""
        try:
            number = int(status)
        except ValueError:
            number = 0
        if not 100 <= number <= 999:
            raise BadStatusLine(line)
        return version, number, reason.strip() if len(line.split(None, 2)) > 2 else ""

    def begin(self):
        """Read the state and the headers."""
        if self.msg is not None:
            return
        version, status, reason = self._read_status()
        while status == CONTINUE:
            while _read_line(self.fp, "header line").strip():
                pass
            version, status, reason = self._read_status()
        self.status, self.reason = status, reason.strip()
        if version == 'HTTP/0.9':
            self.version = 9
        elif version.startswith('HTTP/1.'):
            self.version = 10 if version == 'HTTP/1.0' else 11
        else:
            raise UnknownProtocol(version)
        if self.version == 9:
            self.length, self.chunked, self.will_close = None, 0, 1
            self.msg = HTTPMessage(StringIO())
            return
        self.msg = HTTPMessage(self.fp, 0)
        if self.debuglevel > 0:
            for header in self.msg.headers:
                print "header:", header,
        self.msg.fp = None
        self._find_length()

    def _find_length(self):
        coding = self.msg.getheader('transfer-encoding')
        self.chunked = 1 if coding and coding.lower() == "chunked" else 0
        self.chunk_left = None
        self.will_close = self._check_close()
        self.length = None
        length = self.msg.getheader('content-length')
        if length and not self.chunked and length.strip().isdigit():
            self.length = int(length)
        if self.status in (NO_CONTENT, NOT_MODIFIED) or 100 <= self.status < 200 or self._method == 'HEAD':
            self.length = 0
        if not (self.will_close or self.chunked) and self.length is None:
            self.will_close = 1

    def _check_close(self):
        connection = (self.msg.getheader('connection') or '').lower()
        if self.version == 11:
            return "close" in connection
        keeps = self.msg.getheader('keep-alive') or "keep-alive" in connection
        proxy = (self.msg.getheader('proxy-connection') or '').lower()
        return not (keeps or "keep-alive" in proxy)

    def close(self):
        fp, self.fp = self.fp, None
        if fp:
            fp.close()

    def isclosed(self):
        """Tell whether all has been read."""
        return self.fp is None

    def read(self, amt=None):
        """Read the body, or amt bytes of it."""
        if self.fp is None:
            return ''
        if self._method == 'HEAD':
            self.close()
            return ''
        if self.chunked:
            return self._read_chunked(amt)
        if amt is None:
            if self.length is None:
                data = self.fp.read()
            else:
                try:
                    data = self._safe_read(self.length)
                except IncompleteRead:
                    self.close()
                    raise
                self.length = 0
            self.close()
            return data
        amt = amt if self.length is None else min(amt, self.length)
        data = self.fp.read(amt)
        if not data and amt:
            self.close()
        if self.length is not None:
            self.length -= len(data)
            if not self.length:
                self.close()
        return data

    def _read_chunked(self, amt):
        parts, wanted = [], amt
        try:
            while True:
                if self.chunk_left is None:
                    self.chunk_left = self._next_chunk()
                    if self.chunk_left == 0:
                        break
                if wanted is not None and wanted < self.chunk_left:
                    parts.append(self._safe_read(wanted))
                    self.chunk_left -= wanted
                    return ''.join(parts)
                parts.append(self._safe_read(self.chunk_left))
                self._safe_read(2)  # the line end behind the chunk
                if wanted is not None:
                    wanted -= self.chunk_left
                self.chunk_left = None
                if wanted == 0:
                    return ''.join(parts)
        except ValueError:
            # No length: the server has lost its way.
            self.close()
            raise IncompleteRead(''.join(parts))
        while _read_line(self.fp, "trailer line") not in ('\r\n', '\n', ''):
            pass
        self.close()
        return ''.join(parts)

    def _next_chunk(self):
        return int(_read_line(self.fp, "chunk size").partition(';')[0], 16)

    def _safe_read(self, amt):
        """Read exactly amt bytes."""
        parts, missing = [], amt
        while missing > 0:
            chunk = self.fp.read(min(missing, MAXAMOUNT))
            if not chunk:
                raise IncompleteRead(''.join(parts), missing)
            missing -= len(chunk)
            parts.append(chunk)
        return ''.join(parts)

    def fileno(self):
        return self.fp.fileno()

    def _headers(self):
        if self.msg is None:
            raise ResponseNotReady()
        return self.msg

    def getheader(self, name, default=None):
        """Return a header."""
        return self._headers().getheader(name, default)

    def getheaders(self):
        """Return all headers as pairs."""
        return self._headers().items()


class LineAndFileWrapper:
    """A file with a line in front that has been read from it already."""

    def __init__(self, line, file):
        self._rest, self._file = line, file

    def __getattr__(self, name):
        return getattr(self._file, name)

    def _front(self, size):
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def read(self, amt=None):
        if amt is None:
            return self._front(len(self._rest)) + self._file.read()
        front = self._front(amt)
        return front + self._file.read(amt - len(front)) if len(front) < amt else front

    def readline(self, limit=None):
        if not self._rest:
            return self._file.readline(*([] if limit is None else [limit]))
        return self._front(len(self._rest) if limit is None else limit)

    def readlines(self, size=None):
        front = self._front(len(self._rest))
        return ([front] if front else []) + self._file.readlines(*([] if size is None else [size]))
