"""Fetching what addresses name, and the quoting of addresses."""
import base64
import os
import re
import socket
import string
import sys
import time

from urlparse import urljoin as basejoin, unquote

__all__ = ["urlopen", "URLopener", "FancyURLopener", "urlretrieve", "urlcleanup", "quote", "quote_plus", "unquote",
           "unquote_plus", "urlencode", "url2pathname", "pathname2url", "splittag", "localhost", "thishost", "ftperrors",
           "basejoin", "unwrap", "splittype", "splithost", "splituser", "splitpasswd", "splitport", "splitnport",
           "splitquery", "splitattr", "splitvalue", "getproxies"]

__version__ = '1.17'
MAXFTPCACHE = 10

# Quoting

always_safe = string.ascii_uppercase + string.ascii_lowercase + string.digits + '_.-'
_safe_maps = {}


def quote(s, safe='/'):
    """Return a string with all characters but letters, digits, '_.-' and the safe ones as % and two digits."""
    if not s:
        if s is None:
            raise TypeError('None object cannot be quoted')
        return s
    key = safe, always_safe
    if key not in _safe_maps:
        allowed = always_safe + safe
        _safe_maps[key] = (dict((chr(code), chr(code) if chr(code) in allowed else '%%%02X' % code)
                                for code in range(256)).__getitem__, allowed)
    replacement, allowed = _safe_maps[key]
    if not s.rstrip(allowed):
        return s
    return ''.join(map(replacement, s))


def quote_plus(s, safe=''):
    """Return a string quoted for a query, with + for blanks."""
    if ' ' not in s:
        return quote(s, safe)
    return quote(s, safe + ' ').replace(' ', '+')


def unquote_plus(s):
    """Replace + by a blank, and what is written as % and two digits."""
    return unquote(s.replace('+', ' '))


def urlencode(query, doseq=0):
    """Return pairs, or a dictionary, as a query; with doseq each item of a sequence counts for itself."""
    if hasattr(query, 'items'):
        query = query.items()
    else:
        try:
            # A string is a sequence, too, but not of pairs.
            if len(query) and not isinstance(query[0], tuple):
                raise TypeError
        except TypeError:
            raise TypeError, "not a valid non-string sequence or mapping object", sys.exc_info()[2]
    parts = []
    for name, value in query:
        name = quote_plus(str(name))
        for each in _values(value) if doseq else [str(value)]:
            parts.append(name + '=' + quote_plus(each))
    return '&'.join(parts)


def _values(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, unicode):
        # What an address cannot have is left to the server to guess.
        return [value.encode("ASCII", "replace")]
    try:
        len(value)
    except TypeError:
        return [str(value)]
    return map(str, value)


def url2pathname(pathname):
    """Return the path in the file system that the path of an address means."""
    return unquote(pathname)


def pathname2url(pathname):
    """Return a path in the file system as the path of an address."""
    return quote(pathname)


# Taking addresses apart, a part at a time

def unwrap(url):
    """Return the address from <URL:...>."""
    url = url.strip()
    if url[:1] == '<' and url[-1:] == '>':
        url = url[1:-1].strip()
    return url[4:].strip() if url[:4] == 'URL:' else url


def _splitter(pattern, flags=0):
    return re.compile(pattern, flags).match


_type = _splitter('^([^/:]+):')
_host = _splitter('//([^/#?]*)(.*)', re.DOTALL)
_port = _splitter('^(.*):([0-9]*)$', re.DOTALL)


def splittype(url):
    """'type:opaquestring' --> 'type', 'opaquestring'."""
    match = _type(url)
    return (match.group(1).lower(), url[match.end():]) if match else (None, url)


def splithost(url):
    """'//host[:port]/path' --> 'host[:port]', '/path'."""
    match = _host(url)
    if not match:
        return None, url
    host, path = match.groups()
    return host, '/' + path if path and path[0] != '/' else path


def splituser(host):
    """'user[:passwd]@host[:port]' --> 'user[:passwd]', 'host[:port]'."""
    user, at, place = host.rpartition('@')
    return (user if at else None), place


def splitpasswd(user):
    """'user:passwd' -> 'user', 'passwd'."""
    name, colon, word = user.partition(':')
    return name, word if colon else None


def splitport(host):
    """'host:port' --> 'host', 'port'."""
    match = _port(host)
    if match and match.group(2):
        return match.groups()
    return (match.group(1), None) if match else (host, None)


