"""Functions on strings from before strings had methods."""
import string as _string
import sys as _sys
import warnings as _warnings

lowercase, uppercase, whitespace = _string.lowercase, _string.uppercase, _string.whitespace


def _old(function):
    """Have a function warn that it is outdated."""
    def warning(*args):
        _warnings.warn("strop functions are obsolete; use string methods", DeprecationWarning, stacklevel=2)
        return function(*args)
    warning.__name__, warning.__doc__ = function.__name__, function.__doc__
    return warning


def _bind(name):
    def function(s, *args):
        text = s if isinstance(s, basestring) else str(buffer(s))
        return getattr(text, name)(*args)
    function.__name__, function.__doc__ = name, getattr(str, name).__doc__
    return function


for _name in "capitalize count find lower lstrip rfind rstrip strip swapcase upper".split():
    globals()[_name] = _old(_bind(_name))
del _name


@_old
def expandtabs(s, tabsize=8):
    """Return a string with blanks in place of tabs."""
    if tabsize < 1:
        raise ValueError("tabsize must be at least 1")
    width = len(s) + sum(tabsize for char in s if char == '\t')
    if width > _sys.maxsize:
        raise OverflowError("new string is too long")
    return s.expandtabs(tabsize)


@_old
def splitfields(s, sep=None, maxsplit=0):
    """Return the words of a string; maxsplit of 0 means all."""
    if sep is None:
        return s.split(None, maxsplit if maxsplit else -1)
    if not sep:
        raise ValueError("empty separator")
    return s.split(sep, maxsplit if maxsplit > 0 else -1)


split = splitfields


@_old
def joinfields(words, sep=' '):
    """Return the strings of a sequence with a separator between."""
    if not hasattr(words, '__len__') or not hasattr(words, '__getitem__'):
        raise TypeError("first argument must be list/tuple")
    items = [words[place] for place in range(len(words))]
    for item in items:
        if not isinstance(item, str):
            raise TypeError("first argument must be list/tuple of strings" if isinstance(words, (list, tuple))
                            else "first argument must be sequence of strings")
    return sep.join(items)


join = joinfields


@_old
def replace(s, old, new, maxsplit=-1):
    """Return a string with one text in place of another; maxsplit of 0 means all."""
    if not old:
        raise ValueError("empty pattern string")
    return s.replace(old, new, maxsplit if maxsplit else -1)


@_old
def translate(s, table, deletechars=''):
    """Return a string without some characters and with the others replaced by a table."""
    if len(table) != 256:
        raise ValueError("translation table must be 256 characters long")
    return s.translate(table, deletechars)


def maketrans(frm, to):
    """Return a table that replaces each character of a string by that of another."""
    if len(frm) != len(to):
        raise ValueError("maketrans arguments must have same length")
    return _string.maketrans(frm, to)


def _number(s, what):
    if not s.strip():
        raise ValueError("empty string for " + what)
    return s


@_old
def atoi(s, base=10):
    """Return the integer that a string means."""
    if base != 0 and not 2 <= base <= 36:
        raise ValueError("invalid base for atoi()")
    try:
        return int(_number(s, "atoi()"), base)
    except ValueError:
        raise ValueError("invalid literal for atoi(): %.200s" % s)


@_old
def atol(s, base=10):
    """Return the long that a string means."""
    if base != 0 and not 2 <= base <= 36:
        raise ValueError("invalid base for atol()")
    if s.strip()[-1:] in ('l', 'L') and base != 0 and base < 22:
        raise ValueError("invalid literal for atol(): %.200s" % s)
    return long(_number(s, "atol()"), base)


@_old
def atof(s):
    """Return the float that a string means."""
    try:
        return float(_number(s, "atof()"))
    except ValueError:
        raise ValueError("invalid literal for atof(): %.200s" % s)
