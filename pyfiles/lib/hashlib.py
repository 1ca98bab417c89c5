"""Message digests: md5, sha1, sha224, sha256, sha384, sha512, each with update(), digest(), copy()."""
import _md5
import _sha
import _sha256
import _sha512

_makers = {'md5': _md5.new, 'sha1': _sha.new, 'sha224': _sha256.sha224, 'sha256': _sha256.sha256,
           'sha384': _sha512.sha384, 'sha512': _sha512.sha512}

algorithms = ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512')
algorithms_guaranteed = set(algorithms)
algorithms_available = set(algorithms)

__all__ = algorithms + ('new', 'algorithms_guaranteed', 'algorithms_available', 'algorithms',
                        'pbkdf2_hmac')

md5, sha1, sha224, sha256, sha384, sha512 = [_makers[_name] for _name in algorithms]


def new(name, string=''):
    """Return a digest of the kind named, fed with string."""
    try:
        make = _makers[name.lower()]
    except KeyError:
        raise ValueError('unsupported hash type ' + name)
    return make(string)


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Return a key derived from a password by the function PBKDF2 of PKCS 5."""
    import binascii
    import struct
    if not isinstance(hash_name, str):
        raise TypeError(hash_name)
    if iterations < 1:
        raise ValueError(iterations)
    size = new(hash_name).digest_size
    if dklen is None:
        dklen = size
    if dklen < 1:
        raise ValueError(dklen)
    inner, outer = new(hash_name), new(hash_name)
    block = inner.block_size
    password = bytes(buffer(password))
    if len(password) > block:
        password = new(hash_name, password).digest()
    password += '\0' * (block - len(password))
    inner.update(''.join(chr(ord(char) ^ 0x36) for char in password))
    outer.update(''.join(chr(ord(char) ^ 0x5c) for char in password))

    def keyed(text):
        first, second = inner.copy(), outer.copy()
        first.update(text)
        second.update(first.digest())
        return second.digest()

    key = ''
    number = 1
    while len(key) < dklen:
        last = keyed(bytes(buffer(salt)) + struct.pack('>I', number))
        mixed = int(binascii.hexlify(last), 16)
        for _ in xrange(iterations - 1):
            last = keyed(last)
            mixed ^= int(binascii.hexlify(last), 16)
        key += binascii.unhexlify('%0*x' % (size * 2, mixed))
        number += 1
    return key[:dklen]