def splitnport(host, defport=-1):
    """Split host and port, returning the port as a number, defport if there is none, None if it is none."""
    name, colon, port = host.rpartition(':')
    if not colon:
        return host, defport
    return name, int(port) if port.isdigit() else (None if port else defport)


def _split_last(url, mark):
    before, found, behind = url.rpartition(mark)
    return (before, behind) if found else (url, None)


def splitquery(url):
    """'/path?query' --> '/path', 'query'."""
    return _split_last(url, '?')


def splittag(url):
    """'/path#tag' --> '/path', 'tag'."""
    return _split_last(url, '#')


def splitattr(url):
    """'/path;attr1=value1;attr2=value2;...' -> '/path', ['attr1=value1', 'attr2=value2', ...]."""
    words = url.split(';')
    return words[0], words[1:]


def splitvalue(attr):
    """'attr=value' --> 'attr', 'value'."""
    name, equals, value = attr.partition('=')
    return name, value if equals else None


def toBytes(url):
    """Return an address as str; UnicodeError if it has other characters than ASCII."""
    if isinstance(url, unicode):
        try:
            url = url.encode("ASCII")
        except UnicodeError:
            raise UnicodeError("URL " + repr(url) + " contains non-ASCII characters")
    return url


# What is opened

class addbase:
    """A file with more attributes."""

    def __init__(self, fp):
        self.fp = fp
        for name in 'read', 'readline', 'readlines', 'fileno':
            method = getattr(fp, name, None)
            if method is not None or name == 'fileno':
                setattr(self, name, method or (lambda: None))
        if hasattr(fp, '__iter__'):
            self.__iter__, self.next = fp.__iter__, getattr(fp, 'next', None)

    def __iter__(self):
        return iter(self.fp)

    def __repr__(self):
        return '<%s at %r whose fp = %r>' % (self.__class__.__name__, id(self), self.fp)

    def close(self):
        self.read = self.readline = self.readlines = self.fileno = None
        fp, self.fp = self.fp, None
        if fp:
            fp.close()


class addclosehook(addbase):
    """A file that calls something when it is closed."""

    def __init__(self, fp, closehook, *hookargs):
        addbase.__init__(self, fp)
        self.closehook, self.hookargs = closehook, hookargs

    def close(self):
        hook, args = self.closehook, self.hookargs
        try:
            if hook:
                self.closehook = self.hookargs = None
                hook(*args)
        finally:
            addbase.close(self)


class addinfo(addbase):
    """A file with headers."""

    def __init__(self, fp, headers):
        addbase.__init__(self, fp)
        self.headers = headers

    def info(self):
        return self.headers


class addinfourl(addbase):
    """A file with headers, an address and a status."""

    def __init__(self, fp, headers, url, code=None):
        addbase.__init__(self, fp)
        self.headers, self.url, self.code = headers, url, code

    def info(self):
        return self.headers

    def getcode(self):
        return self.code

    def geturl(self):
        return self.url


class ContentTooShortError(IOError):
    """Less has come than was announced."""

    def __init__(self, message, content):
        IOError.__init__(self, message)
        self.content = content


