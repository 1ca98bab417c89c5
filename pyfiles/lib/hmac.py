"""Keyed digests, RFC 2104."""
import warnings as _warnings

trans_5C, trans_36 = [''.join(chr(_code ^ _mask) for _code in range(256))
                      for _mask in (0x5c, 0x36)]
digest_size = None
# Marks the one way of making an HMAC that is to be filled by copy().
_secret_backdoor_key = []


def compare_digest(a, b):
    """Tell whether two digests are equal, in a time that does not depend on where they differ."""
    if isinstance(a, unicode) and isinstance(b, unicode):
        try:
            a, b = a.encode('ascii'), b.encode('ascii')
        except UnicodeEncodeError:
            raise TypeError("comparing strings with non-ASCII characters is not supported")
    elif not all(isinstance(each, (str, bytearray, buffer)) for each in (a, b)):
        raise TypeError("unsupported operand types(s) or combination of types: '%s' and '%s'" %
                        (type(a).__name__, type(b).__name__))
    a, b = bytearray(a), bytearray(b)
    different = len(a) ^ len(b)
    for at, code in enumerate(b):
        different |= code ^ (a[at] if at < len(a) else 0)
    return not different


class HMAC:
    """A keyed digest; it has the methods of a digest."""
    blocksize = 64

    def __init__(self, key, msg=None, digestmod=None):
        if key is _secret_backdoor_key:
            return
        if digestmod is None:
            import hashlib
            digestmod = hashlib.md5
        make = digestmod if hasattr(digestmod, '__call__') else digestmod.new
        self.digest_cons = make
        self.outer, self.inner = make(), make()
        self.digest_size = self.inner.digest_size
        block = getattr(self.inner, 'block_size', None)
        if block is None:
            _warnings.warn('No block_size attribute on given digest object; Assuming %d.' %
                           self.blocksize, RuntimeWarning, 2)
            block = self.blocksize
        elif block < 16:
            _warnings.warn('block_size of %d seems too small; using our default of %d.' %
                           (block, self.blocksize), RuntimeWarning, 2)
            block = self.blocksize
        if len(key) > block:
            key = make(key).digest()
        key += chr(0) * (block - len(key))
        for digest, table in ((self.outer, trans_5C), (self.inner, trans_36)):
            digest.update(key.translate(table))
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        """Feed msg."""
        self.inner.update(msg)

    def copy(self):
        """Return one that has been fed the same."""
        made = self.__class__(_secret_backdoor_key)
        made.digest_cons, made.digest_size = self.digest_cons, self.digest_size
        made.inner, made.outer = self.inner.copy(), self.outer.copy()
        return made

    def _finished(self):
        digest = self.outer.copy()
        digest.update(self.inner.digest())
        return digest

    def digest(self):
        """Return the digest of what was fed so far."""
        return self._finished().digest()

    def hexdigest(self):
        """Return the digest of what was fed so far in hexadecimal digits."""
        return self._finished().hexdigest()


def new(key, msg=None, digestmod=None):
    """Return a keyed digest, fed with msg; digestmod is a module or function, MD5 if None."""
    return HMAC(key, msg, digestmod)
