"""Arguments of functions, and frames."""
import linecache
import sys
import types
from collections import namedtuple

from inspect._kinds import (CO_VARARGS, CO_VARKEYWORDS, isclass, iscode, isframe, isfunction,
                            ismethod, istraceback)
from inspect._source import findsource, getfile, getsourcefile

ArgSpec = namedtuple('ArgSpec', 'args varargs keywords defaults')
Arguments = namedtuple('Arguments', 'args varargs keywords')
ArgInfo = namedtuple('ArgInfo', 'args varargs keywords locals')
Traceback = namedtuple('Traceback', 'filename lineno function code_context index')


def getargs(co):
    """Return the arguments of a code object, the name of the one for the rest, and that for names."""
    if not iscode(co):
        raise TypeError('{!r} is not a code object'.format(co))
    names = list(co.co_varnames)
    args, rest = names[:co.co_argcount], names[co.co_argcount:]
    if any(name.startswith('.') for name in args):
        # Parameters that are tuples have no names of their own.
        from _nativetype import parameters
        args = parameters(co)
    varargs = rest.pop(0) if co.co_flags & CO_VARARGS else None
    keywords = rest.pop(0) if co.co_flags & CO_VARKEYWORDS else None
    return Arguments(args, varargs, keywords)


def getargspec(func):
    """Return the arguments of a function with the defaults of the last ones."""
    if ismethod(func):
        func = func.im_func
    if not isfunction(func):
        raise TypeError('{!r} is not a Python function'.format(func))
    return ArgSpec(*(getargs(func.func_code) + (func.func_defaults,)))


def getargvalues(frame):
    """Return the arguments of the function a frame runs, with its local variables."""
    return ArgInfo(*(getargs(frame.f_code) + (frame.f_locals,)))


def joinseq(seq):
    return '(' + seq[0] + ',)' if len(seq) == 1 else '(' + ', '.join(seq) + ')'


def strseq(object, convert, join=joinseq):
    """Convert names in nested lists to a text."""
    if type(object) in (list, tuple):
        return join([strseq(each, convert, join) for each in object])
    return convert(object)


def _starred(name):
    return '*' + name


def _double_starred(name):
    return '**' + name


def _shown_value(value):
    return '=' + repr(value)


def formatargspec(args, varargs=None, varkw=None, defaults=None, formatarg=str,
                  formatvarargs=_starred, formatvarkw=_double_starred, formatvalue=_shown_value,
                  join=joinseq):
    """Return the text of arguments as in the definition of the function."""
    parts = [strseq(arg, formatarg, join) for arg in args]
    if defaults:
        first = len(parts) - len(defaults)
        for at, value in enumerate(defaults):
            parts[first + at] += formatvalue(value)
    if varargs is not None:
        parts.append(formatvarargs(varargs))
    if varkw is not None:
        parts.append(formatvarkw(varkw))
    return '(' + ', '.join(parts) + ')'


def formatargvalues(args, varargs, varkw, locals, formatarg=str, formatvarargs=_starred,
                    formatvarkw=_double_starred, formatvalue=_shown_value, join=joinseq):
    """Return the text of arguments with their values."""
    parts = [strseq(arg, lambda name: formatarg(name) + formatvalue(locals[name]), join)
             for arg in args]
    for name, show in ((varargs, formatvarargs), (varkw, formatvarkw)):
        if name:
            parts.append(show(name) + formatvalue(locals[name]))
    return '(' + ', '.join(parts) + ')'


def _times(count):
    return 'argument' if count == 1 else 'arguments'


def getcallargs(func, *positional, **named):
    """Return the values func(*positional, **named) gives its arguments, by name."""
    args, varargs, keywords, defaults = getargspec(func)
    name = func.__name__
    values = {}
    if ismethod(func) and func.im_self is not None:
        positional = (func.im_self,) + positional
    required = len(args) - len(defaults or ())
    given = len(positional) + (len(named) if not keywords else 0)
    if varargs:
        values[varargs] = tuple(positional[len(args):])
    elif len(positional) > len(args) or named and not args and not keywords:
        total = len(positional) + len(named)
        if not args and not keywords:
            raise TypeError('%s() takes no arguments (%d given)' % (name, total))
        if len(positional) > len(args):
            raise TypeError('%s() takes %s %d %s (%d given)' % (
                name, 'at most' if defaults else 'exactly', len(args), _times(len(args)),
                total))
    for arg, value in zip(args, positional):
        _assign(values, arg, value)
    for arg in args:
        if isinstance(arg, str) and arg in named:
            if arg in values:
                raise TypeError("%s() got multiple values for keyword argument '%s'" %
                                (name, arg))
            values[arg] = named.pop(arg)
    for arg, value in zip(args[required:], defaults or ()):
        if not isinstance(arg, str) or arg not in values:
            if not (isinstance(arg, list) and len(positional) > args.index(arg)):
                _assign(values, arg, value)
    if keywords:
        values[keywords] = named
    elif named:
        unexpected = next(iter(named))
        if isinstance(unexpected, unicode):
            unexpected = unexpected.encode(sys.getdefaultencoding(), 'replace')
        raise TypeError("%s() got an unexpected keyword argument '%s'" % (name, unexpected))
    missing = [arg for arg in args if isinstance(arg, str) and arg not in values]
    if missing:
        raise TypeError('%s() takes %s %d %s (%d given)' % (
            name, 'at least' if defaults or varargs else 'exactly', required, _times(required),
            given))
    return values


def _assign(values, arg, value):
    """Give an argument, which may be a list of nested ones, its value."""
    if isinstance(arg, str):
        values[arg] = value
        return
    parts = list(value)
    if len(parts) > len(arg):
        raise ValueError('too many values to unpack')
    for at, inner in enumerate(arg):
        if at >= len(parts):
            raise ValueError('need more than %d %s to unpack' %
                             (at, 'value' if at == 1 else 'values'))
        _assign(values, inner, parts[at])


def getframeinfo(frame, context=1):
    """Return (file, line, function, lines around it, index among these) of a frame or traceback."""
    number = frame.tb_lineno if istraceback(frame) else frame.f_lineno
    if istraceback(frame):
        frame = frame.tb_frame
    if not isframe(frame):
        raise TypeError('{!r} is not a frame or traceback object'.format(frame))
    filename = getsourcefile(frame) or getfile(frame)
    shown = index = None
    if context > 0:
        try:
            lines = findsource(frame)[0]
        except IOError:
            pass
        else:
            first = max(0, min(number - 1 - context // 2, len(lines) - context))
            shown, index = lines[first:first + context], number - 1 - first
    return Traceback(filename, number, frame.f_code.co_name, shown, index)


def getlineno(frame):
    """Return the number of the line a frame is at."""
    return frame.f_lineno


def getouterframes(frame, context=1):
    """Return (frame, ...) as of getframeinfo() for a frame and all that wait for it."""
    found = []
    while frame:
        found.append((frame,) + getframeinfo(frame, context))
        frame = frame.f_back
    return found


def getinnerframes(tb, context=1):
    """Return (frame, ...) as of getframeinfo() for the frames of a traceback."""
    found = []
    while tb:
        found.append((tb.tb_frame,) + getframeinfo(tb, context))
        tb = tb.tb_next
    return found


currentframe = sys._getframe


def stack(context=1):
    """Return getouterframes() of the caller."""
    return getouterframes(sys._getframe(1), context)


def trace(context=1):
    """Return getinnerframes() of the exception being handled."""
    return getinnerframes(sys.exc_info()[2], context)
