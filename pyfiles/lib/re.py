"""Regular expressions."""
import _sre
from sre_constants import error

__all__ = ["match", "search", "sub", "subn", "split", "findall", "compile", "purge", "template",
           "escape", "I", "L", "M", "S", "X", "U", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL",
           "VERBOSE", "UNICODE", "error", "finditer"]

__version__ = "2.2.1"

TEMPLATE = T = 1
IGNORECASE = I = 2
LOCALE = L = 4
MULTILINE = M = 8
DOTALL = S = 16
UNICODE = U = 32
VERBOSE = X = 64
DEBUG = 128

_cache = {}
_MAXCACHE = 100


def match(pattern, string, flags=0):
    """Match at the beginning of the text."""
    return _compile(pattern, flags).match(string)


def search(pattern, string, flags=0):
    """Find the first match."""
    return _compile(pattern, flags).search(string)


def sub(pattern, repl, string, count=0, flags=0):
    """Replace matches by a template or by what a function returns."""
    return _compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    """Replace matches; return the text and their number."""
    return _compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    """Split the text at matches."""
    return _compile(pattern, flags).split(string, maxsplit)


def findall(pattern, string, flags=0):
    """Return all matches: their texts or groups."""
    return _compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    """Iterate over all matches."""
    return _compile(pattern, flags).finditer(string)


def compile(pattern, flags=0):
    """Compile a pattern."""
    return _compile(pattern, flags)


def purge():
    """Forget compiled patterns."""
    _cache.clear()


def template(pattern, flags=0):
    """Compile a template pattern."""
    return _compile(pattern, flags | T)


_alphanum = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def escape(pattern):
    """Put a backslash before all that is not a letter or digit."""
    result = []
    for char in pattern:
        if char in _alphanum:
            result.append(char)
        elif char == "\000":
            result.append("\\000")
        else:
            result.append("\\" + char)
    return pattern[:0].join(result)


_pattern_type = _sre.SRE_Pattern


def _compile(pattern, flags):
    key = (type(pattern), pattern, flags)
    try:
        return _cache[key]
    except KeyError:
        pass
    if isinstance(pattern, _pattern_type):
        if flags:
            raise ValueError('Cannot process flags argument with a compiled pattern')
        return pattern
    if not isinstance(pattern, basestring):
        raise TypeError("first argument must be string or compiled pattern")
    result = _sre.compile(pattern, flags & ~DEBUG, error)
    if not flags & DEBUG:
        if len(_cache) >= _MAXCACHE:
            _cache.clear()
        _cache[key] = result
    return result


def _expand(pattern, match, template):
    return _sre.expand(pattern, template, match)


import copy_reg


def _pickle(pattern):
    return _compile, (pattern.pattern, pattern.flags)


copy_reg.pickle(_pattern_type, _pickle, _compile)


class Scanner:
    """Splits text by a list of (pattern, action) pairs."""

    def __init__(self, lexicon, flags=0):
        self.lexicon = lexicon
        rules = [_compile(phrase, flags) for phrase, action in lexicon]
        # Each rule is a group of one pattern; its own groups come behind it.
        self._actions = {}
        number = 1
        for rule, (phrase, action) in zip(rules, lexicon):
            self._actions[number] = action
            number += 1 + rule.groups
        whole = '|'.join('(%s)' % phrase for phrase, action in lexicon)
        self.scanner = _compile(whole, flags)

    def _rule(self, found):
        """Return the action of the group that spans the match."""
        for number, action in self._actions.iteritems():
            if found.span(number) == found.span():
                return action

    def scan(self, string):
        result = []
        position = 0
        match = self.scanner.scanner(string).match
        while True:
            found = match()
            if found is None or found.end() == position:
                break
            action = self._rule(found)
            if hasattr(action, "__call__"):
                self.match = found
                action = action(self, found.group())
            if action is not None:
                result.append(action)
            position = found.end()
        return result, string[position:]
