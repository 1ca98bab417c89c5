"""Names for the prompt: exit, quit, copyright, credits, license and help.

Imported at every start unless -S is given, so it imports nothing but sys.
"""
import sys
import __builtin__

ENABLE_USER_SITE = False
USER_SITE = None
USER_BASE = None
PREFIXES = [sys.prefix, sys.exec_prefix]


class Quitter(object):
    """Ends the program when called, and says how when shown."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return 'Use %s() or Ctrl-D (i.e. EOF) to exit' % self.name

    def __call__(self, code=None):
        try:
            sys.stdin.close()
        except:
            pass
        raise SystemExit(code)


class _Printer(object):
    """Shows a text when shown or called."""

    def __init__(self, name, text):
        self.__name = name
        self.__text = text

    def __repr__(self):
        return self.__text

    def __call__(self):
        print self.__text


class _Helper(object):
    """Brings up the help system on demand."""

    def __repr__(self):
        return 'Type help() for interactive help, or help(object) for help about object.'

    def __call__(self, *args, **kwds):
        import pydoc
        return pydoc.help(*args, **kwds)


def main():
    for name in 'quit', 'exit':
        setattr(__builtin__, name, Quitter(name))
    __builtin__.copyright = _Printer('copyright', sys.copyright)
    __builtin__.credits = _Printer('credits', 'Pyston is made by its contributors; see README.md.')
    __builtin__.license = _Printer('license', 'Pyston is licensed under MIT or Apache-2.0, at your option.')
    __builtin__.help = _Helper()
    if hasattr(sys, 'setdefaultencoding'):
        del sys.setdefaultencoding


main()
