"""Opening addresses with handlers: for protocols, redirections, errors, passwords, proxies, cookies."""
import base64
import bisect
import os
import re
import socket
import sys
import urlparse
from cStringIO import StringIO

import httplib
import mimetools
from urllib import (unwrap, unquote, splittype, splithost, quote, addinfourl, splitport, splittag, toBytes,
                    splitattr, splituser, splitpasswd, url2pathname,
                    getproxies, proxy_bypass)
from urllib2._password import (HTTPPasswordMgr, HTTPPasswordMgrWithDefaultRealm, AbstractBasicAuthHandler,
                               AbstractDigestAuthHandler, parse_keqv_list, parse_http_list, randombytes)

__version__ = '%d.%d' % sys.version_info[:2]

_opener = None


def urlopen(url, data=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT, cafile=None, capath=None, cadefault=False,
            context=None):
    """Open an address or a Request; data is what to send by POST."""
    global _opener
    if cafile or capath or cadefault:
        if context is not None:
            raise ValueError("You can't pass both context and any of cafile, capath, and cadefault")
        raise ValueError('SSL support not available')
    if _opener is None:
        _opener = build_opener()
    return _opener.open(url, data, timeout)


def install_opener(opener):
    """Have urlopen use an opener."""
    global _opener
    _opener = opener


class URLError(IOError):
    """Something could not be opened, for a reason."""

    def __init__(self, reason):
        self.args = reason,
        self.reason = reason

    def __str__(self):
        return '<urlopen error %s>' % self.reason


class HTTPError(URLError, addinfourl):
    """A server has answered with an error; it can be read like any answer."""

    __super_init = addinfourl.__init__

    def __init__(self, url, code, msg, hdrs, fp):
        self.code, self.msg, self.hdrs, self.fp, self.filename = code, msg, hdrs, fp, url
        if fp is not None:
            # Without a file there is nothing to read.
            self.__super_init(fp, hdrs, url, code)

    def __str__(self):
        return 'HTTP Error %s: %s' % (self.code, self.msg)

    @property
    def reason(self):
        return self.msg

    def info(self):
        return self.hdrs


_cut_port_re = re.compile(r":\d+$")


def request_host(request):
    """Return the host of a request in small letters, without a port."""
    host = urlparse.urlparse(request.get_full_url())[1] or request.get_header("Host", "")
    return _cut_port_re.sub("", host, 1).lower()


class Request:
    """What is asked for: address, data, headers."""

    def __init__(self, url, data=None, headers={}, origin_req_host=None, unverifiable=False):
        self.__original, self.__fragment = splittag(unwrap(url))
        self.type = self.host = self.port = self._tunnel_host = None
        self.data, self.headers, self.unredirected_hdrs = data, {}, {}
        for key, value in headers.items():
            self.add_header(key, value)
        self.origin_req_host = request_host(self) if origin_req_host is None else origin_req_host
        self.unverifiable = unverifiable

    def __getattr__(self, attr):
        # Parts of the address are found when they are needed.
        if attr in ('_Request__r_type', '_Request__r_host'):
            getattr(self, 'get_' + attr[-4:])()
            return self.__dict__[attr]
        raise AttributeError(attr)

    def get_method(self):
        return "GET" if self.data is None else "POST"

    def add_data(self, data):
        self.data = data

    def has_data(self):
        return self.data is not None

    def get_data(self):
        return self.data

    def get_full_url(self):
        return self.__original + '#' + self.__fragment if self.__fragment else self.__original

    def get_type(self):
        """Return the scheme."""
        if self.type is None:
            self.type, self.__r_type = splittype(self.__original)
            if self.type is None:
                raise ValueError("unknown url type: %s" % self.__original)
        return self.type

    def get_host(self):
        """Return host and port."""
        if self.host is None:
            self.host, self.__r_host = splithost(self.__r_type)
            if self.host:
                self.host = unquote(self.host)
        return self.host

    def get_selector(self):
        """Return what the server is asked for."""
        return self.__r_host

    def set_proxy(self, host, type):
        """Have a proxy be asked."""
        if self.type == 'https' and not self._tunnel_host:
            self._tunnel_host = self.host
        else:
            self.type, self.__r_host = type, self.__original
        self.host = host

    def has_proxy(self):
        return self.__r_host == self.__original

    def get_origin_req_host(self):
        return self.origin_req_host

    def is_unverifiable(self):
        return self.unverifiable

    def add_header(self, key, val):
        self.headers[key.capitalize()] = val

    def add_unredirected_header(self, key, val):
        self.unredirected_hdrs[key.capitalize()] = val

    def has_header(self, header_name):
        return header_name in self.headers or header_name in self.unredirected_hdrs

    def get_header(self, header_name, default=None):
        return self.headers.get(header_name, self.unredirected_hdrs.get(header_name, default))

    def header_items(self):
        return dict(self.unredirected_hdrs, **self.headers).items()


