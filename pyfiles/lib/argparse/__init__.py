"""Parsing of command lines: options, positional arguments and commands, with help messages.

    parser = argparse.ArgumentParser(description='add numbers')
    parser.add_argument('numbers', metavar='N', type=int, nargs='+', help='a number to add')
    parser.add_argument('--log', default=sys.stdout, type=argparse.FileType('w'))
    args = parser.parse_args()
"""
import copy as _copy
import os as _os
import re as _re
import sys as _sys
import textwrap as _textwrap

__version__ = '1.1'
__all__ = [
    'ArgumentParser', 'ArgumentError', 'ArgumentTypeError', 'FileType', 'HelpFormatter',
    'ArgumentDefaultsHelpFormatter', 'RawDescriptionHelpFormatter', 'RawTextHelpFormatter',
    'Namespace', 'Action', 'ONE_OR_MORE', 'OPTIONAL', 'PARSER', 'REMAINDER', 'SUPPRESS',
    'ZERO_OR_MORE',
]

from argparse._value import (
    SUPPRESS, OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, PARSER, REMAINDER, _UNRECOGNIZED_ARGS_ATTR,
    _AttributeHolder, _get_action_name, ArgumentError, ArgumentTypeError, FileType, Namespace)
from argparse._formatter import (
    HelpFormatter, RawDescriptionHelpFormatter, RawTextHelpFormatter,
    ArgumentDefaultsHelpFormatter)
from argparse._action import (
    Action, _StoreAction, _StoreConstAction, _StoreTrueAction, _StoreFalseAction, _AppendAction,
    _AppendConstAction, _CountAction, _HelpAction, _VersionAction, _SubParsersAction)
from argparse._container import _ActionsContainer, _ArgumentGroup, _MutuallyExclusiveGroup
from argparse._parser import ArgumentParser


def _adopt():
    """Have the classes say that they are of this module, which is where pickles look for them."""
    for thing in globals().values():
        if isinstance(thing, type) and thing.__module__.startswith(__name__ + '.'):
            thing.__module__ = __name__


_adopt()
