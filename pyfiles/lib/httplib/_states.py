"""The numbers that servers answer with, and what can go wrong."""

_MAXLINE = 65536

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