class URLopener:
    """Opens addresses: for each scheme a method open_SCHEME."""

    version = "Python-urllib/%s" % __version__
    _tempfiles = None

    def __init__(self, proxies=None, **x509):
        self.proxies = getproxies() if proxies is None else proxies
        assert hasattr(self.proxies, 'has_key'), "proxies must be a mapping"
        self.key_file, self.cert_file = x509.get('key_file'), x509.get('cert_file')
        self.addheaders = [('User-Agent', self.version), ('Accept', '*/*')]
        self._tempfiles, self.tempcache, self.ftpcache = [], None, {}

    def __del__(self):
        self.close()

    def close(self):
        self.cleanup()

    def cleanup(self):
        """Remove the temporary files of retrieve."""
        for name in self._tempfiles or ():
            try:
                os.unlink(name)
            except OSError:
                pass  # Somebody else has removed it.
        if self._tempfiles:
            del self._tempfiles[:]
        if self.tempcache:
            self.tempcache.clear()

    def addheader(self, *args):
        """Add a header to all requests."""
        self.addheaders.append(args)

    def open(self, fullurl, data=None):
        """Open an address; data is what to send by POST."""
        fullurl = quote(unwrap(toBytes(fullurl)), safe="%/:=&?~#+!$,;'@()*[]|")
        if self.tempcache and fullurl in self.tempcache:
            filename, headers = self.tempcache[fullurl]
            return addinfourl(open(filename, 'rb'), headers, fullurl)
        scheme, url = splittype(fullurl)
        scheme = scheme or 'file'
        proxy = self.proxies.get(scheme)
        if proxy:
            kind, host = splittype(proxy)
            url, scheme = (splithost(host)[0], fullurl), kind
        self.type = scheme
        method = getattr(self, 'open_' + scheme.replace('-', '_'), None)
        if method is None or scheme in ('local_file', 'local-file'):
            return self.open_unknown_proxy(proxy, fullurl, data) if proxy else self.open_unknown(fullurl, data)
        try:
            return method(url) if data is None else method(url, data)
        except socket.error as problem:
            raise IOError, ('socket error', problem), sys.exc_info()[2]

    def open_unknown(self, fullurl, data=None):
        raise IOError('url error', 'unknown url type', splittype(fullurl)[0])

    def open_unknown_proxy(self, proxy, fullurl, data=None):
        raise IOError('url error', 'invalid proxy for %s' % splittype(fullurl)[0], proxy)

    def retrieve(self, url, filename=None, reporthook=None, data=None):
        """Copy what an address names to a file, a temporary one if none is named; return name and headers."""
        url = unwrap(toBytes(url))
        if self.tempcache and url in self.tempcache:
            return self.tempcache[url]
        scheme, rest = splittype(url)
        if filename is None and (not scheme or scheme == 'file'):
            try:
                opened = self.open_local_file(rest)
                headers = opened.info()
                opened.close()
                return url2pathname(splithost(rest)[1]), headers
            except IOError:
                pass  # It is not here.
        source = self.open(url, data)
        try:
            headers = source.info()
            target, filename = self._target(url, filename)
            result = filename, headers
            if self.tempcache is not None:
                self.tempcache[url] = result
            with target:
                size, got = self._copy(source, target, headers, reporthook)
        finally:
            source.close()
        if 0 <= size and got < size:
            raise ContentTooShortError("retrieval incomplete: got only %i out of %i bytes" % (got, size), result)
        return result

    def _target(self, url, filename):
        if filename:
            return open(filename, 'wb'), filename
        import tempfile
        path = splitattr(splitquery(splithost(splittype(url)[1])[1] or '')[0])[0]
        number, filename = tempfile.mkstemp(os.path.splitext(unquote(path))[1])
        self._tempfiles.append(filename)
        return os.fdopen(number, 'wb'), filename

    def _copy(self, source, target, headers, reporthook):
        size, got, blocks, step = -1, 0, 0, 8192
        if "content-length" in headers:
            size = int(headers["Content-Length"])
        if reporthook:
            reporthook(blocks, step, size)
        for block in iter(lambda: source.read(step), ""):
            got += len(block)
            target.write(block)
            blocks += 1
            if reporthook:
                reporthook(blocks, step, size)
        return size, got

    # The schemes

    def _http_place(self, url):
        """Return host to connect to, path to ask for, the host of the address itself, and logins for both."""
        proxy_login = None
        if isinstance(url, str):
            host, selector = splithost(url)
            login, host = splituser(host) if host else (None, host)
            return host, selector, host, login and unquote(login), None
        host, selector = url
        proxy_login, host = splituser(host)
        scheme, rest = splittype(selector)
        real, login = None, None
        if scheme and scheme.lower() == 'http':
            real, path = splithost(rest)
            if real:
                login, real = splituser(real)
            if login:
                selector = "%s://%s%s" % (scheme, real, path)
            if real and proxy_bypass(real):
                host = real
        return host, selector, real or host, login, proxy_login

    def open_http(self, url, data=None):
        """Ask a server by HTTP."""
        import httplib
        host, selector, real, login, proxy_login = self._http_place(url)
        if not host:
            raise IOError('http error', 'no host given')
        connection = httplib.HTTP(host)
        connection.putrequest('GET' if data is None else 'POST', selector)
        if data is not None:
            connection.putheader('Content-Type', 'application/x-www-form-urlencoded')
            connection.putheader('Content-Length', '%d' % len(data))
        for header, secret in ('Proxy-Authorization', proxy_login), ('Authorization', login):
            if secret:
                connection.putheader(header, 'Basic %s' % base64.b64encode(unquote(secret)).strip())
        if real:
            connection.putheader('Host', real)
        for header in self.addheaders:
            connection.putheader(*header)
        connection.endheaders(data)
        code, message, headers = connection.getreply()
        source = connection.getfile()
        if code == -1:
            if source:
                source.close()
            raise IOError('http protocol error', 0, 'got a bad status line', None)
        if 200 <= code < 300:
            return addinfourl(source, headers, "http:" + url if isinstance(url, str) else url[1], code)
        args = (url, source, code, message, headers) + (() if data is None else (data,))
        return self.http_error(*args)

    def http_error(self, url, fp, errcode, errmsg, headers, data=None):
        """Call http_error_CODE if there is such a method, else http_error_default."""
        method = getattr(self, 'http_error_%d' % errcode, None)
        if method is not None:
            args = (url, fp, errcode, errmsg, headers) + (() if data is None else (data,))
            result = method(*args)
            if result:
                return result
        return self.http_error_default(url, fp, errcode, errmsg, headers)

    def http_error_default(self, url, fp, errcode, errmsg, headers):
        fp.close()
        raise IOError('http error', errcode, errmsg, headers)

    def open_https(self, url, data=None):
        raise IOError('url error', 'no encrypted connections: there is no module _ssl', 'https')

    def open_ftp(self, url):
        raise IOError('ftp error', 'ftp is not available')

    def open_file(self, url):
        """Open a file of this machine."""
        if not isinstance(url, str):
            raise IOError('file error', 'proxy support for file protocol currently not implemented')
        if url[:2] == '//' and url[2:3] != '/' and url[2:12].lower() != 'localhost/':
            return self.open_ftp(url)
        return self.open_local_file(url)

    def open_local_file(self, url):
        """Open a file of this machine, with headers like those of a server."""
        import mimetools
        import mimetypes
        from StringIO import StringIO
        host, path = splithost(url)
        if path[:2] == './':
            raise ValueError("local file url may start with / or file:. Unknown url of type: %s" % url)
        name = url2pathname(path)
        try:
            facts = os.stat(name)
        except OSError as problem:
            raise IOError(problem.errno, problem.strerror, problem.filename)
        headers = mimetools.Message(StringIO('Content-Type: %s\nContent-Length: %d\nLast-modified: %s\n' % (
            mimetypes.guess_type(url)[0] or 'text/plain', facts.st_size,
            time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(facts.st_mtime)))))
        shown = 'file://' + path if path[:1] == '/' else path
        if host:
            host, port = splitport(host)
            if port or socket.gethostbyname(host) not in (localhost(), thishost()):
                raise IOError('local file error', 'not on local host')
        return addinfourl(open(name, 'rb'), headers, shown)

    def open_data(self, url, data=None):
        """Open an address that has the data itself: [type][;base64],data."""
        import mimetools
        from StringIO import StringIO
        if not isinstance(url, str):
            raise IOError('data error', 'proxy support for data protocol currently not implemented')
        kind, comma, content = url.partition(',')
        if not comma:
            raise IOError('data error', 'bad data URL')
        kind = kind or 'text/plain;charset=US-ASCII'
        before, semicolon, encoding = kind.rpartition(';')
        if semicolon and '=' not in encoding:
            kind = before
        else:
            encoding = ''
        content = base64.decodestring(unquote(content)) if encoding == 'base64' else unquote(content)
        text = '\n'.join(['Date: %s' % time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(time.time())),
                          'Content-type: %s' % kind, 'Content-Length: %d' % len(content), '', content])
        source = StringIO(text)
        return addinfourl(source, mimetools.Message(source, 0), url)


