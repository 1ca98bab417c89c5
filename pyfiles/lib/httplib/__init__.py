"""The protocol HTTP 1.1, a client's side: connections, requests, responses."""
import re
import socket
from array import array
from urlparse import urlsplit

from httplib._response import (HTTPMessage, HTTPResponse, LineAndFileWrapper, MAXAMOUNT, _MAXHEADERS, _UNKNOWN,
                               _read_line)
from httplib import _states
from httplib._states import *
from httplib._states import _MAXLINE

__all__ = ["HTTP", "HTTPResponse", "HTTPConnection", "HTTPException", "NotConnected", "UnknownProtocol",
           "UnknownTransferEncoding", "UnimplementedFileMode", "IncompleteRead", "InvalidURL", "ImproperConnectionState",
           "CannotSendRequest", "CannotSendHeader", "ResponseNotReady", "BadStatusLine", "error", "responses"]

HTTP_PORT, HTTPS_PORT = 80, 443
_CS_IDLE, _CS_REQ_STARTED, _CS_REQ_SENT = 'Idle', 'Request-started', 'Request-sent'

# What names and values of headers, methods and addresses may be.
_is_legal_header_name = re.compile(r'\A[^:\s][^:\r\n]*\Z').match
_is_illegal_header_value = re.compile(r'\n(?![ \t])|\r(?![ \t\n])').search
_contains_disallowed_url_pchar_re = re.compile('[\x00-\x20\x7f]')
_contains_disallowed_method_pchar_re = re.compile('[\x00-\x1f]')

_METHODS_EXPECTING_BODY = {'PATCH', 'POST', 'PUT'}

for _thing in globals().values():
    if (getattr(_thing, '__module__', None) or '').startswith(__name__ + '._'):
        _thing.__module__ = __name__
del _thing


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
