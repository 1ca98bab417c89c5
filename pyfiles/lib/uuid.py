"""Identifiers that are unique without anybody handing them out (RFC 4122)."""
import os

__all__ = ["UUID", "getnode", "uuid1", "uuid3", "uuid4", "uuid5", "NAMESPACE_DNS", "NAMESPACE_URL", "NAMESPACE_OID",
           "NAMESPACE_X500", "RESERVED_NCS", "RFC_4122", "RESERVED_MICROSOFT", "RESERVED_FUTURE"]

RESERVED_NCS, RFC_4122, RESERVED_MICROSOFT, RESERVED_FUTURE = [
    'reserved for NCS compatibility', 'specified in RFC 4122', 'reserved for Microsoft compatibility',
    'reserved for future definition']

# The fields in their order: a name and how many bits.
_FIELDS = [('time_low', 32), ('time_mid', 16), ('time_hi_version', 16), ('clock_seq_hi_variant', 8),
           ('clock_seq_low', 8), ('node', 48)]


class UUID(object):
    """An identifier of 128 bits; given as text, bytes, bytes of the little-endian form, fields or number."""

    def __init__(self, hex=None, bytes=None, bytes_le=None, fields=None, int=None, version=None):
        if [hex, bytes, bytes_le, fields, int].count(None) != 4:
            raise TypeError('need one of hex, bytes, bytes_le, fields, or int')
        if hex is not None:
            digits = hex.replace('urn:', '').replace('uuid:', '').strip('{}').replace('-', '')
            if len(digits) != 32:
                raise ValueError('badly formed hexadecimal UUID string')
            int = long(digits, 16)
        elif bytes_le is not None:
            if len(bytes_le) != 16:
                raise ValueError('bytes_le is not a 16-char string')
            bytes = bytes_le[3::-1] + bytes_le[5:3:-1] + bytes_le[7:5:-1] + bytes_le[8:]
        if bytes is not None:
            if len(bytes) != 16:
                raise ValueError('bytes is not a 16-char string')
            int = long(bytes.encode('hex'), 16)
        if fields is not None:
            int = self._joined(fields)
        if not 0 <= int < 1 << 128:
            raise ValueError('int is out of range (need a 128-bit value)')
        if version is not None:
            if not 1 <= version <= 5:
                raise ValueError('illegal version number')
            # The variant of the standard, and the version.
            int = int & ~(0xc000 << 48L) | 0x8000 << 48L
            int = int & ~(0xf000 << 64L) | version << 76L
        self.__dict__['int'] = int

    def _joined(self, fields):
        if len(fields) != 6:
            raise ValueError('fields is not a 6-tuple')
        number = 0L
        for place, (value, (_, bits)) in enumerate(zip(fields, _FIELDS), 1):
            if not 0 <= value < 1 << bits:
                raise ValueError('field %d out of range (need %s %d-bit value)'
                                 % (place, 'an' if bits == 8 else 'a', bits))
            number = number << bits | value
        return number

    def __cmp__(self, other):
        return cmp(self.int, other.int) if isinstance(other, UUID) else NotImplemented

    def __hash__(self):
        return hash(self.int)

    def __int__(self):
        return self.int

    def __repr__(self):
        return 'UUID(%r)' % str(self)

    def __setattr__(self, name, value):
        raise TypeError('UUID objects are immutable')

    def __str__(self):
        digits = self.hex
        return '-'.join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])

    hex = property(lambda self: '%032x' % self.int)
    bytes = property(lambda self: self.hex.decode('hex'))
    urn = property(lambda self: 'urn:uuid:' + str(self))
    fields = property(lambda self: tuple(getattr(self, name) for name, _ in _FIELDS))

    @property
    def bytes_le(self):
        data = self.bytes
        return data[3::-1] + data[5:3:-1] + data[7:5:-1] + data[8:]

    @property
    def time(self):
        return (self.time_hi_version & 0x0fffL) << 48L | self.time_mid << 32L | self.time_low

    @property
    def clock_seq(self):
        return (self.clock_seq_hi_variant & 0x3fL) << 8L | self.clock_seq_low

    @property
    def variant(self):
        bits = self.int >> 61L & 7
        if bits < 4:
            return RESERVED_NCS
        if bits < 6:
            return RFC_4122
        return RESERVED_MICROSOFT if bits == 6 else RESERVED_FUTURE

    @property
    def version(self):
        if self.variant == RFC_4122:
            return int(self.int >> 76L & 0xf)
        return None


def _make_field(name, shift, bits):
    setattr(UUID, name, property(lambda self: self.int >> shift & ((1L << bits) - 1)))


_shift = 128
for _name, _bits in _FIELDS:
    _shift -= _bits
    _make_field(_name, _shift, _bits)
del _name, _bits, _shift


def _hardware_address():
    """Return the number of a network card, None if there is none."""
    folder = '/sys/class/net'
    try:
        cards = sorted(os.listdir(folder))
    except OSError:
        return None
    for card in cards:
        try:
            with open(os.path.join(folder, card, 'address')) as source:
                number = int(source.read().strip().replace(':', ''), 16)
        except (IOError, ValueError):
            continue
        # One that was made up by software is not unique.
        if number and not number >> 41 & 1:
            return number
    return None


_node = None


def getnode():
    """Return a number that stands for this machine: of a network card, else a random one."""
    global _node
    if _node is None:
        _node = _hardware_address()
        if _node is None:
            import random
            _node = random.randrange(0, 1 << 48L) | 0x010000000000L
    return _node


_last_timestamp = None


def uuid1(node=None, clock_seq=None):
    """Make an identifier of the machine, a sequence number and the time."""
    global _last_timestamp
    import time
    # Since the calendar was reformed, in units of 100 nanoseconds.
    timestamp = int(time.time() * 1e7) + 0x01b21dd213814000L
    if _last_timestamp is not None and timestamp <= _last_timestamp:
        timestamp = _last_timestamp + 1
    _last_timestamp = timestamp
    if clock_seq is None:
        import random
        clock_seq = random.randrange(1 << 14L)
    return UUID(fields=(timestamp & 0xffffffffL, timestamp >> 32L & 0xffffL, timestamp >> 48L & 0x0fffL,
                        clock_seq >> 8L & 0x3fL, clock_seq & 0xffL, getnode() if node is None else node), version=1)


def _named(digest, namespace, name, version):
    return UUID(bytes=digest(namespace.bytes + name).digest()[:16], version=version)


def uuid3(namespace, name):
    """Make the identifier of a name by MD5."""
    from hashlib import md5
    return _named(md5, namespace, name, 3)


def uuid4():
    """Make a random identifier."""
    return UUID(bytes=os.urandom(16), version=4)


def uuid5(namespace, name):
    """Make the identifier of a name by SHA-1."""
    from hashlib import sha1
    return _named(sha1, namespace, name, 5)


NAMESPACE_DNS, NAMESPACE_URL, NAMESPACE_OID, NAMESPACE_X500 = [
    UUID('6ba7b81%d-9dad-11d1-80b4-00c04fd430c8' % number) for number in (0, 1, 2, 4)]
