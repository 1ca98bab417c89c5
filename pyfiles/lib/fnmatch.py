"""Names that match shell patterns."""
import re

__all__ = ["filter", "fnmatch", "fnmatchcase", "translate"]

_cache = {}
_MAXCACHE = 100


def _purge():
    _cache.clear()


def fnmatch(name, pat):
    """Tell whether a name matches a pattern, by the rules of the file system."""
    import os
    return fnmatchcase(os.path.normcase(name), os.path.normcase(pat))


def fnmatchcase(name, pat):
    """Tell whether a name matches a pattern; case counts."""
    return _compiled(pat).match(name) is not None


def _compiled(pat):
    if pat not in _cache:
        if len(_cache) >= _MAXCACHE:
            _cache.clear()
        _cache[pat] = re.compile(translate(pat))
    return _cache[pat]


def filter(names, pat):
    """Return the names that match."""
    import os
    match = _compiled(os.path.normcase(pat)).match
    return [name for name in names if match(os.path.normcase(name))]


def translate(pat):
    """Return the pattern as a regular expression."""
    result = ''
    index = 0
    while index < len(pat):
        char = pat[index]
        index += 1
        if char == '*':
            result += '.*'
        elif char == '?':
            result += '.'
        elif char == '[':
            end = index
            if pat[end:end + 1] == '!':
                end += 1
            if pat[end:end + 1] == ']':
                end += 1
            end = pat.find(']', end)
            if end < 0:
                result += '\\['
                continue
            inside = pat[index:end].replace('\\', '\\\\')
            index = end + 1
            if inside[0] == '!':
                inside = '^' + inside[1:]
            elif inside[0] == '^':
                inside = '\\' + inside
            result += '[%s]' % inside
        else:
            result += re.escape(char)
    return result + '\\Z(?ms)'
