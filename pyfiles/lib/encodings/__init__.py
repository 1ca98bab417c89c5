"""The encodings that come with the interpreter, and the search function for encodings in modules.

An encoding that is done natively gets its codec from `_native`; any other name is looked for as a
module `encodings.NAME` with a function getregentry.
"""

import codecs

from encodings import aliases
import __builtin__

_cache = {}
_unknown = '--unknown--'
_import_tail = ['*']
_aliases = aliases.aliases


class CodecRegistryError(LookupError, SystemError):
    """A module of encodings is not as it should be."""


def normalize_encoding(encoding):
    """Makes runs of other characters than letters, digits and points one underscore."""
    if hasattr(__builtin__, 'unicode') and isinstance(encoding, unicode):
        encoding = encoding.encode('latin-1')
    chars = []
    gap = False
    for c in encoding:
        if c.isalnum() or c == '.':
            if gap and chars:
                chars.append('_')
            chars.append(c)
            gap = False
        else:
            gap = True
    return ''.join(chars)


def search_function(encoding):
    """Finds the codec of an encoding, or returns None."""
    entry = _cache.get(encoding, _unknown)
    if entry is not _unknown:
        return entry
    from encodings import _native
    entry = _native.find(encoding)
    if entry is None:
        entry = _from_module(encoding)
    _cache[encoding] = entry
    return entry


def _from_module(encoding):
    norm = normalize_encoding(encoding)
    alias = _aliases.get(norm) or _aliases.get(norm.replace('.', '_'))
    for name in ([alias, norm] if alias is not None else [norm]):
        if not name or '.' in name:
            continue
        try:
            mod = __import__('encodings.' + name, fromlist=_import_tail, level=0)
        except ImportError:
            continue
        getregentry = getattr(mod, 'getregentry', None)
        if getregentry is None:
            continue
        entry = getregentry()
        if not isinstance(entry, codecs.CodecInfo):
            if not 4 <= len(entry) <= 7:
                raise CodecRegistryError('module "%s" (%s) failed to register' % (mod.__name__, mod.__file__))
            entry = codecs.CodecInfo(*(tuple(entry) + (None,) * (6 - len(entry)) + (name,))[:7])
        return entry
    return None


codecs.register(search_function)
