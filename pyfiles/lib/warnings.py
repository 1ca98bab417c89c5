"""Warnings: messages a program can filter."""
import linecache
import sys
import types

__all__ = ["warn", "showwarning", "formatwarning", "filterwarnings", "simplefilter",
           "resetwarnings", "catch_warnings", "warn_explicit", "warnpy3k"]

filters = []
onceregistry = {}
defaultaction = "default"


def warnpy3k(message, category=None, stacklevel=1):
    """Warn about what Python 3 does not have, if the -3 option is on."""
    if sys.py3kwarning:
        if category is None:
            category = DeprecationWarning
        warn(message, category, stacklevel + 1)


def _show_warning(message, category, filename, lineno, file=None, line=None):
    if file is None:
        file = sys.stderr
        if file is None:
            return
    try:
        file.write(formatwarning(message, category, filename, lineno, line))
    except (IOError, UnicodeError):
        pass


showwarning = _show_warning


def formatwarning(message, category, filename, lineno, line=None):
    """Return the text of a warning."""
    try:
        kind = unicode
    except NameError:
        kind = str
    text = "%s:%s: %s: %s\n" % (filename, lineno, category.__name__, message)
    line = linecache.getline(filename, lineno) if line is None else line
    if line:
        line = line.strip()
        if isinstance(text, kind) and isinstance(line, str):
            line = unicode(line, 'latin1')
        text += "  %s\n" % line
    return text


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=0):
    """Add a rule; message and module are regular expressions."""
    import re
    assert action in ("error", "ignore", "always", "default", "module", "once"), \
        "invalid action: %r" % (action,)
    assert isinstance(message, basestring), "message must be a string"
    assert isinstance(category, (type, types.ClassType)), "category must be a class"
    assert issubclass(category, Warning), "category must be a Warning subclass"
    assert isinstance(module, basestring), "module must be a string"
    assert isinstance(lineno, (int, long)) and lineno >= 0, "lineno must be an int >= 0"
    rule = (action, re.compile(message, re.I) if message else None, category,
            re.compile(module) if module else None, int(lineno))
    _add_rule(rule, append)


def simplefilter(action, category=Warning, lineno=0, append=0):
    """Add a rule that matches every message."""
    assert action in ("error", "ignore", "always", "default", "module", "once"), \
        "invalid action: %r" % (action,)
    assert isinstance(lineno, (int, long)) and lineno >= 0, "lineno must be an int >= 0"
    _add_rule((action, None, category, None, int(lineno)), append)


def _add_rule(rule, append):
    if append:
        filters.append(rule)
    else:
        filters.insert(0, rule)


def resetwarnings():
    """Remove all rules."""
    filters[:] = []


class _OptionError(Exception):
    pass


def _processoptions(args):
    for arg in args:
        try:
            _setoption(arg)
        except _OptionError as error:
            print >> sys.stderr, "Invalid -W option ignored:", error


def _setoption(arg):
    parts = arg.split(':')
    if len(parts) > 5:
        raise _OptionError("too many fields (max 5): %r" % (arg,))
    parts += [''] * (5 - len(parts))
    action, message, category, module, lineno = [part.strip() for part in parts]
    action = _getaction(action)
    category = _getcategory(category)
    if message or module:
        import re
        message = re.escape(message)
        module = re.escape(module)
        if module:
            module += '$'
    if lineno:
        try:
            lineno = int(lineno)
            if lineno < 0:
                raise ValueError
        except (ValueError, OverflowError):
            raise _OptionError("invalid lineno %r" % (lineno,))
    else:
        lineno = 0
    filterwarnings(action, message, category, module, lineno)


def _getaction(action):
    if not action:
        return "default"
    if action == "all":
        return "always"
    for known in ('default', 'always', 'ignore', 'module', 'once', 'error'):
        if known.startswith(action):
            return known
    raise _OptionError("invalid action: %r" % (action,))


def _getcategory(category):
    if not category:
        return Warning
    module, _, name = category.rpartition('.')
    if not module:
        import __builtin__ as found
    else:
        try:
            found = __import__(module, None, None, [name])
        except ImportError:
            raise _OptionError("invalid module name: %r" % (module,))
    try:
        result = getattr(found, name)
    except AttributeError:
        raise _OptionError("unknown warning category: %r" % (category,))
    if not (isinstance(result, (type, types.ClassType)) and issubclass(result, Warning)):
        raise _OptionError("invalid warning category: %r" % (category,))
    return result