class OpenerDirector:
    """Asks handlers in their order: methods PROTOCOL_open, PROTOCOL_request, PROTOCOL_response, PROTOCOL_error_CODE."""

    def __init__(self):
        self.addheaders = [('User-agent', "Python-urllib/%s" % __version__)]
        self.handlers, self.handle_open, self.handle_error = [], {}, {}
        self.process_response, self.process_request = {}, {}

    def add_handler(self, handler):
        """Add a handler."""
        if not hasattr(handler, "add_parent"):
            raise TypeError("expected BaseHandler instance, got %r" % type(handler))
        added = False
        for method in dir(handler):
            if method in ("redirect_request", "do_open", "proxy_open"):
                continue  # They look like what they are not.
            protocol, _, what = method.partition("_")
            if what.startswith("error"):
                kind = what[what.find("_") + 1:] if "_" in what else what
                kind = int(kind) if kind.isdigit() else kind
                table = self.handle_error.setdefault(protocol, {})
                key = kind
            else:
                tables = {"open": self.handle_open, "response": self.process_response,
                          "request": self.process_request}
                if what not in tables:
                    continue
                table, key = tables[what], protocol
            handlers = table.setdefault(key, [])
            bisect.insort(handlers, handler)
            added = True
        if added:
            bisect.insort(self.handlers, handler)
            handler.add_parent(self)

    def close(self):
        """Handlers are shared, so there is nothing to close."""

    def _call_chain(self, chain, kind, meth_name, *args):
        for handler in chain.get(kind, ()):
            result = getattr(handler, meth_name)(*args)
            if result is not None:
                return result

    def open(self, fullurl, data=None, timeout=socket._GLOBAL_DEFAULT_TIMEOUT):
        """Open an address or a Request."""
        request = fullurl
        if isinstance(fullurl, basestring):
            request = Request(fullurl, data)
        elif data is not None:
            request.add_data(data)
        request.timeout = timeout
        protocol = request.get_type()
        for handler in self.process_request.get(protocol, ()):
            request = getattr(handler, protocol + "_request")(request)
        response = self._open(request, data)
        for handler in self.process_response.get(protocol, ()):
            response = getattr(handler, protocol + "_response")(request, response)
        return response

    def _open(self, req, data=None):
        result = self._call_chain(self.handle_open, 'default', 'default_open', req)
        if result:
            return result
        protocol = req.get_type()
        return (self._call_chain(self.handle_open, protocol, protocol + '_open', req)
                or self._call_chain(self.handle_open, 'unknown', 'unknown_open', req))

    def error(self, proto, *args):
        """Have an error handled: by the handlers of its number, else as any other."""
        is_http = proto in ('http', 'https')
        if is_http:
            table = self.handle_error['http']
            kind = args[2]
            name = 'http_error_%s' % kind
        else:
            table, kind, name = self.handle_error, proto, proto + '_error'
        result = self._call_chain(table, kind, name, *args)
        if result:
            return result
        if is_http:
            return self._call_chain(table, 'default', 'http_error_default', *args)


