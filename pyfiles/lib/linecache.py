"""Lines of source files, read once."""
import os
import sys

__all__ = ["getline", "clearcache", "checkcache"]

cache = {}


def getline(filename, lineno, module_globals=None):
    """Return a line, '' if there is none."""
    lines = getlines(filename, module_globals)
    if 1 <= lineno <= len(lines):
        return lines[lineno - 1]
    return ''


def clearcache():
    """Forget all lines."""
    cache.clear()


def getlines(filename, module_globals=None):
    """Return all lines of a file."""
    if filename in cache:
        return cache[filename][2]
    try:
        return updatecache(filename, module_globals)
    except MemoryError:
        clearcache()
        return []


def checkcache(filename=None):
    """Forget files that have changed."""
    for name in (cache.keys() if filename is None else [filename]):
        if name not in cache:
            continue
        size, mtime, lines, fullname = cache[name]
        if mtime is None:
            continue
        try:
            info = os.stat(fullname)
        except os.error:
            del cache[name]
            continue
        if size != info.st_size or mtime != info.st_mtime:
            del cache[name]


def updatecache(filename, module_globals=None):
    """Read a file again and return its lines."""
    cache.pop(filename, None)
    if not filename or (filename.startswith('<') and filename.endswith('>')):
        return []
    fullname = filename
    try:
        info = os.stat(fullname)
    except OSError:
        basename = filename
        if module_globals and '__loader__' in module_globals:
            get_source = getattr(module_globals['__loader__'], 'get_source', None)
            name = module_globals.get('__name__')
            if name and get_source:
                try:
                    data = get_source(name)
                except (ImportError, IOError):
                    pass
                else:
                    if data is None:
                        return []
                    lines = [line + '\n' for line in data.splitlines()]
                    cache[filename] = (len(data), None, lines, fullname)
                    return lines
        if os.path.isabs(filename):
            return []
        for folder in sys.path:
            try:
                fullname = os.path.join(folder, basename)
            except (TypeError, AttributeError):
                continue
            try:
                info = os.stat(fullname)
                break
            except os.error:
                pass
        else:
            return []
    try:
        with open(fullname, 'rU') as source:
            lines = source.readlines()
    except IOError:
        return []
    if lines and not lines[-1].endswith('\n'):
        lines[-1] += '\n'
    cache[filename] = (info.st_size, info.st_mtime, lines, fullname)
    return lines
