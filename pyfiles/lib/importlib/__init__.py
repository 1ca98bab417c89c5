"""Importing a module whose name is a value."""
import sys

__all__ = ["import_module"]


def _resolve_name(name, package, level):
    """Return the full name of a module, from some levels above inside a package."""
    if not hasattr(package, 'rindex'):
        raise ValueError("'package' not set to a string")
    above = package
    for _ in xrange(level - 1):
        above, dot, _ = above.rpartition('.')
        if not dot:
            raise ValueError("attempted relative import beyond top-level package")
    return "%s.%s" % (above, name)


def import_module(name, package=None):
    """Import a module and return it; a name that begins with points is relative to a package."""
    bare = name.lstrip('.')
    if bare != name:
        if not package:
            raise TypeError("relative imports require the 'package' argument")
        name = _resolve_name(bare, package, len(name) - len(bare))
    __import__(name)
    return sys.modules[name]
