"""Printing of nested lists, tuples and dictionaries so that people can read them."""
import sys as _sys
import warnings

try:
    from cStringIO import StringIO as _StringIO
except ImportError:
    from StringIO import StringIO as _StringIO

__all__ = ["pprint", "pformat", "isreadable", "isrecursive", "saferepr", "PrettyPrinter"]


def pprint(object, stream=None, indent=1, width=80, depth=None):
    """Print object and a line end to stream, standard output if None."""
    PrettyPrinter(stream=stream, indent=indent, width=width, depth=depth).pprint(object)


def pformat(object, indent=1, width=80, depth=None):
    """Return what pprint() prints, without the line end."""
    return PrettyPrinter(indent=indent, width=width, depth=depth).pformat(object)


def saferepr(object):
    """Return repr(object) in which a container inside itself is replaced by a remark."""
    return _safe_repr(object, {}, None, 0)[0]


def isreadable(object):
    """Tell whether saferepr(object) is an expression with that value."""
    return _safe_repr(object, {}, None, 0)[1]


def isrecursive(object):
    """Tell whether object contains itself."""
    return _safe_repr(object, {}, None, 0)[2]


def _sorted(iterable):
    # -3 warns of comparisons of unlike types, which is what happens here on purpose.
    with warnings.catch_warnings():
        if _sys.py3kwarning:
            warnings.filterwarnings("ignore", "comparing unequal types not supported",
                                    DeprecationWarning)
        return sorted(iterable)


class PrettyPrinter:
    """Prints by indent (blanks per level), width (of lines) and depth (of levels shown)."""

    def __init__(self, indent=1, width=80, depth=None, stream=None):
        indent = int(indent)
        width = int(width)
        assert indent >= 0, "indent must be >= 0"
        assert depth is None or depth > 0, "depth must be > 0"
        assert width, "width must be != 0"
        self._depth = depth
        self._indent_per_level = indent
        self._width = width
        self._stream = _sys.stdout if stream is None else stream

    def pprint(self, object):
        self._format(object, self._stream, 0, 0, {}, 0)
        self._stream.write("\n")

    def pformat(self, object):
        stream = _StringIO()
        try:
            self._format(object, stream, 0, 0, {}, 0)
            return stream.getvalue()
        except UnicodeError:
            if type(stream) is not _StringIO:
                raise
        from StringIO import StringIO
        stream = StringIO()
        self._format(object, stream, 0, 0, {}, 0)
        return stream.getvalue()

    def isrecursive(self, object):
        return self.format(object, {}, 0, 0)[2]

    def isreadable(self, object):
        text, readable, recursive = self.format(object, {}, 0, 0)
        return readable and not recursive

    def format(self, object, context, maxlevels, level):
        """Return the text of object, whether it can be read back, whether object contains itself."""
        return _safe_repr(object, context, maxlevels, level)

    def _format(self, object, stream, indent, allowance, context, level):
        """Write object; allowance is the room to leave behind it for closing brackets."""
        level += 1
        mark = id(object)
        if mark in context:
            stream.write(_recursion(object))
            self._recursive = True
            self._readable = False
            return
        text = self._repr(object, context, level - 1)
        if self._depth and level > self._depth or len(text) <= self._width - 1 - indent - allowance:
            stream.write(text)
            return
        representation = getattr(type(object), "__repr__", None)
        if issubclass(type(object), dict) and representation is dict.__repr__:
            self._write_dict(object, stream, indent, allowance, context, level)
        elif _is_sequence(type(object), representation):
            self._write_sequence(object, text, stream, indent, allowance, context, level)
        else:
            stream.write(text)

    def _write_dict(self, object, stream, indent, allowance, context, level):
        stream.write('{')
        if self._indent_per_level > 1:
            stream.write((self._indent_per_level - 1) * ' ')
        if len(object):
            context[id(object)] = 1
            indent += self._indent_per_level
            separator = ''
            for key, value in _sorted(object.items()):
                text = self._repr(key, context, level)
                stream.write('%s%s: ' % (separator, text))
                self._format(value, stream, indent + len(text) + 2, allowance + 1, context, level)
                separator = ',\n' + ' ' * indent
            del context[id(object)]
        stream.write('}')

    def _write_sequence(self, object, text, stream, indent, allowance, context, level):
        size = len(object)
        items, closing = object, ')'
        if issubclass(type(object), list):
            stream.write('[')
            closing = ']'
        elif issubclass(type(object), tuple):
            stream.write('(')
        elif not size:
            stream.write(text)
            return
        else:
            name = type(object).__name__
            stream.write(name + '([')
            closing = '])'
            items = _sorted(object)
            indent += len(name) + 1
        if self._indent_per_level > 1:
            stream.write((self._indent_per_level - 1) * ' ')
        if size:
            context[id(object)] = 1
            indent += self._indent_per_level
            separator = ''
            for item in items:
                stream.write(separator)
                self._format(item, stream, indent, allowance + 1, context, level)
                separator = ',\n' + ' ' * indent
            del context[id(object)]
        if issubclass(type(object), tuple) and size == 1:
            stream.write(',')
        stream.write(closing)

    def _repr(self, object, context, level):
        text, readable, recursive = self.format(object, context.copy(), self._depth, level)
        if not readable:
            self._readable = False
        if recursive:
            self._recursive = True
        return text


def _is_sequence(kind, representation):
    return (issubclass(kind, list) and representation is list.__repr__ or
            issubclass(kind, tuple) and representation is tuple.__repr__ or
            issubclass(kind, set) and representation is set.__repr__ or
            issubclass(kind, frozenset) and representation is frozenset.__repr__)


def _safe_repr(object, context, maxlevels, level):
    """Return the text of object, whether it can be read back, whether object contains itself."""
    kind = type(object)
    if kind is str:
        return _string_repr(object), True, False
    representation = getattr(kind, "__repr__", None)
    if issubclass(kind, dict) and representation is dict.__repr__:
        shape = '{%s}'
    elif issubclass(kind, list) and representation is list.__repr__:
        shape = '[%s]'
    elif issubclass(kind, tuple) and representation is tuple.__repr__:
        shape = '(%s,)' if len(object) == 1 else '(%s)'
    else:
        text = repr(object)
        return text, bool(text and not text.startswith('<')), False
    if not object:
        return shape % '', True, False
    mark = id(object)
    if maxlevels and level >= maxlevels:
        return shape.replace(',', '') % '...', False, mark in context
    if mark in context:
        return _recursion(object), False, True
    context[mark] = 1
    readable, recursive = True, False
    texts = []
    level += 1
    pairs = shape == '{%s}'
    for item in _sorted(object.items()) if pairs else object:
        parts = []
        for part in item if pairs else (item,):
            text, can_read, repeats = _safe_repr(part, context, maxlevels, level)
            parts.append(text)
            readable = readable and can_read
            recursive = recursive or repeats
        texts.append(': '.join(parts))
    del context[mark]
    return shape % ', '.join(texts), readable, recursive


def _string_repr(text):
    """Return a text in quotes that keeps letters of the locale as they are."""
    if 'locale' not in _sys.modules:
        return repr(text)
    if "'" in text and '"' not in text:
        quote, escapes = '"', {'"': '\\"'}
    else:
        quote, escapes = "'", {"'": "\\'"}
    return quote + ''.join(char if char.isalpha() else escapes.get(char, repr(char)[1:-1])
                           for char in text) + quote


def _recursion(object):
    return "<Recursion on %s with id=%s>" % (type(object).__name__, id(object))
