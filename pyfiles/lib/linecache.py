"""Lines of source files, read once."""
import os
import sys

__all__ = ["getline", "clearcache", "checkcache"]

# A row: size, time of change (None for text from a loader), lines, path.
cache = {}


def getline(filename, lineno, module_globals=None):
    """Return a line, '' if there is none."""
    lines = getlines(filename, module_globals)
    return lines[lineno - 1] if 0 < lineno <= len(lines) else ''


def getlines(filename, module_globals=None):
    """Return all lines of a file."""
    try:
        row = cache.get(filename)
        return updatecache(filename, module_globals) if row is None else row[2]
    except MemoryError:
        clearcache()
        return []


def clearcache():
    """Forget all lines."""
    cache.clear()


def checkcache(filename=None):
    """Forget files that have changed."""
    for name in [filename] if filename is not None else list(cache):
        if name in cache and _is_stale(*cache[name]):
            del cache[name]


def _is_stale(size, changed, lines, path):
    if changed is None:
        return False
    try:
        now = os.stat(path)
    except OSError:
        return True
    return (now.st_size, now.st_mtime) != (size, changed)


def updatecache(filename, module_globals=None):
    """Read a file again and return its lines."""
    cache.pop(filename, None)
    if not filename or filename[0] + filename[-1] == '<>':
        return []
    row = (_from_path(filename) or _from_loader(filename, module_globals or {})
           or _from_search(filename))
    if row is None:
        return []
    cache[filename] = row
    return row[2]


def _from_path(path):
    """Return the row of a file; None if there is no such file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    try:
        with open(path, 'rU') as source:
            lines = source.readlines()
    except IOError:
        return None
    if lines and not lines[-1].endswith('\n'):
        lines[-1] += '\n'
    return found.st_size, found.st_mtime, lines, path


def _from_loader(filename, module_globals):
    """Return the row of a module whose loader has the source."""
    get_source = getattr(module_globals.get('__loader__'), 'get_source', None)
    name = module_globals.get('__name__')
    if not name or not get_source:
        return None
    try:
        text = get_source(name)
    except (ImportError, IOError):
        return None
    if text is None:
        return None
    return len(text), None, [line + '\n' for line in text.splitlines()], filename


def _from_search(filename):
    """Return the row of a relative file found through sys.path."""
    if os.path.isabs(filename):
        return None
    for folder in sys.path:
        if isinstance(folder, basestring):
            row = _from_path(os.path.join(folder, filename))
            if row is not None:
                return row
    return None
