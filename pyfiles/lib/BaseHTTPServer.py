"""A server of HTTP: reads requests and calls do_METHOD of the handler."""
import socket
import sys
import time
from warnings import filterwarnings, catch_warnings

import SocketServer

with catch_warnings():
    if sys.py3kwarning:
        filterwarnings("ignore", ".*mimetools has been removed", DeprecationWarning)
    import mimetools

__version__ = "0.3"
__all__ = ["HTTPServer", "BaseHTTPRequestHandler"]

DEFAULT_ERROR_CONTENT_TYPE = "text/html"
DEFAULT_ERROR_MESSAGE = """\
<head>
<title>Error response</title>
</head>
<body>
<h1>Error response</h1>
<p>Error code %(code)d.
<p>Message: %(message)s.
<p>Error code explanation: %(code)s = %(explain)s.
</body>
"""


def _quote_html(html):
    return html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class HTTPServer(SocketServer.TCPServer):
    """Knows its own name and port."""

    allow_reuse_address = 1

    def server_bind(self):
        SocketServer.TCPServer.server_bind(self)
        host, self.server_port = self.socket.getsockname()[:2]
        self.server_name = socket.getfqdn(host)


class BaseHTTPRequestHandler(SocketServer.StreamRequestHandler):
    """Handles the requests of a connection.

    command, path, request_version and headers tell what is asked for; rfile is at the body, wfile is
    for the answer.
    """

    sys_version = "Python/" + sys.version.split()[0]
    server_version = "BaseHTTP/" + __version__
    default_request_version = "HTTP/0.9"
    protocol_version = "HTTP/1.0"
    error_message_format, error_content_type = DEFAULT_ERROR_MESSAGE, DEFAULT_ERROR_CONTENT_TYPE
    MessageClass = mimetools.Message
    weekdayname = 'Mon Tue Wed Thu Fri Sat Sun'.split()
    monthname = [None] + 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()

    def parse_request(self):
        """Read line and headers of a request; if they are wrong, answer that and return False."""
        self.command, self.close_connection = None, 1
        self.request_version = version = self.default_request_version
        self.requestline = self.raw_requestline.rstrip('\r\n')
        words = self.requestline.split()
        if len(words) == 3:
            command, path, version = words
            number = self._version_of(version)
            if number is None:
                return False
            self.close_connection = int(not (number >= (1, 1) and self.protocol_version >= "HTTP/1.1"))
        elif len(words) == 2:
            command, path = words
            if command != 'GET':
                self.send_error(400, "Bad HTTP/0.9 request type (%r)" % command)
                return False
        else:
            if words:
                self.send_error(400, "Bad request syntax (%r)" % self.requestline)
            return False
        self.command, self.path, self.request_version = command, path, version
        self.headers = self.MessageClass(self.rfile, 0)
        wish = self.headers.get('Connection', "").lower()
        if wish == 'close':
            self.close_connection = 1
        elif wish == 'keep-alive' and self.protocol_version >= "HTTP/1.1":
            self.close_connection = 0
        return True

    def _version_of(self, text):
        parts = text[5:].split(".") if text[:5] == 'HTTP/' else []
        try:
            number = tuple(map(int, parts))
        except ValueError:
            number = ()
        if len(number) != 2:
            self.send_error(400, "Bad request version (%r)" % text)
        elif number >= (2, 0):
            self.send_error(505, "Invalid HTTP Version (%s)" % text[5:])
        else:
            return number

    def handle_one_request(self):
        """Handle one request."""
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if len(self.raw_requestline) > 65536:
                self.requestline = self.request_version = self.command = ''
                self.send_error(414)
                return
            if not self.raw_requestline:
                self.close_connection = 1
                return
            if not self.parse_request():
                return
            method = getattr(self, 'do_' + self.command, None)
            if method is None:
                self.send_error(501, "Unsupported method (%r)" % self.command)
                return
            method()
            self.wfile.flush()
        except socket.timeout as problem:
            self.log_error("Request timed out: %r", problem)
            self.close_connection = 1

    def handle(self):
        """Handle requests until the connection is to be closed."""
        self.close_connection = 0
        while not self.close_connection:
            self.close_connection = 1
            self.handle_one_request()

    # Answers

    def send_error(self, code, message=None):
        """Answer that something is wrong."""
        short, explain = self.responses.get(code, ('???', '???'))
        message = short if message is None else message
        self.log_error("code %d, message %s", code, message)
        self.send_response(code, message)
        self.send_header('Connection', 'close')
        content = None
        if code >= 200 and code not in (204, 205, 304):
            content = self.error_message_format % {'code': code, 'message': _quote_html(message), 'explain': explain}
            self.send_header("Content-Type", self.error_content_type)
        self.end_headers()
        if self.command != 'HEAD' and content:
            self.wfile.write(content)

    def send_response(self, code, message=None):
        """Send the first line of an answer, and the headers that all have."""
        self.log_request(code)
        if message is None:
            message = self.responses.get(code, ('',))[0]
        if self.request_version != 'HTTP/0.9':
            self.wfile.write("%s %d %s\r\n" % (self.protocol_version, code, message))
        self.send_header('Server', self.version_string())
        self.send_header('Date', self.date_time_string())

    def send_header(self, keyword, value):
        """Send a header."""
        if self.request_version != 'HTTP/0.9':
            self.wfile.write("%s: %s\r\n" % (keyword, value))
        if keyword.lower() == 'connection':
            wish = value.lower()
            if wish in ('close', 'keep-alive'):
                self.close_connection = int(wish == 'close')

    def end_headers(self):
        """Send the line that ends the headers."""
        if self.request_version != 'HTTP/0.9':
            self.wfile.write("\r\n")

    # The log

    def log_request(self, code='-', size='-'):
        """Note a request that has been answered."""
        self.log_message('"%s" %s %s', self.requestline, str(code), str(size))

    def log_error(self, format, *args):
        """Note an error."""
        self.log_message(format, *args)

    def log_message(self, format, *args):
        """Note something on standard error."""
        sys.stderr.write("%s - - [%s] %s\n" % (self.client_address[0], self.log_date_time_string(), format % args))

    def version_string(self):
        """Return the name of the server."""
        return self.server_version + ' ' + self.sys_version

    def date_time_string(self, timestamp=None):
        """Return a time as headers have it."""
        year, month, day, hour, minute, second, weekday = time.gmtime(
            time.time() if timestamp is None else timestamp)[:7]
        return "%s, %02d %3s %4d %02d:%02d:%02d GMT" % (self.weekdayname[weekday], day, self.monthname[month], year,
                                                        hour, minute, second)

    def log_date_time_string(self):
        """Return the time as the log has it."""
        year, month, day, hour, minute, second = time.localtime(time.time())[:6]
        return "%02d/%3s/%04d %02d:%02d:%02d" % (day, self.monthname[month], year, hour, minute, second)

    def address_string(self):
        """Return the name of the client."""
        return socket.getfqdn(self.client_address[0])

    # What the numbers mean, in a word and in a sentence.
    responses = {
        100: ('Continue', 'Request received, please continue'),
        101: ('Switching Protocols', 'Switching to new protocol; obey Upgrade header'),
        200: ('OK', 'Request fulfilled, document follows'),
        201: ('Created', 'Document created, URL follows'),
        202: ('Accepted', 'Request accepted, processing continues off-line'),
        203: ('Non-Authoritative Information', 'Request fulfilled from cache'),
        204: ('No Content', 'Request fulfilled, nothing follows'),
        205: ('Reset Content', 'Clear input form for further input.'),
        206: ('Partial Content', 'Partial content follows.'),
        300: ('Multiple Choices', 'Object has several resources -- see URI list'),
        301: ('Moved Permanently', 'Object moved permanently -- see URI list'),
        302: ('Found', 'Object moved temporarily -- see URI list'),
        303: ('See Other', 'Object moved -- see Method and URL list'),
        304: ('Not Modified', 'Document has not changed since given time'),
        305: ('Use Proxy', 'You must use proxy specified in Location to access this resource.'),
        307: ('Temporary Redirect', 'Object moved temporarily -- see URI list'),
        400: ('Bad Request', 'Bad request syntax or unsupported method'),
        401: ('Unauthorized', 'No permission -- see authorization schemes'),
        402: ('Payment Required', 'No payment -- see charging schemes'),
        403: ('Forbidden', 'Request forbidden -- authorization will not help'),
        404: ('Not Found', 'Nothing matches the given URI'),
        405: ('Method Not Allowed', 'Specified method is invalid for this resource.'),
        406: ('Not Acceptable', 'URI not available in preferred format.'),
        407: ('Proxy Authentication Required', 'You must authenticate with this proxy before proceeding.'),
        408: ('Request Timeout', 'Request timed out; try again later.'),
        409: ('Conflict', 'Request conflict.'),
        410: ('Gone', 'URI no longer exists and has been permanently removed.'),
        411: ('Length Required', 'Client must specify Content-Length.'),
        412: ('Precondition Failed', 'Precondition in headers is false.'),
        413: ('Request Entity Too Large', 'Entity is too large.'),
        414: ('Request-URI Too Long', 'URI is too long.'),
        415: ('Unsupported Media Type', 'Entity body in unsupported format.'),
        416: ('Requested Range Not Satisfiable', 'Cannot satisfy request range.'),
        417: ('Expectation Failed', 'Expect condition could not be satisfied.'),
        500: ('Internal Server Error', 'Server got itself in trouble'),
        501: ('Not Implemented', 'Server does not support this operation'),
        502: ('Bad Gateway', 'Invalid responses from another server/proxy.'),
        503: ('Service Unavailable', 'The server cannot process the request due to a high load'),
        504: ('Gateway Timeout', 'The gateway server did not receive a timely response'),
        505: ('HTTP Version Not Supported', 'Cannot fulfill request.'),
    }


def test(HandlerClass=BaseHTTPRequestHandler, ServerClass=HTTPServer, protocol="HTTP/1.0"):
    """Serve at the port given as argument, 8000 by default."""
    port = int(sys.argv[1]) if sys.argv[1:] else 8000
    HandlerClass.protocol_version = protocol
    server = ServerClass(('', port), HandlerClass)
    place = server.socket.getsockname()
    print "Serving HTTP on", place[0], "port", place[1], "..."
    server.serve_forever()


if __name__ == '__main__':
    test()
