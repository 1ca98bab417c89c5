"""The protocol HTTP 1.1, a client's side: connections, requests, responses."""
import re
import socket
from array import array
from cStringIO import StringIO
from urlparse import urlsplit

import mimetools

__all__ = ["HTTP", "HTTPResponse", "HTTPConnection", "HTTPException", "NotConnected", "UnknownProtocol",
           "UnknownTransferEncoding", "UnimplementedFileMode", "IncompleteRead", "InvalidURL", "ImproperConnectionState",
           "CannotSendRequest", "CannotSendHeader", "ResponseNotReady", "BadStatusLine", "error", "responses"]

HTTP_PORT, HTTPS_PORT = 80, 443
_UNKNOWN = 'UNKNOWN'
_CS_IDLE, _CS_REQ_STARTED, _CS_REQ_SENT = 'Idle', 'Request-started', 'Request-sent'
MAXAMOUNT = 1048576
_MAXLINE, _MAXHEADERS = 65536, 100

# Numbers of states, with the names of constants for them and what is said.
_STATUS = """
    100 CONTINUE Continue
    101 SWITCHING_PROTOCOLS Switching Protocols
    102 PROCESSING -
    200 OK OK
    201 CREATED Created
    202 ACCEPTED Accepted
    203 NON_AUTHORITATIVE_INFORMATION Non-Authoritative Information
    204 NO_CONTENT No Content
    205 RESET_CONTENT Reset Content
    206 PARTIAL_CONTENT Partial Content
    207 MULTI_STATUS -
    226 IM_USED -
    300 MULTIPLE_CHOICES Multiple Choices
    301 MOVED_PERMANENTLY Moved Permanently
    302 FOUND Found
    303 SEE_OTHER See Other
    304 NOT_MODIFIED Not Modified
    305 USE_PROXY Use Proxy
    306 - (Unused)
    307 TEMPORARY_REDIRECT Temporary Redirect
    400 BAD_REQUEST Bad Request
    401 UNAUTHORIZED Unauthorized
    402 PAYMENT_REQUIRED Payment Required
    403 FORBIDDEN Forbidden
    404 NOT_FOUND Not Found
    405 METHOD_NOT_ALLOWED Method Not Allowed
    406 NOT_ACCEPTABLE Not Acceptable
    407 PROXY_AUTHENTICATION_REQUIRED Proxy Authentication Required
    408 REQUEST_TIMEOUT Request Timeout
    409 CONFLICT Conflict
    410 GONE Gone
    411 LENGTH_REQUIRED Length Required
    412 PRECONDITION_FAILED Precondition Failed
    413 REQUEST_ENTITY_TOO_LARGE Request Entity Too Large
    414 REQUEST_URI_TOO_LONG Request-URI Too Long
    415 UNSUPPORTED_MEDIA_TYPE Unsupported Media Type
    416 REQUESTED_RANGE_NOT_SATISFIABLE Requested Range Not Satisfiable
    417 EXPECTATION_FAILED Expectation Failed
    422 UNPROCESSABLE_ENTITY -
    423 LOCKED -
    424 FAILED_DEPENDENCY -
    426 UPGRADE_REQUIRED -
    500 INTERNAL_SERVER_ERROR Internal Server Error
    501 NOT_IMPLEMENTED Not Implemented
    502 BAD_GATEWAY Bad Gateway
    503 SERVICE_UNAVAILABLE Service Unavailable
    504 GATEWAY_TIMEOUT Gateway Timeout
    505 HTTP_VERSION_NOT_SUPPORTED HTTP Version Not Supported
    507 INSUFFICIENT_STORAGE -
    510 NOT_EXTENDED -
    """

responses = {}
for _line in _STATUS.strip().split('\n'):
    _code, _name, _text = _line.split(None, 2)
    if _name != '-':
        globals()[_name] = int(_code)
    if _text != '-':
        responses[int(_code)] = _text
del _line, _code, _name, _text

# What names and values of headers, methods and addresses may be.
_is_legal_header_name = re.compile(r'\A[^:\s][^:\r\n]*\Z').match
_is_illegal_header_value = re.compile(r'\n(?![ \t])|\r(?![ \t\n])').search
_contains_disallowed_url_pchar_re = re.compile('[\x00-\x20\x7f]')
_contains_disallowed_method_pchar_re = re.compile('[\x00-\x1f]')

_METHODS_EXPECTING_BODY = {'PATCH', 'POST', 'PUT'}


class HTTPException(Exception):
    """Something about HTTP is wrong."""


class NotConnected(HTTPException):
    pass


class InvalidURL(HTTPException):
    pass


class UnknownProtocol(HTTPException):
    def __init__(self, version):
        self.args = version,
        self.version = version


class UnknownTransferEncoding(HTTPException):
    pass


class UnimplementedFileMode(HTTPException):
    pass