def build_opener(*handlers):
    """Return an opener with the usual handlers; those given replace the ones they are derived from."""
    import types
    is_class = lambda thing: isinstance(thing, (types.ClassType, type))
    opener = OpenerDirector()
    usual = [ProxyHandler, UnknownHandler, HTTPHandler, HTTPDefaultErrorHandler, HTTPRedirectHandler, FTPHandler,
             FileHandler, HTTPErrorProcessor]
    for kind in usual:
        replaced = any(issubclass(each, kind) if is_class(each) else isinstance(each, kind) for each in handlers)
        if not replaced:
            opener.add_handler(kind())
    for each in handlers:
        opener.add_handler(each() if is_class(each) else each)
    return opener


class BaseHandler:
    """Handlers are ordered by handler_order, the lowest first."""

    handler_order = 500

    def add_parent(self, parent):
        self.parent = parent

    def close(self):
        """Nothing to close."""

    def __lt__(self, other):
        # What has no order comes in front, as it always has.
        if not hasattr(other, "handler_order"):
            return True
        return self.handler_order < other.handler_order


class HTTPErrorProcessor(BaseHandler):
    """Makes answers errors if they are not of the kind 2xx."""

    handler_order = 1000

    def http_response(self, request, response):
        code = response.code
        if 200 <= code < 300:
            return response
        return self.parent.error('http', request, response, code, response.msg, response.info())

    https_response = http_response


class HTTPDefaultErrorHandler(BaseHandler):
    """Raises what nobody has handled."""

    def http_error_default(self, req, fp, code, msg, hdrs):
        raise HTTPError(req.get_full_url(), code, msg, hdrs, fp)


class HTTPRedirectHandler(BaseHandler):
    """Follows redirections, up to limits that end circles."""

    max_repeats, max_redirections = 4, 10
    inf_msg = ("The HTTP server returned a redirect error that would lead to an infinite loop.\n"
               "The last 30x error message was:\n")

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        """Return the request to follow with, or raise."""
        method = req.get_method()
        if not (code in (301, 302, 303, 307) and method in ("GET", "HEAD") or
                code in (301, 302, 303) and method == "POST"):
            raise HTTPError(req.get_full_url(), code, msg, headers, fp)
        kept = dict((key, value) for key, value in req.headers.items()
                    if key.lower() not in ("content-length", "content-type"))
        return Request(newurl.replace(' ', '%20'), headers=kept, origin_req_host=req.get_origin_req_host(),
                       unverifiable=True)

    def http_error_302(self, req, fp, code, msg, headers):
        for name in 'location', 'uri':
            if name in headers:
                target = headers.getheaders(name)[0]
                break
        else:
            return
        parts = urlparse.urlparse(target)
        if not parts.path and parts.netloc:
            target = urlparse.urlunparse(parts[:2] + ("/",) + parts[3:])
        target = urlparse.urljoin(req.get_full_url(), target)
        if not target.lower().startswith(('http://', 'https://', 'ftp://')):
            # A server must not make us read files.
            raise HTTPError(target, code, msg + " - Redirection to url '%s' is not allowed" % target, headers, fp)
        following = self.redirect_request(req, fp, code, msg, headers, target)
        if following is None:
            return
        visited = following.redirect_dict = getattr(req, 'redirect_dict', {})
        if visited.get(target, 0) >= self.max_repeats or len(visited) >= self.max_redirections:
            raise HTTPError(req.get_full_url(), code, self.inf_msg + msg, headers, fp)
        req.redirect_dict = visited
        visited[target] = visited.get(target, 0) + 1
        # The connection cannot be used again before all is read.
        fp.read()
        fp.close()
        return self.parent.open(following, timeout=req.timeout)

    http_error_301 = http_error_303 = http_error_307 = http_error_302


