"""Taking addresses of the web apart and putting them together."""
import re
from collections import namedtuple

__all__ = ["urlparse", "urlunparse", "urljoin", "urldefrag", "urlsplit", "urlunsplit", "parse_qs", "parse_qsl"]

# What the parts of addresses mean depends on the scheme; '' is an address without one.
uses_relative = """ftp http gopher nntp imap wais file https shttp mms prospero rtsp rtspu sftp svn svn+ssh
    """.split() + ['']
uses_netloc = """ftp http gopher nntp telnet imap wais file mms https shttp snews prospero rtsp rtspu rsync
    svn svn+ssh sftp nfs git git+ssh""".split() + ['']
uses_params = "ftp hdl prospero http imap https shttp rtsp rtspu sip sips mms sftp tel".split() + ['']
non_hierarchical = "gopher hdl mailto news telnet wais imap snews sip sips".split()
uses_query = "http wais imap https shttp mms gopher rtsp rtspu sip sips".split() + ['']
uses_fragment = "ftp hdl http gopher news nntp wais https shttp snews file prospero".split() + ['']

scheme_chars = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.'

MAX_CACHE_SIZE = 20
_parse_cache = {}


def clear_cache():
    """Forget the addresses taken apart so far."""
    _parse_cache.clear()


class ResultMixin(object):
    """What the part netloc consists of."""

    @property
    def _login(self):
        return self.netloc.rpartition('@')[0] if '@' in self.netloc else None

    @property
    def _place(self):
        return self.netloc.rpartition('@')[2]

    @property
    def username(self):
        login = self._login
        return None if login is None else login.partition(':')[0]

    @property
    def password(self):
        name, colon, word = (self._login or '').partition(':')
        return word if colon else None

    @property
    def hostname(self):
        place = self._place
        if '[' in place and ']' in place:
            # The colons of an address of IP 6.
            return place.split(']')[0][1:].lower()
        host = place.split(':')[0]
        return host.lower() or None

    @property
    def port(self):
        place = self._place.split(']')[-1]
        if ':' not in place:
            return None
        digits = place.split(':')[1]
        if digits:
            number = int(digits, 10)
            if 0 <= number <= 65535:
                return number
        return None


class SplitResult(namedtuple('SplitResult', 'scheme netloc path query fragment'), ResultMixin):
    __slots__ = ()

    def geturl(self):
        """Return the address."""
        return urlunsplit(self)


class ParseResult(namedtuple('ParseResult', 'scheme netloc path params query fragment'), ResultMixin):
    __slots__ = ()

    def geturl(self):
        """Return the address."""
        return urlunparse(self)


def urlparse(url, scheme='', allow_fragments=True):
    """Take an address apart: scheme, netloc, path, params, query, fragment."""
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ''
    if ';' in path and scheme in uses_params:
        path, params = _splitparams(path)
    return ParseResult(scheme, netloc, path, params, query, fragment)


def _splitparams(url):
    """Split the parameters off the last segment of a path."""
    end = url.find(';', url.rfind('/') + 1)
    return (url, '') if end < 0 else (url[:end], url[end + 1:])


def _splitnetloc(url, start=0):
    end = re.compile('[/?#]').search(url, start)
    end = end.start() if end else len(url)
    return url[start:end], url[end:]


def _checknetloc(netloc):
    """Refuse characters that would become delimiters when normalised."""
    if not netloc or not isinstance(netloc, unicode):
        return
    from unicodedata import normalize
    bare = netloc
    for char in u'@:#?':
        bare = bare.replace(char, u'')
    normal = normalize('NFKC', bare)
    if normal != bare and any(char in normal for char in '/?#@:'):
        raise ValueError("netloc " + repr(netloc) + " contains invalid characters under NFKC normalization")


def urlsplit(url, scheme='', allow_fragments=True):
    """Take an address apart without splitting parameters off the path."""
    key = url, scheme, bool(allow_fragments), type(url), type(scheme)
    if key not in _parse_cache:
        if len(_parse_cache) >= MAX_CACHE_SIZE:
            clear_cache()
        _parse_cache[key] = _split(url, scheme, bool(allow_fragments))
    return _parse_cache[key]


def _split(url, scheme, allow_fragments):
    found, rest = _scheme_of(url)
    scheme = scheme if found is None else found
    netloc = query = fragment = ''
    if rest[:2] == '//':
        netloc, rest = _splitnetloc(rest, 2)
        if ('[' in netloc) != (']' in netloc):
            raise ValueError("Invalid IPv6 URL")
    if allow_fragments:
        rest, _, fragment = rest.partition('#')
    rest, _, query = rest.partition('?')
    _checknetloc(netloc)
    return SplitResult(scheme, netloc, rest, query, fragment)


