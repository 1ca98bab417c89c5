"""Text of tracebacks and exceptions."""
import linecache
import sys
import types

__all__ = ['extract_stack', 'extract_tb', 'format_exception', 'format_exception_only',
           'format_list', 'format_stack', 'format_tb', 'print_exc', 'format_exc',
           'print_exception', 'print_last', 'print_stack', 'print_tb', 'tb_lineno']


def _print(file, str='', terminator='\n'):
    file.write(str + terminator)


def print_list(extracted_list, file=None):
    """Print entries made by extract_tb or extract_stack."""
    stream = _stream(file)
    for entry in format_list(extracted_list):
        _print(stream, entry, '')


def _stream(file):
    return sys.stderr if file is None else file


def format_list(extracted_list):
    """Return the text of each entry."""
    result = []
    for filename, lineno, name, line in extracted_list:
        item = '  File "%s", line %d, in %s\n' % (filename, lineno, name)
        if line:
            item += '    %s\n' % line.strip()
        result.append(item)
    return result


def _limit(limit):
    if limit is None and hasattr(sys, 'tracebacklimit'):
        return sys.tracebacklimit
    return limit


def _entry(frame, lineno):
    code = frame.f_code
    filename = code.co_filename
    linecache.checkcache(filename)
    line = linecache.getline(filename, lineno, frame.f_globals)
    return (filename, lineno, code.co_name, line.strip() if line else None)


def _collect(first, limit, entry_of, next_of):
    """Return the entries of a chain of frames or traceback entries."""
    limit = _limit(limit)
    entries, each = [], first
    while each is not None and (limit is None or len(entries) < limit):
        entries.append(entry_of(each))
        each = next_of(each)
    return entries


def extract_tb(tb, limit=None):
    """Return (file, line number, function, text) of each traceback entry."""
    return _collect(tb, limit, lambda each: _entry(each.tb_frame, each.tb_lineno), lambda each: each.tb_next)


def extract_stack(f=None, limit=None):
    """Return the same of each active call, the innermost last."""
    entries = _collect(f or sys._getframe(1), limit, lambda each: _entry(each, each.f_lineno),
                       lambda each: each.f_back)
    return entries[::-1]


def format_tb(tb, limit=None):
    """Return the text of each traceback entry."""
    return format_list(extract_tb(tb, limit))


def print_tb(tb, limit=None, file=None):
    """Print the traceback entries."""
    print_list(extract_tb(tb, limit), file)


def format_stack(f=None, limit=None):
    """Return the text of each active call."""
    return format_list(extract_stack(f or sys._getframe(1), limit))


def print_stack(f=None, limit=None, file=None):
    """Print the active calls."""
    print_list(extract_stack(f or sys._getframe(1), limit), file)


def format_exception(etype, value, tb, limit=None):
    """Return the lines the interpreter prints for an exception."""
    head = ['Traceback (most recent call last):\n'] + format_tb(tb, limit) if tb else []
    return head + format_exception_only(etype, value)


def print_exception(etype, value, tb, limit=None, file=None):
    """Print what the interpreter prints for an exception."""
    stream = _stream(file)
    if tb:
        # One after the other: the stream may be what fails.
        _print(stream, 'Traceback (most recent call last):')
        print_tb(tb, limit, stream)
    for line in format_exception_only(etype, value):
        _print(stream, line, '')


def format_exception_only(etype, value):
    """Return the last lines: class and value, for syntax errors the place too."""
    is_class = not (etype is None or isinstance(etype, (BaseException, types.InstanceType)) or type(etype) is str)
    if not is_class:
        return [_format_final_line(etype, value)]
    place = []
    if issubclass(etype, SyntaxError):
        try:
            message, (filename, lineno, offset, line) = value.args
        except Exception:
            pass  # It was not made by the compiler.
        else:
            place = ['  File "%s", line %d\n' % (filename or "<string>", lineno)] + _marked(line, offset)
            value = message
    return place + [_format_final_line(etype.__name__, value)]


def _marked(line, offset):
    """Return a line of source and, below, a mark at the offset (counted from 1)."""
    if line is None:
        return []
    shown = ['    %s\n' % line.strip()]
    if offset is not None:
        before = line.rstrip('\n')
        before = before[:min(len(before), offset) - 1].lstrip()
        # Tabs keep their width, everything else becomes a space.
        shown.append('    %s^\n' % ''.join(char if char.isspace() else ' ' for char in before))
    return shown


def _format_final_line(etype, value):
    text = _some_str(value)
    if value is None or not text:
        return "%s\n" % etype
    return "%s: %s\n" % (etype, text)


def _some_str(value):
    for convert in str, lambda each: unicode(each).encode("ascii", "backslashreplace"):
        try:
            return convert(value)
        except Exception:
            pass  # Exceptions may have any text, or none that can be made.
    return '<unprintable %s object>' % type(value).__name__


def print_exc(limit=None, file=None):
    """Print the exception that is being handled."""
    print_exception(*sys.exc_info() + (limit, file))


def format_exc(limit=None):
    """Return the text print_exc prints."""
    return ''.join(format_exception(*sys.exc_info() + (limit,)))


def print_last(limit=None, file=None):
    """Print the last uncaught exception of interactive mode."""
    if not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    last = [getattr(sys, 'last_' + part) for part in ('type', 'value', 'traceback')]
    print_exception(*last + [limit, file])


def tb_lineno(tb):
    """Return the line number of a traceback entry (outdated)."""
    return tb.tb_lineno