def _parse_proxy(proxy):
    """Return scheme, user, password and host of a proxy, which may be given as a host only."""
    scheme, rest = splittype(proxy)
    if not rest.startswith("/"):
        scheme, authority = None, proxy
    else:
        if not rest.startswith("//"):
            raise ValueError("proxy URL with no authority: %r" % proxy)
        end = rest.find("/", 2)
        authority = rest[2:None if end < 0 else end]
    userinfo, host = splituser(authority)
    user, password = splitpasswd(userinfo) if userinfo is not None else (None, None)
    return scheme, user, password, host


class ProxyHandler(BaseHandler):
    """Has proxies be asked, by scheme."""

    handler_order = 100

    def __init__(self, proxies=None):
        self.proxies = getproxies() if proxies is None else proxies
        assert hasattr(self.proxies, 'has_key'), "proxies must be a mapping"
        for scheme, url in self.proxies.items():
            setattr(self, '%s_open' % scheme, lambda request, proxy=url, type=scheme: self.proxy_open(request, proxy, type))

    def proxy_open(self, req, proxy, type):
        asked = req.get_type()
        scheme, user, password, host = _parse_proxy(proxy)
        scheme = asked if scheme is None else scheme
        if req.host and proxy_bypass(req.host):
            return None
        if user and password:
            login = '%s:%s' % (unquote(user), unquote(password))
            req.add_header('Proxy-authorization', 'Basic ' + base64.b64encode(login).strip())
        req.set_proxy(unquote(host), scheme)
        if asked == scheme or asked == 'https':
            return None  # The handler of the scheme will do it.
        return self.parent.open(req, timeout=req.timeout)


class HTTPBasicAuthHandler(AbstractBasicAuthHandler, BaseHandler):
    auth_header = 'Authorization'

    def http_error_401(self, req, fp, code, msg, headers):
        return self.http_error_auth_reqed('www-authenticate', req.get_full_url(), req, headers)


class ProxyBasicAuthHandler(AbstractBasicAuthHandler, BaseHandler):
    auth_header = 'Proxy-authorization'

    def http_error_407(self, req, fp, code, msg, headers):
        return self.http_error_auth_reqed('proxy-authenticate', req.get_host(), req, headers)


class HTTPDigestAuthHandler(BaseHandler, AbstractDigestAuthHandler):
    auth_header = 'Authorization'
    handler_order = 490  # in front of the simpler one

    def http_error_401(self, req, fp, code, msg, headers):
        retry = self.http_error_auth_reqed('www-authenticate', urlparse.urlparse(req.get_full_url())[1], req, headers)
        self.reset_retry_count()
        return retry


class ProxyDigestAuthHandler(BaseHandler, AbstractDigestAuthHandler):
    auth_header = 'Proxy-Authorization'
    handler_order = 490

    def http_error_407(self, req, fp, code, msg, headers):
        retry = self.http_error_auth_reqed('proxy-authenticate', req.get_host(), req, headers)
        self.reset_retry_count()
        return retry


