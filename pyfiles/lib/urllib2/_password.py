"""Passwords for addresses, and the two ways to send them."""
import base64
import hashlib
import os
import posixpath
import re
import time
import urlparse

import urllib2
from urllib import splitport


def parse_keqv_list(l):
    """Return a list of key=value as a dictionary; values may be in quotes."""
    pairs = [each.split('=', 1) for each in l]
    return dict((key, value[1:-1] if value[0] == value[-1] == '"' else value) for key, value in pairs)


def parse_http_list(s):
    """Return what stands between commas, of which those in quotes do not count."""
    parts = re.findall(r'((?:"(?:\\.|[^"\\])*"?|[^,"])+)', s)
    return [re.sub(r'\\(.)', r'\1', part.strip()) if '"' in part else part.strip() for part in parts if part.strip()]


class HTTPPasswordMgr:
    """Knows names and passwords by realm and address."""

    def __init__(self):
        self.passwd = {}

    def add_password(self, realm, uri, user, passwd):
        """Note name and password for an address, or several, and what is below."""
        uris = [uri] if isinstance(uri, basestring) else uri
        known = self.passwd.setdefault(realm, {})
        for default_port in True, False:
            known[tuple(self.reduce_uri(each, default_port) for each in uris)] = user, passwd

    def find_user_password(self, realm, authuri):
        """Return name and password, (None, None) if they are not known."""
        for default_port in True, False:
            wanted = self.reduce_uri(authuri, default_port)
            for uris, found in self.passwd.get(realm, {}).iteritems():
                if any(self.is_suburi(uri, wanted) for uri in uris):
                    return found
        return None, None

    def reduce_uri(self, uri, default_port=True):
        """Return host and path of an address, which may be a host only."""
        parts = urlparse.urlsplit(uri)
        scheme, authority, path = (parts.scheme, parts.netloc, parts.path or '/') if parts.netloc else (None, uri, '/')
        port = splitport(authority)[1]
        if default_port and port is None and scheme is not None:
            default = {"http": 80, "https": 443}.get(scheme)
            if default is not None:
                authority = "%s:%d" % (authority, default)
        return authority, path

    def is_suburi(self, base, test):
        """Tell whether an address is another or below it."""
        if base == test:
            return True
        return base[0] == test[0] and len(posixpath.commonprefix((base[1], test[1]))) == len(base[1])


class HTTPPasswordMgrWithDefaultRealm(HTTPPasswordMgr):
    """Passwords for the realm None are for all."""

    def find_user_password(self, realm, authuri):
        found = HTTPPasswordMgr.find_user_password(self, realm, authuri)
        return found if found[0] is not None else HTTPPasswordMgr.find_user_password(self, None, authuri)


class AbstractBasicAuthHandler:
    """Answers the question for a password by sending it."""

    rx = re.compile('(?:[^,]*,)*[ \t]*([^ \t,]+)[ \t]+realm=(["\']?)([^"\']*)\\2', re.I)

    def __init__(self, password_mgr=None):
        self.passwd = HTTPPasswordMgr() if password_mgr is None else password_mgr
        self.add_password = self.passwd.add_password

    def http_error_auth_reqed(self, authreq, host, req, headers):
        asked = self.rx.search(headers.get(authreq, None) or '')
        if not asked:
            return
        scheme, mark, realm = asked.groups()
        if mark not in ('"', "'"):
            import warnings
            warnings.warn("Basic Auth Realm was unquoted", UserWarning, 2)
        if scheme.lower() == 'basic':
            return self.retry_http_basic_auth(host, req, realm)

    def retry_http_basic_auth(self, host, req, realm):
        user, word = self.passwd.find_user_password(realm, host)
        if word is None:
            return None
        secret = 'Basic %s' % base64.b64encode("%s:%s" % (user, word)).strip()
        if req.get_header(self.auth_header, None) == secret:
            return None  # It has been refused.
        req.add_unredirected_header(self.auth_header, secret)
        return self.parent.open(req, timeout=req.timeout)