def _scheme_of(url):
    """Return the scheme, None if there is none, and the rest of an address."""
    name, colon, rest = url.partition(':')
    if not colon or not name or name.strip(scheme_chars):
        return None, url
    # A host and its port look the same, unless the scheme is known.
    if name != 'http' and rest and not rest.strip('0123456789'):
        return None, url
    return name.lower(), rest


def urlunparse(data):
    """Put the six parts of an address together."""
    scheme, netloc, url, params, query, fragment = data
    return urlunsplit((scheme, netloc, "%s;%s" % (url, params) if params else url, query, fragment))


def urlunsplit(data):
    """Put the five parts of an address together."""
    scheme, netloc, url, query, fragment = data
    if netloc or (scheme and scheme in uses_netloc and url[:2] != '//'):
        url = '//' + (netloc or '') + ('/' if url and url[:1] != '/' else '') + url
    if scheme:
        url = scheme + ':' + url
    for mark, part in ('?', query), ('#', fragment):
        url = url + mark + part if part else url
    return url


def urljoin(base, url, allow_fragments=True):
    """Return the address that a reference means on the page of a base address."""
    if not base or not url:
        return url or base
    origin = urlparse(base, '', allow_fragments)
    scheme, netloc, path, params, query, fragment = urlparse(url, origin.scheme, allow_fragments)
    if scheme != origin.scheme or scheme not in uses_relative:
        return url
    if scheme in uses_netloc:
        if netloc:
            return urlunparse((scheme, netloc, path, params, query, fragment))
        netloc = origin.netloc
    if path[:1] == '/':
        return urlunparse((scheme, netloc, path, params, query, fragment))
    if not path and not params:
        return urlunparse((scheme, netloc, origin.path, origin.params, query or origin.query, fragment))
    segments = _resolved(origin.path.split('/')[:-1] + path.split('/'))
    return urlunparse((scheme, netloc, '/'.join(segments), params, query, fragment))


def _resolved(segments):
    """Carry out '.' and '..' in the segments of a path."""
    if segments[-1] == '.':
        segments[-1] = ''
    segments = [segment for segment in segments if segment != '.']
    # Each '..' takes the segment in front of it along, if that is not the root or another '..'.
    place = 1
    while place < len(segments) - 1:
        if segments[place] == '..' and segments[place - 1] not in ('', '..'):
            del segments[place - 1:place + 1]
            place = 1
        else:
            place += 1
    if segments == ['', '..']:
        segments[-1] = ''
    elif len(segments) >= 2 and segments[-1] == '..':
        segments[-2:] = ['']
    return segments


def urldefrag(url):
    """Return an address without its fragment, and the fragment."""
    if '#' not in url:
        return url, ''
    scheme, netloc, path, params, query, fragment = urlparse(url)
    return urlunparse((scheme, netloc, path, params, query, '')), fragment


# Queries. What a % stands for is also needed by urllib, which must not be imported for that.

_hexdig = '0123456789ABCDEFabcdef'
_hextochr = dict((high + low, chr(int(high + low, 16))) for high in _hexdig for low in _hexdig)
_asciire = re.compile('([\x00-\x7f]+)')


def unquote(s):
    """Replace what is written as % and two digits."""
    if isinstance(s, unicode):
        if '%' not in s:
            return s
        # The bytes meant are characters of Latin 1, the others stay as they are.
        parts = _asciire.split(s)
        return ''.join(unquote(str(part)).decode('latin1') if place % 2 else part
                       for place, part in enumerate(parts))
    first, parts = s.split('%')[0], s.split('%')[1:]
    return first + ''.join(_hextochr[part[:2]] + part[2:] if part[:2] in _hextochr else '%' + part for part in parts)


def parse_qs(qs, keep_blank_values=0, strict_parsing=0, max_num_fields=None):
    """Return the values of a query as lists, by name."""
    found = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, max_num_fields):
        found.setdefault(name, []).append(value)
    return found


def parse_qsl(qs, keep_blank_values=0, strict_parsing=0, max_num_fields=None):
    """Return the names and values of a query in their order."""
    if max_num_fields is not None and max_num_fields < 1 + qs.count('&') + qs.count(';'):
        raise ValueError('Max number of fields exceeded')
    pairs = []
    for field in re.split('[&;]', qs):
        if not field and not strict_parsing:
            continue
        name, equals, value = field.partition('=')
        if not equals:
            if strict_parsing:
                raise ValueError("bad query field: %r" % (field,))
            if not keep_blank_values:
                continue
        if value or keep_blank_values:
            pairs.append((unquote(name.replace('+', ' ')), unquote(value.replace('+', ' '))))
    return pairs