class FancyURLopener(URLopener):
    """Follows redirections, and asks for passwords."""

    def __init__(self, *args, **kwargs):
        URLopener.__init__(self, *args, **kwargs)
        self.auth_cache, self.tries, self.maxtries = {}, 0, 10

    def http_error_default(self, url, fp, errcode, errmsg, headers):
        return addinfourl(fp, headers, "http:" + url, errcode)

    def http_error_302(self, url, fp, errcode, errmsg, headers, data=None):
        """The server names another address."""
        self.tries += 1
        try:
            if self.maxtries and self.tries >= self.maxtries:
                method = getattr(self, 'http_error_500', self.http_error_default)
                return method(url, fp, 500, "Internal Server Error: Redirect Recursion", headers)
            return self.redirect_internal(url, fp, errcode, errmsg, headers, data)
        finally:
            self.tries = 0

    def redirect_internal(self, url, fp, errcode, errmsg, headers, data):
        target = headers.get('location') or headers.get('uri')
        if not target:
            return
        fp.close()
        target = basejoin(self.type + ":" + url, target)
        # A server must not make us read files.
        if not target.lower().startswith(('http://', 'https://', 'ftp://')):
            raise IOError('redirect error', errcode, errmsg + " - Redirection to url '%s' is not allowed" % target,
                          headers)
        return self.open(target)

    http_error_301 = http_error_303 = http_error_302

    def http_error_307(self, url, fp, errcode, errmsg, headers, data=None):
        """The server names another address, and wants the same method there."""
        if data is None:
            return self.http_error_302(url, fp, errcode, errmsg, headers, data)
        return self.http_error_default(url, fp, errcode, errmsg, headers)

    def http_error_401(self, url, fp, errcode, errmsg, headers, data=None):
        """The server wants a password."""
        asked = re.match('[ \t]*([^ \t]+)[ \t]+realm="([^"]*)"', headers.get('www-authenticate', ''))
        if not asked or asked.group(1).lower() != 'basic':
            return URLopener.http_error_default(self, url, fp, errcode, errmsg, headers)
        host, selector = splithost(url)
        at = host.find('@') + 1
        host = host[at:]
        user, word = self.get_user_passwd(host, asked.group(2), at)
        if not (user or word):
            return None
        target = 'http://%s:%s@%s%s' % (quote(user, safe=''), quote(word, safe=''), host, selector)
        return self.open(target) if data is None else self.open(target, data)

    def get_user_passwd(self, host, realm, clear_cache=0):
        """Return name and password for a realm, asking only once."""
        key = realm + '@' + host.lower()
        if key in self.auth_cache:
            if not clear_cache:
                return self.auth_cache[key]
            del self.auth_cache[key]
        user, word = self.prompt_user_passwd(host, realm)
        if user or word:
            self.auth_cache[key] = user, word
        return user, word

    def prompt_user_passwd(self, host, realm):
        """Ask for name and password; to be overridden."""
        import getpass
        try:
            user = raw_input("Enter username for %s at %s: " % (realm, host))
            return user, getpass.getpass("Enter password for %s in %s at %s: " % (user, realm, host))
        except KeyboardInterrupt:
            print
            return None, None


