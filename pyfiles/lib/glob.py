"""Names of files that match patterns of the shell."""
import os
import re
import sys
from fnmatch import filter as _matching

__all__ = ["glob", "iglob"]

magic_check = re.compile('[*?[]')


def has_magic(s):
    """Tell whether a name is a pattern."""
    return magic_check.search(s) is not None


def glob(pathname):
    """Return the list of the existing paths that match pathname; a leading dot has to be spelled."""
    return list(iglob(pathname))


def iglob(pathname):
    """Yield the existing paths that match pathname."""
    folder, pattern = os.path.split(pathname)
    if not has_magic(pathname):
        # A path that ends in a slash is that of a folder.
        if os.path.lexists(pathname) if pattern else os.path.isdir(folder):
            yield pathname
        return
    if not folder:
        found = _listed(os.curdir, pattern) if has_magic(pattern) else _present(folder, pattern)
        for name in found:
            yield name
        return
    # The root is its own folder.
    folders = iglob(folder) if folder != pathname and has_magic(folder) else [folder]
    search = _listed if has_magic(pattern) else _present
    for folder in folders:
        for name in search(folder, pattern):
            yield os.path.join(folder, name)


def _listed(folder, pattern):
    """Return the names in a folder that match."""
    if isinstance(pattern, unicode) and not isinstance(folder, unicode):
        folder = unicode(folder, sys.getfilesystemencoding() or sys.getdefaultencoding())
    try:
        names = os.listdir(folder or os.curdir)
    except os.error:
        return []
    if not pattern.startswith('.'):
        names = [name for name in names if not name.startswith('.')]
    return _matching(names, pattern)


def _present(folder, name):
    """Return the list of a name if it is in a folder; the name '' is if the folder is one."""
    there = os.path.lexists(os.path.join(folder, name)) if name else os.path.isdir(folder)
    return [name] if there else []