class AbstractHTTPHandler(BaseHandler):
    """Asks servers by HTTP."""

    def __init__(self, debuglevel=0):
        self._debuglevel = debuglevel

    def set_http_debuglevel(self, level):
        self._debuglevel = level

    def do_request_(self, request):
        """Add the headers that are needed."""
        host = request.get_host()
        if not host:
            raise URLError('no host given')
        if request.has_data():
            for name, value in (('Content-type', 'application/x-www-form-urlencoded'),
                                ('Content-length', '%d' % len(request.get_data()))):
                if not request.has_header(name):
                    request.add_unredirected_header(name, value)
        if request.has_proxy():
            host = splithost(splittype(request.get_selector())[1])[0]
        if not request.has_header('Host'):
            request.add_unredirected_header('Host', host)
        for name, value in self.parent.addheaders:
            if not request.has_header(name.capitalize()):
                request.add_unredirected_header(name.capitalize(), value)
        return request

    def do_open(self, http_class, req, **http_conn_args):
        """Send a request by a connection of a class; return the answer as a file."""
        host = req.get_host()
        if not host:
            raise URLError('no host given')
        connection = http_class(host, timeout=req.timeout, **http_conn_args)
        connection.set_debuglevel(self._debuglevel)
        headers = dict(req.unredirected_hdrs)
        headers.update((name, value) for name, value in req.headers.items() if name not in headers)
        headers["Connection"] = "close"
        headers = dict((name.title(), value) for name, value in headers.items())
        if req._tunnel_host:
            secret = headers.pop("Proxy-Authorization", None)
            connection.set_tunnel(req._tunnel_host,
                                  headers={} if secret is None else {"Proxy-Authorization": secret})
        try:
            connection.request(req.get_method(), req.get_selector(), req.data, headers)
        except socket.error as problem:
            connection.close()
            raise URLError(problem)
        try:
            answer = connection.getresponse(buffering=True)
        except TypeError:
            # A connection of another kind may not know buffering.
            answer = connection.getresponse()
        # Files have other methods than answers.
        answer.recv = answer.read
        made = addinfourl(socket._fileobject(answer, close=True), answer.msg, req.get_full_url())
        made.code, made.msg = answer.status, answer.reason
        return made


class HTTPHandler(AbstractHTTPHandler):
    def http_open(self, req):
        return self.do_open(httplib.HTTPConnection, req)

    http_request = AbstractHTTPHandler.do_request_


class HTTPCookieProcessor(BaseHandler):
    """Sends and keeps cookies; the jar is of the module cookielib."""

    def __init__(self, cookiejar=None):
        if cookiejar is None:
            import cookielib
            cookiejar = cookielib.CookieJar()
        self.cookiejar = cookiejar

    def http_request(self, request):
        self.cookiejar.add_cookie_header(request)
        return request

    def http_response(self, request, response):
        self.cookiejar.extract_cookies(response, request)
        return response

    https_request, https_response = http_request, http_response


class UnknownHandler(BaseHandler):
    def unknown_open(self, req):
        raise URLError('unknown url type: %s' % req.get_type())


class FileHandler(BaseHandler):
    """Opens files of this machine."""

    names = None

    def file_open(self, req):
        url = req.get_selector()
        if url[:2] == '//' and url[2:3] != '/' and req.host and req.host != 'localhost':
            req.type = 'ftp'
            return self.parent.open(req)
        return self.open_local_file(req)

    def get_names(self):
        """Return the addresses of this machine."""
        if FileHandler.names is None:
            names = []
            for name in 'localhost', socket.gethostname():
                try:
                    names += socket.gethostbyname_ex(name)[2]
                except socket.gaierror:
                    names.append(socket.gethostbyname('localhost'))
            FileHandler.names = tuple(names)
        return FileHandler.names

    def open_local_file(self, req):
        import mimetypes
        import rfc822
        host, path = req.get_host(), req.get_selector()
        name = url2pathname(path)
        try:
            facts = os.stat(name)
            headers = mimetools.Message(StringIO('Content-type: %s\nContent-length: %d\nLast-modified: %s\n' % (
                mimetypes.guess_type(path)[0] or 'text/plain', facts.st_size, rfc822.formatdate(facts.st_mtime))))
            port = None
            if host:
                host, port = splitport(host)
            if not host or not port and socket.gethostbyname(host) in self.get_names():
                return addinfourl(open(name, 'rb'), headers, 'file://' + (host + path if host else path))
        except OSError as problem:
            raise URLError(problem)
        raise URLError('file not on local host')


class FTPHandler(BaseHandler):
    """There are no file transfers."""

    def ftp_open(self, req):
        raise URLError('ftp error: ftp is not available')
