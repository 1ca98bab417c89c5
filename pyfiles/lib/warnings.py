"""Warnings: messages a program can filter."""
import linecache
import sys
import types

__all__ = """warn warn_explicit showwarning formatwarning filterwarnings simplefilter resetwarnings
             catch_warnings warnpy3k""".split()

# Rules (action, pattern of the text, category, pattern of the module, line), the first that fits counts.
filters = []
onceregistry = {}
defaultaction = "default"

_ACTIONS = "error ignore always default module once".split()


def _show_warning(message, category, filename, lineno, file=None, line=None):
    """Write a warning to a file, standard error if none is given."""
    stream = sys.stderr if file is None else file
    if stream is None:
        return
    text = formatwarning(message, category, filename, lineno, line)
    try:
        stream.write(text)
    except IOError:
        # Nowhere to complain, either.
        pass


showwarning = _show_warning


def formatwarning(message, category, filename, lineno, line=None):
    """Return the text of a warning: a line that tells all, and the source line if there is one."""
    heading = "%s:%s: %s: %s\n" % (filename, lineno, category.__name__, message)
    source = linecache.getline(filename, lineno) if line is None else line
    if not source:
        return heading
    source = source.strip()
    if isinstance(heading, unicode) and isinstance(source, str):
        source = unicode(source, 'latin1')
    try:
        return heading + "  %s\n" % source
    except UnicodeDecodeError:
        # The place in the file system may have any bytes.
        place = unicode(filename, sys.getfilesystemencoding() or 'latin1', 'replace')
        return u"%s:%s: %s: %s\n  %s\n" % (place, lineno, category.__name__, message, source)


# Rules

def _is_category(thing):
    return isinstance(thing, (type, types.ClassType)) and issubclass(thing, Warning)


def _put_rule(rule, behind):
    position = len(filters) if behind else 0
    filters.insert(position, rule)


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=0):
    """Put a rule in front of the others (or behind): patterns match at the beginning, line 0 is any."""
    import re
    assert action in _ACTIONS, "invalid action: %r" % (action,)
    for value, name in (message, "message"), (module, "module"):
        if name == "module":
            assert isinstance(category, (type, types.ClassType)), "category must be a class"
            assert issubclass(category, Warning), "category must be a Warning subclass"
        assert isinstance(value, basestring), name + " must be a string"
    assert isinstance(lineno, (int, long)) and lineno >= 0, "lineno must be an int >= 0"
    _put_rule((action, re.compile(message, re.I), category, re.compile(module), int(lineno)), append)


def simplefilter(action, category=Warning, lineno=0, append=0):
    """Put a rule for all texts and modules in front of the others (or behind)."""
    assert action in _ACTIONS, "invalid action: %r" % (action,)
    assert isinstance(lineno, (int, long)) and lineno >= 0, "lineno must be an int >= 0"
    _put_rule((action, None, category, None, int(lineno)), append)


def resetwarnings():
    """Remove all rules."""
    del filters[:]


# The option -W

class _OptionError(Exception):
    """An option -W means nothing."""


def _processoptions(args):
    for text in args:
        try:
            _setoption(text)
        except _OptionError as problem:
            sys.stderr.write("Invalid -W option ignored: %s\n" % problem)


def _setoption(arg):
    """Make the rule of one option: action:message:category:module:line, all but the first optional."""
    fields = [field.strip() for field in arg.split(':')]
    if len(fields) > 5:
        raise _OptionError("too many fields (max 5): %r" % (arg,))
    action, message, category, module, line = fields + [''] * (5 - len(fields))
    rule = [_getaction(action), '', _getcategory(category), '', _line_number(line)]
    if message or module:
        from re import escape
        rule[1], rule[3] = escape(message), module and escape(module) + '$'
    filterwarnings(*rule)


def _line_number(text):
    try:
        number = int(text or 0)
    except (ValueError, OverflowError):
        number = -1
    if number < 0:
        raise _OptionError("invalid lineno %r" % (text,))
    return number


def _getaction(action):
    """Complete the beginning of an action."""
    if action in ("", "all"):
        return "always" if action else "default"
    for whole in "default always ignore module once error".split():
        if whole.startswith(action):
            return whole
    raise _OptionError("invalid action: %r" % (action,))


def _getcategory(category):
    """Find a category by its name, which may have a module in front."""
    if not category:
        return Warning
    module, _, name = category.rpartition('.')
    try:
        holder = __import__(module or '__builtin__', None, None, [name])
    except ImportError:
        raise _OptionError("invalid module name: %r" % (module,))
    found = getattr(holder, name, holder)
    if found is holder:
        raise _OptionError("unknown warning category: %r" % (category,))
    if not _is_category(found):
        raise _OptionError("invalid warning category: %r" % (category,))
    return found


# Issuing

def warnpy3k(message, category=None, stacklevel=1):
    """Warn about what Python 3 does not have, if the -3 option is on."""
    if not sys.py3kwarning:
        return
    warn(message, category or DeprecationWarning, stacklevel + 1)


