"""Compiling source files to files of bytecode, which can be imported instead of them."""

import imp
import marshal
import os
import struct
import sys
import traceback

__all__ = ["compile", "main", "PyCompileError"]

MAGIC = imp.get_magic()


class PyCompileError(Exception):
    """A file could not be compiled: what was raised, and the text of it as `msg`."""

    def __init__(self, exc_type, exc_value, file, msg=''):
        shown = ''.join(traceback.format_exception_only(exc_type, exc_value))
        if exc_type is SyntaxError:
            shown = shown.replace('File "<string>"', 'File "%s"' % file)
        else:
            shown = "Sorry: " + '%s: %s' % (exc_type.__name__, exc_value)
        self.exc_type_name, self.exc_value = exc_type.__name__, exc_value
        self.file, self.msg = file, msg or shown
        Exception.__init__(self, self.msg, self.exc_type_name, exc_value, file)

    def __str__(self):
        return self.msg


def wr_long(f, x):
    """Write a number of four bytes to a file, the lowest first."""
    f.write(struct.pack('<L', x & 0xffffffff))


def compile(file, cfile=None, dfile=None, doraise=False):
    """Compile a source file to cfile; dfile is the name errors and tracebacks show.

    What cannot be compiled raises PyCompileError if doraise is true, else it goes to standard error.
    """
    with open(file, 'U') as source:
        written = long(os.fstat(source.fileno()).st_mtime)
        text = source.read()
    import __builtin__
    try:
        code = __builtin__.compile(text, dfile or file, 'exec')
    except Exception:
        kind, value, _ = sys.exc_info()
        problem = PyCompileError(kind, value, dfile or file)
        if doraise:
            raise problem
        sys.stderr.write(problem.msg + '\n')
        return
    with open(cfile or file + ('c' if __debug__ else 'o'), 'wb') as target:
        # The magic number comes last, so that a file half written is never taken for a whole one.
        target.write('\0' * len(MAGIC))
        wr_long(target, written)
        marshal.dump(code, target)
        target.flush()
        target.seek(0)
        target.write(MAGIC)


def main(args=None):
    """Compile the files named (or, with '-' alone, those that standard input names); count failures."""
    names = sys.argv[1:] if args is None else args
    if names == ['-']:
        names = (line.rstrip('\n') for line in iter(sys.stdin.readline, ''))
        show = lambda text: sys.stderr.write("%s\n" % text)
    else:
        show = lambda text: sys.stderr.write(str(text))
    failed = 0
    for name in names:
        try:
            compile(name, doraise=True)
        except PyCompileError as problem:
            failed = 1
            show(problem.msg)
        except IOError as problem:
            failed = 1
            sys.stderr.write("%s" % problem)
    return failed


if __name__ == "__main__":
    sys.exit(main())