_urlopener = None


def _opener():
    global _urlopener
    if _urlopener is None:
        _urlopener = FancyURLopener()
    return _urlopener


def urlopen(url, data=None, proxies=None, context=None):
    """Open an address; data is what to send by POST."""
    opener = _opener() if proxies is None else FancyURLopener(proxies=proxies)
    return opener.open(url) if data is None else opener.open(url, data)


def urlretrieve(url, filename=None, reporthook=None, data=None, context=None):
    """Copy what an address names to a file; return its name and the headers."""
    return _opener().retrieve(url, filename, reporthook, data)


def urlcleanup():
    """Forget what was fetched, and remove temporary files."""
    if _urlopener:
        _urlopener.cleanup()
    _safe_maps.clear()


# This machine, and proxies

_localhost = _thishost = _ftperrors = None


def localhost():
    """Return the address of 'localhost'."""
    global _localhost
    if _localhost is None:
        _localhost = socket.gethostbyname('localhost')
    return _localhost


def thishost():
    """Return the address of this machine."""
    global _thishost
    if _thishost is None:
        try:
            _thishost = socket.gethostbyname(socket.gethostname())
        except socket.gaierror:
            _thishost = socket.gethostbyname('localhost')
    return _thishost


def ftperrors():
    """Return the exceptions of file transfers."""
    return (IOError, EOFError)


def getproxies_environment():
    """Return proxies by scheme from variables SCHEME_proxy; small letters count more."""
    proxies = {}
    for lower in False, True:
        for name, value in os.environ.items():
            if name[-6:].lower() == '_proxy' and (not lower or name[-6:] == '_proxy'):
                key = name.lower()[:-6]
                if value:
                    proxies[key] = value
                elif lower:
                    proxies.pop(key, None)
    if 'REQUEST_METHOD' in os.environ:
        # A client of a CGI program could set this one.
        proxies.pop('http', None)
    return proxies


def proxy_bypass_environment(host, proxies=None):
    """Tell whether no proxy is to be used for a host."""
    proxies = getproxies_environment() if proxies is None else proxies
    excepted = proxies.get('no')
    if not excepted:
        return 0
    if excepted == '*':
        return 1
    host = host.lower()
    bare = splitport(host)[0]
    for name in filter(None, (each.strip() for each in excepted.split(','))):
        name = name.lstrip('.').lower()
        for each in bare, host:
            if each == name or each.endswith('.' + name):
                return 1
    return 0


getproxies, proxy_bypass = getproxies_environment, proxy_bypass_environment