def warn(message, category=None, stacklevel=1):
    """Issue a warning, shown with the place of the caller (or its callers)."""
    if isinstance(message, Warning):
        category = message.__class__
    if category is None:
        category = UserWarning
    assert issubclass(category, Warning)
    try:
        caller = sys._getframe(stacklevel)
    except ValueError:
        namespace = sys.__dict__
        lineno = 1
    else:
        namespace = caller.f_globals
        lineno = caller.f_lineno
    module = namespace.get('__name__', "<string>")
    filename = namespace.get('__file__')
    if filename:
        if filename.lower().endswith((".pyc", ".pyo")):
            filename = filename[:-1]
    else:
        if module == "__main__":
            try:
                filename = sys.argv[0]
            except AttributeError:
                filename = '__main__'
        if not filename:
            filename = module
    registry = namespace.setdefault("__warningregistry__", {})
    warn_explicit(message, category, filename, lineno, module, registry, namespace)


def warn_explicit(message, category, filename, lineno, module=None, registry=None,
                  module_globals=None):
    """Issue a warning for a given place."""
    lineno = int(lineno)
    if module is None:
        module = filename or "<unknown>"
        if module[-3:].lower() == ".py":
            module = module[:-3]
    if registry is None:
        registry = {}
    if isinstance(message, Warning):
        text = str(message)
        category = message.__class__
    else:
        text = message
        message = category(message)
    key = (text, category, lineno)
    if registry.get(key):
        return
    for action, text_pattern, kind, module_pattern, line in filters:
        if ((text_pattern is None or text_pattern.match(text)) and issubclass(category, kind)
                and (module_pattern is None or module_pattern.match(module))
                and (line == 0 or lineno == line)):
            break
    else:
        action = defaultaction
    if action == "ignore":
        registry[key] = 1
        return
    linecache.getlines(filename, module_globals)
    if action == "error":
        raise message
    if action == "once":
        registry[key] = 1
        once_key = (text, category)
        if onceregistry.get(once_key):
            return
        onceregistry[once_key] = 1
    elif action == "module":
        registry[key] = 1
        module_key = (text, category, 0)
        if registry.get(module_key):
            return
        registry[module_key] = 1
    elif action == "default":
        registry[key] = 1
    elif action != "always":
        raise RuntimeError("Unrecognized action (%r) in warnings.filters:\n %s"
                           % (action, (action, text_pattern, kind, module_pattern, line)))
    if not hasattr(showwarning, "__call__"):
        raise TypeError("warnings.showwarning() must be set to a function or method")
    showwarning(message, category, filename, lineno)


class WarningMessage(object):
    """What showwarning was called with."""

    _WARNING_DETAILS = ("message", "category", "filename", "lineno", "file", "line")

    def __init__(self, message, category, filename, lineno, file=None, line=None):
        values = locals()
        for name in self._WARNING_DETAILS:
            setattr(self, name, values[name])
        self._category_name = category.__name__ if category else None

    def __str__(self):
        return ("{message : %r, category : %r, filename : %r, lineno : %s, line : %r}"
                % (self.message, self._category_name, self.filename, self.lineno, self.line))


class catch_warnings(object):
    """Context manager that puts the rules back; with record=True it collects warnings."""

    def __init__(self, record=False, module=None):
        self._record = record
        self._module = sys.modules['warnings'] if module is None else module
        self._entered = False

    def __repr__(self):
        args = []
        if self._record:
            args.append("record=True")
        if self._module is not sys.modules['warnings']:
            args.append("module=%r" % self._module)
        return "%s(%s)" % (type(self).__name__, ", ".join(args))

    def __enter__(self):
        if self._entered:
            raise RuntimeError("Cannot enter %r twice" % self)
        self._entered = True
        self._filters = self._module.filters
        self._module.filters = self._filters[:]
        self._showwarning = self._module.showwarning
        if self._record:
            log = []

            def showwarning(*args, **kwargs):
                log.append(WarningMessage(*args, **kwargs))
            self._module.showwarning = showwarning
            return log
        return None

    def __exit__(self, *exc_info):
        if not self._entered:
            raise RuntimeError("Cannot exit %r without entering first" % self)
        self._module.filters = self._filters
        self._module.showwarning = self._showwarning


_processoptions(sys.warnoptions)
if not sys.py3kwarning and not sys.warnoptions:
    for _silent in (ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        simplefilter("ignore", category=_silent)
    del _silent
_bytes_action = {0: "ignore", 1: "default"}.get(sys.flags.bytes_warning, "error")
simplefilter(_bytes_action, category=BytesWarning, append=1)
