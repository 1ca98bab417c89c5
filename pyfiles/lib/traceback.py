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
    if file is None:
        file = sys.stderr
    for line in format_list(extracted_list):
        _print(file, line, '')


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


def extract_tb(tb, limit=None):
    """Return (file, line number, function, text) of each traceback entry."""
    limit = _limit(limit)
    entries = []
    while tb is not None and (limit is None or len(entries) < limit):
        entries.append(_entry(tb.tb_frame, tb.tb_lineno))
        tb = tb.tb_next
    return entries


def extract_stack(f=None, limit=None):
    """Return the same of each active call, the innermost last."""
    if f is None:
        try:
            raise ZeroDivisionError
        except ZeroDivisionError:
            f = sys.exc_info()[2].tb_frame.f_back
    limit = _limit(limit)
    entries = []
    while f is not None and (limit is None or len(entries) < limit):
        entries.append(_entry(f, f.f_lineno))
        f = f.f_back
    entries.reverse()
    return entries


def format_tb(tb, limit=None):
    """Return the text of each traceback entry."""
    return format_list(extract_tb(tb, limit))


def print_tb(tb, limit=None, file=None):
    """Print the traceback entries."""
    print_list(extract_tb(tb, limit), file)


def format_stack(f=None, limit=None):
    """Return the text of each active call."""
    if f is None:
        try:
            raise ZeroDivisionError
        except ZeroDivisionError:
            f = sys.exc_info()[2].tb_frame.f_back
    return format_list(extract_stack(f, limit))


def print_stack(f=None, limit=None, file=None):
    """Print the active calls."""
    if f is None:
        try:
            raise ZeroDivisionError
        except ZeroDivisionError:
            f = sys.exc_info()[2].tb_frame.f_back
    print_list(extract_stack(f, limit), file)


def format_exception(etype, value, tb, limit=None):
    """Return the lines the interpreter prints for an exception."""
    lines = []
    if tb:
        lines.append('Traceback (most recent call last):\n')
        lines += format_tb(tb, limit)
    return lines + format_exception_only(etype, value)


def print_exception(etype, value, tb, limit=None, file=None):
    """Print what the interpreter prints for an exception."""
    if file is None:
        file = sys.stderr
    if tb:
        _print(file, 'Traceback (most recent call last):')
        print_tb(tb, limit, file)
    for line in format_exception_only(etype, value):
        _print(file, line, '')


def format_exception_only(etype, value):
    """Return the last lines: class and value, for syntax errors the place too."""
    if (isinstance(etype, BaseException) or isinstance(etype, types.InstanceType)
            or etype is None or type(etype) is str):
        return [_format_final_line(etype, value)]
    stype = etype.__name__
    if not issubclass(etype, SyntaxError):
        return [_format_final_line(stype, value)]
    lines = []
    try:
        msg, (filename, lineno, offset, badline) = value.args
    except Exception:
        pass
    else:
        filename = filename or "<string>"
        lines.append('  File "%s", line %d\n' % (filename, lineno))
        if badline is not None:
            lines.append('    %s\n' % badline.strip())
            if offset is not None:
                caret = badline.rstrip('\n')
                offset = min(len(caret), offset) - 1
                caret = caret[:offset].lstrip()
                # Tabs keep their width, everything else becomes a space.
                caret = [(c.isspace() and c or ' ') for c in caret]
                lines.append('    %s^\n' % ''.join(caret))
        value = msg
    lines.append(_format_final_line(stype, value))
    return lines


def _format_final_line(etype, value):
    text = _some_str(value)
    if value is None or not text:
        return "%s\n" % etype
    return "%s: %s\n" % (etype, text)


def _some_str(value):
    try:
        return str(value)
    except Exception:
        pass
    try:
        return unicode(value).encode("ascii", "backslashreplace")
    except Exception:
        pass
    return '<unprintable %s object>' % type(value).__name__


def print_exc(limit=None, file=None):
    """Print the exception that is being handled."""
    if file is None:
        file = sys.stderr
    try:
        etype, value, tb = sys.exc_info()
        print_exception(etype, value, tb, limit, file)
    finally:
        etype = value = tb = None


def format_exc(limit=None):
    """Return the text print_exc prints."""
    try:
        etype, value, tb = sys.exc_info()
        return ''.join(format_exception(etype, value, tb, limit))
    finally:
        etype = value = tb = None


def print_last(limit=None, file=None):
    """Print the last uncaught exception of interactive mode."""
    if not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    if file is None:
        file = sys.stderr
    print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit, file)


def tb_lineno(tb):
    """Return the line number of a traceback entry (outdated)."""
    return tb.tb_lineno
