"""Where objects come from: files, source lines, comments and docstrings."""
import imp
import linecache
import os
import re
import string
import sys
import tokenize
from collections import namedtuple
from operator import attrgetter

from inspect._kinds import (isbuiltin, isclass, iscode, isframe, isfunction, ismethod, ismodule,
                            istraceback)

ModuleInfo = namedtuple('ModuleInfo', 'name suffix mode module_type')


def indentsize(line):
    """Return how far a line is indented; a tab goes on to a multiple of 8."""
    expanded = line.expandtabs()
    return len(expanded) - len(expanded.lstrip())


def getdoc(object):
    """Return the docstring without its indentation, None if there is none."""
    doc = getattr(object, '__doc__', None)
    return cleandoc(doc) if isinstance(doc, basestring) else None


def cleandoc(doc):
    """Return a docstring without the indentation its lines but the first have in common."""
    try:
        lines = doc.expandtabs().split('\n')
    except UnicodeError:
        return None
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    cut = min(indents) if indents else 0
    lines = [lines[0].lstrip()] + [line[cut:] for line in lines[1:]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return '\n'.join(lines)


def getfile(object):
    """Return the file an object was defined in, source or compiled."""
    if ismodule(object):
        if hasattr(object, '__file__'):
            return object.__file__
        raise TypeError('{!r} is a built-in module'.format(object))
    if isclass(object):
        module = sys.modules.get(object.__module__)
        if hasattr(module, '__file__'):
            return module.__file__
        raise TypeError('{!r} is a built-in class'.format(module))
    for test, attribute in ((ismethod, 'im_func'), (isfunction, 'func_code'),
                            (istraceback, 'tb_frame'), (isframe, 'f_code')):
        # Each leads to what the next one is about.
        if test(object):
            object = getattr(object, attribute)
    if iscode(object):
        return object.co_filename
    raise TypeError('{!r} is not a module, class, method, '
                    'function, traceback, frame, or code object'.format(object))


def getmoduleinfo(path):
    """Return (name, suffix, mode, type) of the module in a file, None if it is no module's name."""
    filename = os.path.basename(path)
    # The longest suffix that fits.
    for suffix, mode, kind in sorted(imp.get_suffixes(), key=lambda entry: -len(entry[0])):
        if filename.endswith(suffix):
            return ModuleInfo(filename[:-len(suffix)], suffix, mode, kind)
    return None


def getmodulename(path):
    """Return the name of the module in a file, None if it is no module's name."""
    info = getmoduleinfo(path)
    return info and info[0]


def getsourcefile(object):
    """Return the file with the source of an object, None if it can't be found."""
    filename = getfile(object)
    if filename[-4:].lower() in ('.pyc', '.pyo'):
        filename = filename[:-4] + '.py'
    for suffix, mode, _ in imp.get_suffixes():
        if 'b' in mode and filename[-len(suffix):].lower() == suffix:
            return None
    if os.path.exists(filename):
        return filename
    module = getmodule(object, filename)
    if hasattr(module, '__loader__') or filename in linecache.cache:
        return filename
    return None


def getabsfile(object, _filename=None):
    """Return the absolute, normalised path of the file an object was defined in."""
    if _filename is None:
        _filename = getsourcefile(object) or getfile(object)
    return os.path.normcase(os.path.abspath(_filename))


modulesbyfile = {}
_file_when_seen = {}


def getmodule(object, _filename=None):
    """Return the module an object was defined in, None if it can't be found."""
    if ismodule(object):
        return object
    if hasattr(object, '__module__'):
        return sys.modules.get(object.__module__)
    try:
        file = getabsfile(object, _filename)
    except TypeError:
        return None
    for name, module in sys.modules.items():
        if not (ismodule(module) and hasattr(module, '__file__')):
            continue
        if _file_when_seen.get(name) == module.__file__:
            continue
        _file_when_seen[name] = module.__file__
        path = getabsfile(module)
        modulesbyfile[path] = modulesbyfile[os.path.realpath(path)] = module.__name__
    if file in modulesbyfile:
        return sys.modules.get(modulesbyfile[file])
    # Something of that name in the main module, or among the built-ins, may be the object.
    for name in ('__main__', '__builtin__'):
        module = sys.modules.get(name)
        if module is not None and getattr(module, getattr(object, '__name__', ''),
                                          module) is object:
            return module
    return None


def findsource(object):
    """Return all lines of the file an object is in, and the index of its first line."""
    file = getfile(object)
    source = getsourcefile(object)
    if not source and file[:1] + file[-1:] != '<>':
        raise IOError('source code not available')
    module = getmodule(object, source or file)
    if module:
        lines = linecache.getlines(source or file, module.__dict__)
    else:
        lines = linecache.getlines(source or file)
    if not lines:
        raise IOError('could not get source code')
    if ismodule(object):
        return lines, 0
    if isclass(object):
        # Of several classes of that name, the one at the left margin is meant.
        starts = re.compile(r'^(\s*)class\s*' + object.__name__ + r'\b')
        found = [(match.group(1), at) for at, match in enumerate(map(starts.match, lines))
                 if match]
        if not found:
            raise IOError('could not find class definition')
        at_margin = [at for indent, at in found if not indent]
        return lines, at_margin[0] if at_margin else min(found)[1]
    for test, attribute in ((ismethod, 'im_func'), (isfunction, 'func_code'),
                            (istraceback, 'tb_frame'), (isframe, 'f_code')):
        if test(object):
            object = getattr(object, attribute)
    if not iscode(object):
        raise IOError('could not find code object')
    if not hasattr(object, 'co_firstlineno'):
        raise IOError('could not find function definition')
    at = min(object.co_firstlineno, len(lines)) - 1
    heads = re.compile(r'^(\s*def\s)|(.*(?<!\w)lambda(:|\s))|^(\s*@)')
    while at > 0 and not heads.match(lines[at]):
        at -= 1
    return lines, at


def getcomments(object):
    """Return the comment in front of an object's source, None if there is none."""
    try:
        lines, at = findsource(object)
    except (IOError, TypeError):
        return None
    is_comment = lambda line: line.strip()[:1] == '#'
    if ismodule(object):
        # The comment begins below a line for the shell and empty lines.
        first = 1 if lines and lines[0][:2] == '#!' else 0
        while first < len(lines) and lines[first].strip() in ('', '#'):
            first += 1
        last = first
        while last < len(lines) and lines[last][:1] == '#':
            last += 1
    else:
        indent = indentsize(lines[at])
        first = last = at
        while first > 0 and is_comment(lines[first - 1]) and (
                indentsize(lines[first - 1]) == indent):
            first -= 1
    taken = [line.expandtabs() for line in lines[first:last]]
    if not ismodule(object):
        taken = [line.lstrip() for line in taken]
        while taken and taken[0].strip() == '#':
            taken.pop(0)
        while taken and taken[-1].strip() == '#':
            taken.pop()
    return ''.join(taken) or None


class EndOfBlock(Exception):
    """Raised where a definition ends."""


class BlockFinder:
    """Takes words of a definition and finds its last line."""

    def __init__(self):
        self.indent, self.last = 0, 1
        self.islambda = self.started = self.passline = False

    def tokeneater(self, type, token, srow_scol, erow_ecol, line):
        row = srow_scol[0]
        if not self.started:
            # Decorators come first.
            if token in ("def", "class", "lambda"):
                self.islambda = token == "lambda"
                self.started = True
            self.passline = True
        elif type == tokenize.NEWLINE:
            self.passline, self.last = False, row
            if self.islambda:
                raise EndOfBlock
        elif self.passline:
            pass
        elif type == tokenize.INDENT:
            self.indent += 1
            self.passline = True
        elif type == tokenize.DEDENT:
            self.indent -= 1
            if self.indent <= 0:
                raise EndOfBlock
        elif self.indent == 0 and type not in (tokenize.COMMENT, tokenize.NL):
            # A definition in one line is followed by something else.
            raise EndOfBlock


def getblock(lines):
    """Return the lines of the definition that begins with the first one."""
    finder = BlockFinder()
    try:
        tokenize.tokenize(iter(lines).next, finder.tokeneater)
    except (EndOfBlock, IndentationError):
        pass
    return lines[:finder.last]


def getsourcelines(object):
    """Return the source lines of an object, and the number of the first."""
    lines, at = findsource(object)
    if istraceback(object):
        object = object.tb_frame
    if ismodule(object) or isframe(object) and object.f_code.co_name == "<module>":
        return lines, 0
    return getblock(lines[at:]), at + 1


def getsource(object):
    """Return the source of an object as one text."""
    return ''.join(getsourcelines(object)[0])