class IncompleteRead(HTTPException):
    """Less has come than was announced."""

    def __init__(self, partial, expected=None):
        self.args = partial,
        self.partial, self.expected = partial, expected

    def __repr__(self):
        more = '' if self.expected is None else ', %i more expected' % self.expected
        return 'IncompleteRead(%i bytes read%s)' % (len(self.partial), more)

    __str__ = __repr__


class ImproperConnectionState(HTTPException):
    pass


class CannotSendRequest(ImproperConnectionState):
    pass


class CannotSendHeader(ImproperConnectionState):
    pass


class ResponseNotReady(ImproperConnectionState):
    pass


class BadStatusLine(HTTPException):
    """The first line of a response means nothing."""

    def __init__(self, line):
        line = line or repr(line)
        self.args = line,
        self.line = line


class LineTooLong(HTTPException):
    def __init__(self, line_type):
        HTTPException.__init__(self, "got more than %d bytes when reading %s" % (_MAXLINE, line_type))


error = HTTPException


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


class HTTPConnection:
    """Sends requests to a server, one after the other."""

    _http_vsn, _http_vsn_str = 11, 'HTTP/1.1'
    response_class = HTTPResponse
    default_port = HTTP_PORT
    auto_open, debuglevel, strict = 1, 0, 0

    def __init__(self, host, port=None, strict=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT, source_address=None):
        self.timeout, self.source_address, self.sock = timeout, source_address, None
        self._buffer, self._method = [], None
        self.__response, self.__state = None, _CS_IDLE
        self._tunnel_host, self._tunnel_port, self._tunnel_headers = None, None, {}
        if strict is not None:
            self.strict = strict
        self.host, self.port = self._get_hostport(host, port)
        self._validate_host(self.host)
        # Tests put another function here.
        self._create_connection = socket.create_connection

    def _validate_host(self, host):
        match = _contains_disallowed_url_pchar_re.search(host)
        if match:
            raise InvalidURL("URL can't contain control characters. {!r} (found at least {!r})"
                             .format(host, match.group()))

    def _get_hostport(self, host, port):
        if port is None:
            bare, colon, digits = host.rpartition(':')
            if colon and ']' not in digits:
                try:
                    port = int(digits)
                except ValueError:
                    if digits:
                        raise InvalidURL("nonnumeric port: '%s'" % digits)
                    port = self.default_port
                host = bare
            else:
                port = self.default_port
        if host and host[0] == '[' and host[-1] == ']':
            host = host[1:-1]
        return host, port

    def set_tunnel(self, host, port=None, headers=None):
        """Have the server connect to another one."""
        if self.sock:
            raise RuntimeError("Can't setup tunnel for established connection.")
        self._tunnel_host, self._tunnel_port = self._get_hostport(host, port)
        self._tunnel_headers = headers or {}

    def set_debuglevel(self, level):
        self.debuglevel = level

    def _tunnel(self):
        self.send("CONNECT %s:%d HTTP/1.0\r\n" % (self._tunnel_host, self._tunnel_port))
        for name, value in self._tunnel_headers.iteritems():
            self.send("%s: %s\r\n" % (name, value))
        self.send("\r\n")
        response = self.response_class(self.sock, strict=self.strict, method=self._method)
        version, code, message = response._read_status()
        if version == "HTTP/0.9":
            self.close()
            raise socket.error("Invalid response from tunnel request")
        if code != 200:
            self.close()
            raise socket.error("Tunnel connection failed: %d %s" % (code, message.strip()))
        while _read_line(response.fp, "header line") not in ('', '\n', '\r\n'):
            pass

    def connect(self):
        """Connect to the server."""
        self.sock = self._create_connection((self.host, self.port), self.timeout, self.source_address)
        if self._tunnel_host:
            self._tunnel()

    def close(self):
        """Close the connection; another request opens it again."""
        self.__state = _CS_IDLE
        sock, self.sock = self.sock, None
        try:
            if sock:
                sock.close()
        finally:
            response, self.__response = self.__response, None
            if response:
                response.close()

    def send(self, data):
        """Send a string, or what a file or an array has."""
        if self.sock is None:
            if not self.auto_open:
                raise NotConnected()
            self.connect()
        if self.debuglevel > 0:
            print "send:", repr(data)
        if hasattr(data, 'read') and not isinstance(data, array):
            for block in iter(lambda: data.read(8192), ''):
                self.sock.sendall(block)
        else:
            self.sock.sendall(data)

    def _output(self, line):
        self._buffer.append(line)

    def _send_output(self, message_body=None):
        message = "\r\n".join(self._buffer + ["", ""])
        del self._buffer[:]
        if isinstance(message_body, str):
            # Together they need fewer packets.
            message += message_body
            message_body = None
        self.send(message)
        if message_body is not None:
            self.send(message_body)

    def putrequest(self, method, url, skip_host=0, skip_accept_encoding=0):
        """Begin a request."""
        self._done_with_last()
        if self.__state != _CS_IDLE:
            raise CannotSendRequest()
        self.__state = _CS_REQ_STARTED
        self._method, url = method, url or '/'
        match = _contains_disallowed_method_pchar_re.search(method)
        if match:
            raise ValueError("method can't contain control characters. {!r} (found at least {!r})"
                             .format(method, match.group()))
        self._validate_path(url)
        self._output('%s %s %s' % (method, url, self._http_vsn_str))
        if self._http_vsn != 11:
            return
        if not skip_host:
            self._put_host(url)
        if not skip_accept_encoding:
            self.putheader('Accept-Encoding', 'identity')

    def _validate_path(self, url):
        match = _contains_disallowed_url_pchar_re.search(url)
        if match:
            raise InvalidURL("URL can't contain control characters. {!r} (found at least {!r})"
                             .format(url, match.group()))

    def _put_host(self, url):
        place = urlsplit(url).netloc if url.startswith('http') else ''
        if place:
            self.putheader('Host', place.encode("ascii"))
            return
        host, port = (self._tunnel_host, self._tunnel_port) if self._tunnel_host else (self.host, self.port)
        host = host.encode("ascii") if isinstance(host, unicode) else host
        if ':' in host:
            host = '[' + host + ']'
        self.putheader('Host', host if port == self.default_port else "%s:%s" % (host, port))

    def putheader(self, header, *values):
        """Add a header to the request."""
        header = '%s' % header
        if not _is_legal_header_name(header):
            raise ValueError('Invalid header name %r' % (header,))
        values = [str(value) for value in values]
        for value in values:
            if _is_illegal_header_value(value):
                raise ValueError('Invalid header value %r' % (value,))
        if self.__state != _CS_REQ_STARTED:
            raise CannotSendHeader()
        self._output('%s: %s' % (header, '\r\n\t'.join(values)))

    def endheaders(self, message_body=None):
        """End the headers, and send them with the body."""
        if self.__state != _CS_REQ_STARTED:
            raise CannotSendHeader()
        self.__state = _CS_REQ_SENT
        self._send_output(message_body)

    def request(self, method, url, body=None, headers={}):
        """Send a whole request."""
        given = set(name.lower() for name in headers)
        self.putrequest(method, url, skip_host=int('host' in given),
                        skip_accept_encoding=int('accept-encoding' in given))
        if 'content-length' not in given:
            self._set_content_length(body, method)
        for name, value in headers.iteritems():
            self.putheader(name, value)
        self.endheaders(body)

    def _set_content_length(self, body, method):
        length = None
        if body is None:
            length = '0' if method.upper() in _METHODS_EXPECTING_BODY else None
        else:
            try:
                length = str(len(body))
            except (TypeError, AttributeError):
                import os
                try:
                    length = str(os.fstat(body.fileno()).st_size)
                except (AttributeError, OSError):
                    if self.debuglevel > 0:
                        print "Cannot stat!!"
        if length is not None:
            self.putheader('Content-Length', length)

    def _done_with_last(self):
        if self.__response and self.__response.isclosed():
            self.__response = None

    def getresponse(self, buffering=False):
        """Return the answer to the request."""
        self._done_with_last()
        if self.__state != _CS_REQ_SENT or self.__response:
            raise ResponseNotReady()
        options = dict(strict=self.strict, method=self._method)
        if buffering:
            options['buffering'] = True
        args = (self.sock, self.debuglevel) if self.debuglevel > 0 else (self.sock,)
        response = self.response_class(*args, **options)
        try:
            response.begin()
            assert response.will_close != _UNKNOWN
        except:
            response.close()
            raise
        self.__state = _CS_IDLE
        if response.will_close:
            # The response has the socket for itself.
            self.close()
        else:
            self.__response = response
        return response


