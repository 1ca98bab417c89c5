"""Files and folders with names of their own, for a while."""
__all__ = ["NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp", "mkdtemp",
           "mktemp", "TMP_MAX", "gettempprefix", "tempdir", "gettempdir"]

import errno as _errno
import os as _os
from StringIO import StringIO as _StringIO

TMP_MAX = getattr(_os, 'TMP_MAX', 10000)
template = "tmp"
tempdir = None

_open_flags = _os.O_RDWR | _os.O_CREAT | _os.O_EXCL | getattr(_os, 'O_NOFOLLOW', 0)
_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"


def _random_name():
    return ''.join(_characters[ord(byte) % 63] for byte in _os.urandom(6))


def _candidate_folders():
    folders = [_os.getenv(name) for name in ('TMPDIR', 'TEMP', 'TMP')]
    folders = [folder for folder in folders if folder]
    folders += ['/tmp', '/var/tmp', '/usr/tmp']
    try:
        folders.append(_os.getcwd())
    except (AttributeError, _os.error):
        folders.append(_os.curdir)
    return folders


def _usable(folder):
    path = _os.path.join(folder, _random_name())
    try:
        fd = _os.open(path, _open_flags, 0o600)
    except (OSError, IOError):
        return False
    _os.close(fd)
    _os.unlink(path)
    return True


def gettempprefix():
    """Return what names of temporary files begin with."""
    return template


def gettempdir():
    """Return the folder for temporary files."""
    global tempdir
    if tempdir is None:
        for folder in _candidate_folders():
            folder = _os.path.normcase(_os.path.abspath(folder))
            if _usable(folder):
                tempdir = folder
                break
        else:
            raise IOError(_errno.ENOENT, "No usable temporary directory found in %s"
                          % _candidate_folders())
    return tempdir


def _first_free(dir, prefix, suffix, make):
    """Return what make(path) returns for the first path that does not exist."""
    for _ in xrange(TMP_MAX):
        path = _os.path.join(dir, prefix + _random_name() + suffix)
        try:
            return make(path)
        except OSError as error:
            if error.errno != _errno.EEXIST:
                raise
    raise IOError(_errno.EEXIST, "No usable temporary file name found")


def mkstemp(suffix="", prefix=template, dir=None, text=False):
    """Make a file; return its descriptor and its path."""
    if dir is None:
        dir = gettempdir()

    def make(path):
        return _os.open(path, _open_flags, 0o600), _os.path.abspath(path)
    return _first_free(dir, prefix, suffix, make)


def mkdtemp(suffix="", prefix=template, dir=None):
    """Make a folder; return its path."""
    if dir is None:
        dir = gettempdir()

    def make(path):
        _os.mkdir(path, 0o700)
        return path
    return _first_free(dir, prefix, suffix, make)


def mktemp(suffix="", prefix=template, dir=None):
    """Return a path that does not exist (somebody else may make it: use mkstemp)."""
    if dir is None:
        dir = gettempdir()
    while 1:
        path = _os.path.join(dir, prefix + _random_name() + suffix)
        if not _os.path.lexists(path):
            return path


class _TemporaryFileWrapper:
    """A file that removes itself when it is closed."""

    # Whether close() has been called. The functions are kept: modules may be gone when the last
    # reference goes.
    close_called = False
    unlink = _os.unlink

    def __init__(self, file, name, delete=True):
        self.file, self.name, self.delete = file, name, delete

    def __getattr__(self, name):
        value = getattr(self.__dict__['file'], name)
        if not isinstance(value, int):
            # Methods stay what they are; numbers may change.
            self.__dict__[name] = value
        return value

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, *problem):
        outcome = self.file.__exit__(*problem)
        self.close()
        return outcome

    def close(self):
        """Close the file, which removes it unless that was not wanted."""
        if self.close_called:
            return
        self.close_called = True
        try:
            self.file.close()
        finally:
            if self.delete:
                self.unlink(self.name)

    __del__ = close


def NamedTemporaryFile(mode='w+b', bufsize=-1, suffix="", prefix=template, dir=None,
                       delete=True):
    """Make and open a file that has a name."""
    fd, name = mkstemp(suffix, prefix, dir)
    try:
        return _TemporaryFileWrapper(_os.fdopen(fd, mode, bufsize), name, delete)
    except:
        _os.close(fd)
        raise


def TemporaryFile(mode='w+b', bufsize=-1, suffix="", prefix=template, dir=None):
    """Make and open a file without a name."""
    fd, name = mkstemp(suffix, prefix, dir)
    try:
        _os.unlink(name)
        return _os.fdopen(fd, mode, bufsize)
    except:
        _os.close(fd)
        raise


class SpooledTemporaryFile:
    """A file in memory that moves to the disk when it becomes large."""

    _rolled = False

    def __init__(self, max_size=0, mode='w+b', bufsize=-1, suffix="", prefix=template, dir=None):
        self._file = _StringIO()
        self._max_size = max_size
        self._rolled = False
        self._arguments = (mode, bufsize, suffix, prefix, dir)

    def rollover(self):
        if self._rolled:
            return
        memory = self._file
        self._file = TemporaryFile(*self._arguments)
        self._file.write(memory.getvalue())
        self._file.seek(memory.tell(), 0)
        self._rolled = True

    def _check(self):
        if not self._rolled and self._max_size and self._file.tell() > self._max_size:
            self.rollover()

    def __enter__(self):
        if not self._file.closed:
            return self
        raise ValueError("Cannot enter context with closed file")

    def __exit__(self, *problem):
        self._file.close()

    def __iter__(self):
        return self._file.__iter__()

    def __getattr__(self, name):
        return getattr(self._file, name)

    def fileno(self):
        self.rollover()
        return self._file.fileno()

    def write(self, s):
        self._file.write(s)
        self._check()

    def writelines(self, iterable):
        for line in iterable:
            self.write(line)
