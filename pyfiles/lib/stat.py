"""Reading the mode of os.stat results."""

ST_MODE, ST_INO, ST_DEV, ST_NLINK, ST_UID, ST_GID, ST_SIZE, ST_ATIME, ST_MTIME, ST_CTIME = range(10)

# What a file is: the highest of six octal digits.
_KINDS = {'FIFO': 01, 'CHR': 02, 'DIR': 04, 'BLK': 06, 'REG': 010, 'LNK': 012, 'SOCK': 014}

# Special bits, then who may do what.
S_ISUID, S_ISGID, S_ISVTX = 04000, 02000, 01000
S_ENFMT = S_ISGID
for _shift, _who in (6, 'USR'), (3, 'GRP'), (0, 'OTH'):
    for _bit, _what in (4, 'R'), (2, 'W'), (1, 'X'):
        globals()['S_I' + _what + _who] = _bit << _shift
    globals()['S_IRWX' + _who[0]] = 7 << _shift
S_IREAD, S_IWRITE, S_IEXEC = S_IRUSR, S_IWUSR, S_IXUSR

# Flags of files on other systems.
UF_NODUMP = 0x00000001
UF_IMMUTABLE = 0x00000002
UF_APPEND = 0x00000004
UF_OPAQUE = 0x00000008
UF_NOUNLINK = 0x00000010
UF_COMPRESSED = 0x00000020
UF_HIDDEN = 0x00008000
SF_ARCHIVED = 0x00010000
SF_IMMUTABLE = 0x00020000
SF_APPEND = 0x00040000
SF_NOUNLINK = 0x00100000
SF_SNAPSHOT = 0x00200000


def S_IMODE(mode):
    """Return the part of a mode that chmod can set."""
    return mode & 07777


def S_IFMT(mode):
    """Return the part of a mode that says what a file is."""
    return mode & 0170000


def _test_for(kind):
    def is_kind(mode):
        return S_IFMT(mode) == kind
    return is_kind


for _what, _bit in _KINDS.items():
    globals()['S_IF' + _what.replace('FIFO', 'IFO')] = _bit << 12
    globals()['S_IS' + _what] = _test = _test_for(_bit << 12)
    _test.__name__ = 'S_IS' + _what
del _shift, _who, _bit, _what, _test