class HTTP:
    """A connection as it was before version 1.1."""

    _http_vsn, _http_vsn_str = 10, 'HTTP/1.0'
    debuglevel = 0
    _connection_class = HTTPConnection

    def __init__(self, host='', port=None, strict=None):
        self._setup(self._connection_class(host, port or None, strict))

    def _setup(self, conn):
        self._conn, self.file = conn, None
        for name in 'send', 'putrequest', 'putheader', 'endheaders', 'set_debuglevel':
            setattr(self, name, getattr(conn, name))
        conn._http_vsn, conn._http_vsn_str = self._http_vsn, self._http_vsn_str

    def connect(self, host=None, port=None):
        """Connect, perhaps to another server."""
        if host is not None:
            self._conn.host, self._conn.port = self._conn._get_hostport(host, port)
        self._conn.connect()

    def getfile(self):
        """Return the body as a file."""
        return self.file

    def getreply(self, buffering=False):
        """Return state, what was said, and headers; -1 if the answer means nothing."""
        try:
            response = self._conn.getresponse(*([buffering] if buffering else []))
        except BadStatusLine as problem:
            self.file, self.headers = self._conn.sock.makefile('rb', 0), None
            self.close()
            return -1, problem.line, None
        self.headers, self.file = response.msg, response.fp
        return response.status, response.reason, response.msg

    def close(self):
        self._conn.close()
        self.file = None


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
