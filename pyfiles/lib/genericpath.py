"""Path functions that are alike on all systems."""
import os
import stat

__all__ = ['commonprefix', 'exists', 'getatime', 'getctime', 'getmtime', 'getsize', 'isdir', 'isfile']


def exists(path):
    """Tell whether the path leads to something; False for broken links."""
    try:
        os.stat(path)
    except os.error:
        return False
    return True


def _has_kind(path, test):
    try:
        info = os.stat(path)
    except os.error:
        return False
    return test(info.st_mode)


def isfile(path):
    """Tell whether the path leads to a regular file."""
    return _has_kind(path, stat.S_ISREG)


def isdir(s):
    """Tell whether the path leads to a folder."""
    return _has_kind(s, stat.S_ISDIR)


def getsize(filename):
    """Return the size in bytes."""
    return os.stat(filename).st_size


def getmtime(filename):
    """Return the time of the last modification."""
    return os.stat(filename).st_mtime


def getatime(filename):
    """Return the time of the last access."""
    return os.stat(filename).st_atime


def getctime(filename):
    """Return the time of the last change of the entry."""
    return os.stat(filename).st_ctime


def commonprefix(m):
    """Return the longest common leading part, character by character."""
    if not m:
        return ''
    low, high = min(m), max(m)
    for index, item in enumerate(low):
        if item != high[index]:
            return low[:index]
    return low


def _splitext(p, sep, altsep, extsep):
    last_sep = p.rfind(sep)
    if altsep:
        last_sep = max(last_sep, p.rfind(altsep))
    dot = p.rfind(extsep)
    # Leading dots belong to the name.
    if dot > last_sep and p[last_sep + 1:dot].strip(extsep):
        return p[:dot], p[dot:]
    return p, ''