def warn(message, category=None, stacklevel=1):
    """Issue a warning, shown with the place of the caller (or its callers)."""
    if isinstance(message, Warning):
        category = type(message)
    elif category is None:
        category = UserWarning
    assert issubclass(category, Warning)
    try:
        frame = sys._getframe(stacklevel)
        names, lineno = frame.f_globals, frame.f_lineno
    except ValueError:
        # More levels than there are callers.
        names, lineno = vars(sys), 1
    module = names.get('__name__') or "<string>"
    registry = names.setdefault("__warningregistry__", {})
    warn_explicit(message, category, _file_of(names, module), lineno, module, registry, names)


def _file_of(names, module):
    """Return the source file a module's names tell of."""
    filename = names.get('__file__')
    if filename:
        return filename[:-1] if filename[-4:].lower() in (".pyc", ".pyo") else filename
    if module == "__main__":
        # An interpreter inside another program may have no argv.
        filename = getattr(sys, 'argv', ['__main__'])[0]
    return filename or module


def warn_explicit(message, category, filename, lineno, module=None, registry=None,
                  module_globals=None):
    """Issue a warning for a given place; registry has what has been shown from there."""
    lineno = int(lineno)
    if module is None:
        module = filename or "<unknown>"
        module = module[:-3] if module.lower().endswith(".py") else module
    if isinstance(message, Warning):
        text, category = str(message), type(message)
    else:
        text, message = message, category(message)
    shown = {} if registry is None else registry
    key = text, category, lineno
    if shown.get(key):
        return
    rule = _rule_for(text, category, module, lineno)
    action = rule[0]
    if action == "ignore":
        shown[key] = 1
        return
    # While the module's loader is known: its source may not be a file.
    linecache.getlines(filename, module_globals)
    if action == "error":
        raise message
    if action not in _KEEPING:
        raise RuntimeError("Unrecognized action (%r) in warnings.filters:\n %s" % (action, rule))
    if _seen_before(_KEEPING[action], shown, key):
        return
    if not hasattr(showwarning, "__call__"):
        raise TypeError("warnings.showwarning() must be set to a function or method")
    showwarning(message, category, filename, lineno)


def _rule_for(text, category, module, lineno):
    """Return the first rule that fits a warning, or one with the default action."""
    for rule in filters:
        _, about, kind, where, line = rule
        if (line in (0, lineno) and issubclass(category, kind)
                and (about is None or about.match(text))
                and (where is None or where.match(module))):
            return rule
    return (defaultaction,)


# For each action that shows a warning: which ones count as the same, if any.
_KEEPING = {
    "always": "",
    "default": "line",
    "module": "line, module",
    "once": "line, program",
}


def _seen_before(same, shown, key):
    """Note a warning; tell whether its like was noted before."""
    text, category, _ = key
    if "line" in same:
        shown[key] = 1
    if "program" in same:
        notes, wide = onceregistry, (text, category)
    elif "module" in same:
        notes, wide = shown, (text, category, 0)
    else:
        return False
    before = notes.get(wide)
    notes[wide] = 1
    return bool(before)


class WarningMessage(object):
    """What showwarning was called with."""

    _WARNING_DETAILS = "message category filename lineno file line".split()

    def __init__(self, message, category, filename, lineno, file=None, line=None):
        details = message, category, filename, lineno, file, line
        vars(self).update(zip(self._WARNING_DETAILS, details))
        self._category_name = getattr(category, '__name__', None) if category else None

    def __str__(self):
        return ("{message : %r, category : %r, filename : %r, lineno : %s, line : %r}"
                % (self.message, self._category_name, self.filename, self.lineno, self.line))


class catch_warnings(object):
    """Context manager that puts the rules back; with record=True it collects warnings."""

    def __init__(self, record=False, module=None):
        self._record, self._entered = record, False
        self._module = module or sys.modules[__name__]

    def __repr__(self):
        shown = ["record=True"] if self._record else []
        if self._module is not sys.modules['warnings']:
            shown += ["module=%r" % self._module]
        return "%s(%s)" % (type(self).__name__, ", ".join(shown))

    def __enter__(self):
        if self._entered:
            raise RuntimeError("Cannot enter %r twice" % self)
        self._entered, module = True, self._module
        self._saved = module.filters, module.showwarning
        module.filters = list(module.filters)
        if self._record:
            collected = []
            module.showwarning = lambda *args, **named: collected.append(WarningMessage(*args, **named))
            return collected

    def __exit__(self, *exc_info):
        if not self._entered:
            raise RuntimeError("Cannot exit %r without entering first" % self)
        self._module.filters, self._module.showwarning = self._saved


def _first_rules():
    """Make the rules that come from the command line, then those of every program."""
    _processoptions(sys.warnoptions)
    if not (sys.py3kwarning or sys.warnoptions):
        for quiet in ImportWarning, PendingDeprecationWarning, DeprecationWarning:
            simplefilter("ignore", category=quiet)
    level = sys.flags.bytes_warning
    simplefilter(("ignore", "default", "error")[min(level, 2)], category=BytesWarning, append=1)


_first_rules()
