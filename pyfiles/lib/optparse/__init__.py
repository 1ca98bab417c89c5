"""Parsing of command lines by a table of options, with help messages. argparse is its successor.

    parser = optparse.OptionParser(usage='%prog [options] file')
    parser.add_option('-n', '--number', type='int', default=1, help='how many [%default]')
    options, args = parser.parse_args()
"""
import sys
import types

__version__ = "1.5.3"
__all__ = ['Option', 'make_option', 'SUPPRESS_HELP', 'SUPPRESS_USAGE', 'Values',
           'OptionContainer', 'OptionGroup', 'OptionParser', 'HelpFormatter',
           'IndentedHelpFormatter', 'TitledHelpFormatter', 'OptParseError', 'OptionError',
           'OptionConflictError', 'OptionValueError', 'BadOptionError']

from optparse._help import (
    NO_DEFAULT, SUPPRESS_HELP, SUPPRESS_USAGE, OptParseError, OptionError, OptionConflictError,
    OptionValueError, BadOptionError, AmbiguousOptionError, HelpFormatter,
    IndentedHelpFormatter, TitledHelpFormatter)
from optparse._option import (
    Option, make_option, check_builtin, check_choice, _builtin_cvt, _parse_int, _parse_long,
    _parse_num)
from optparse._parser import Values, OptionContainer, OptionGroup, OptionParser, _match_abbrev


def isbasestring(x):
    return isinstance(x, types.StringTypes)


def _adopt():
    """Have the classes say that they are of this module."""
    for thing in globals().values():
        if isinstance(thing, (type, types.ClassType)) and thing.__module__.startswith('optparse.'):
            thing.__module__ = __name__


_adopt()