def randombytes(n):
    """Return random bytes."""
    return os.urandom(n)


class AbstractDigestAuthHandler:
    """Answers the question for a password by sending a sum of it and of what the server has sent."""

    def __init__(self, passwd=None):
        self.passwd = HTTPPasswordMgr() if passwd is None else passwd
        self.add_password = self.passwd.add_password
        self.retried = self.nonce_count = 0
        self.last_nonce = None

    def reset_retry_count(self):
        self.retried = 0

    def http_error_auth_reqed(self, auth_header, host, req, headers):
        asked = headers.get(auth_header, None)
        if self.retried > 5:
            # The password is wrong, and asking somebody again is for others to do.
            raise urllib2.HTTPError(req.get_full_url(), 401, "digest auth failed", headers, None)
        self.retried += 1
        if asked and asked.split()[0].lower() == 'digest':
            return self.retry_http_digest_auth(req, asked)

    def retry_http_digest_auth(self, req, auth):
        challenge = parse_keqv_list(parse_http_list(auth.split(' ', 1)[1]))
        answer = self.get_authorization(req, challenge)
        if not answer:
            return None
        secret = 'Digest %s' % answer
        if req.headers.get(self.auth_header, None) == secret:
            return None  # It has been refused.
        req.add_unredirected_header(self.auth_header, secret)
        return self.parent.open(req, timeout=req.timeout)

    def get_cnonce(self, nonce):
        """Return a number of our own, which nobody can guess."""
        seed = "%s:%s:%s:" % (self.nonce_count, nonce, time.ctime())
        return hashlib.sha1(seed + randombytes(8)).hexdigest()[:16]

    def get_authorization(self, req, chal):
        """Return the header for a challenge, None if it cannot be met."""
        if 'realm' not in chal or 'nonce' not in chal:
            return None
        realm, nonce, algorithm = chal['realm'], chal['nonce'], chal.get('algorithm', 'MD5')
        digest, keyed = self.get_algorithm_impls(algorithm)
        if digest is None:
            return None
        user, word = self.passwd.find_user_password(realm, req.get_full_url())
        if user is None:
            return None
        first, second = "%s:%s:%s" % (user, realm, word), "%s:%s" % (req.get_method(), req.get_selector())
        quality = chal.get('qop')
        extra = ''
        if quality == 'auth':
            if nonce == self.last_nonce:
                self.nonce_count += 1
            else:
                self.nonce_count, self.last_nonce = 1, nonce
            count, own = '%08x' % self.nonce_count, self.get_cnonce(nonce)
            response = keyed(digest(first), "%s:%s:%s:%s:%s" % (nonce, count, own, quality, digest(second)))
            extra = ', qop=auth, nc=%s, cnonce="%s"' % (count, own)
        elif quality is None:
            response = keyed(digest(first), "%s:%s" % (nonce, digest(second)))
        else:
            raise urllib2.URLError("qop '%s' is not supported." % quality)
        header = 'username="%s", realm="%s", nonce="%s", uri="%s", response="%s"' % (
            user, realm, nonce, req.get_selector(), response)
        if chal.get('opaque'):
            header += ', opaque="%s"' % chal['opaque']
        entity = self.get_entity_digest(req.get_data(), chal)
        if entity:
            header += ', digest="%s"' % entity
        return header + ', algorithm="%s"' % algorithm + extra

    def get_algorithm_impls(self, algorithm):
        """Return the functions for a sum and for one with a secret."""
        function = {'MD5': hashlib.md5, 'SHA': hashlib.sha1}.get(algorithm.upper())
        if function is None:
            raise ValueError('Unsupported digest authentication algorithm %r' % algorithm.lower())

        def digest(text):
            return function(text).hexdigest()
        return digest, lambda secret, data: digest("%s:%s" % (secret, data))

    def get_entity_digest(self, data, chal):
        """Return a sum of the data: none, it is not supported."""
        return None
