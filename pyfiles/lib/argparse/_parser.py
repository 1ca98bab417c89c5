"""The parser of command lines."""
import os as _os
import re as _re
import sys as _sys

from argparse._container import _ActionsContainer
from argparse._formatter import HelpFormatter
from argparse._matching import Walk
from argparse._value import (
    _AttributeHolder, _UNRECOGNIZED_ARGS_ATTR, ArgumentError, ArgumentTypeError, Namespace,
    SUPPRESS, OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, REMAINDER, PARSER)

_PATTERNS = {
    None: '(-*A-*)', OPTIONAL: '(-*A?-*)', ZERO_OR_MORE: '(-*[A-]*)', ONE_OR_MORE: '(-*A[A-]*)',
    REMAINDER: '([-AO]*)', PARSER: '(-*A[-AO]*)',
}
_EXPECTATIONS = {
    None: 'expected one argument', OPTIONAL: 'expected at most one argument',
    ONE_OR_MORE: 'expected at least one argument',
}


def _identity(string):
    return string


class ArgumentParser(_AttributeHolder, _ActionsContainer):
    """Parses command lines into objects.

    prog -- the program's name; usage, description, epilog -- texts of the help message; parents --
    parsers to take arguments from; formatter_class -- writes the help message; prefix_chars -- begin
    options; fromfile_prefix_chars -- begin names of files with more arguments; argument_default --
    for all arguments; conflict_handler -- 'error' or 'resolve'; add_help -- define -h and --help.
    """

    def __init__(self, prog=None, usage=None, description=None, epilog=None, version=None,
                 parents=[], formatter_class=HelpFormatter, prefix_chars='-',
                 fromfile_prefix_chars=None, argument_default=None, conflict_handler='error',
                 add_help=True):
        if version is not None:
            import warnings
            warnings.warn('The "version" argument to ArgumentParser is deprecated. '
                          'Please use '
                          '"add_argument(..., action=\'version\', version="N", ...)" '
                          'instead', DeprecationWarning)
        super(ArgumentParser, self).__init__(
            description=description, prefix_chars=prefix_chars,
            argument_default=argument_default, conflict_handler=conflict_handler)
        self.prog = _os.path.basename(_sys.argv[0]) if prog is None else prog
        self.usage = usage
        self.epilog = epilog
        self.version = version
        self.formatter_class = formatter_class
        self.fromfile_prefix_chars = fromfile_prefix_chars
        self.add_help = add_help
        self._positionals = self.add_argument_group('positional arguments')
        self._optionals = self.add_argument_group('optional arguments')
        self._subparsers = None
        self.register('type', None, _identity)
        prefix = '-' if '-' in prefix_chars else prefix_chars[0]
        if self.add_help:
            self.add_argument(prefix + 'h', prefix * 2 + 'help', action='help', default=SUPPRESS,
                              help='show this help message and exit')
        if self.version:
            self.add_argument(prefix + 'v', prefix * 2 + 'version', action='version',
                              default=SUPPRESS, version=self.version,
                              help="show program's version number and exit")
        for parent in parents:
            self._add_container_actions(parent)
            self._defaults.update(getattr(parent, '_defaults', {}))

    def _get_kwargs(self):
        names = ('prog', 'usage', 'description', 'version', 'formatter_class', 'conflict_handler',
                 'add_help')
        return [(name, getattr(self, name)) for name in names]

    def add_subparsers(self, **kwargs):
        """Return a new action whose add_parser(name) makes parsers for commands."""
        if self._subparsers is not None:
            self.error('cannot have multiple subparser arguments')
        kwargs.setdefault('parser_class', type(self))
        if 'title' in kwargs or 'description' in kwargs:
            self._subparsers = self.add_argument_group(kwargs.pop('title', 'subcommands'),
                                                       kwargs.pop('description', None))
        else:
            self._subparsers = self._positionals
        if kwargs.get('prog') is None:
            # The commands' own usage begins with the words that lead to them.
            formatter = self._get_formatter()
            formatter.add_usage(self.usage, self._get_positional_actions(),
                                self._mutually_exclusive_groups, '')
            kwargs['prog'] = formatter.format_help().strip()
        action = self._pop_action_class(kwargs, 'parsers')(option_strings=[], **kwargs)
        self._subparsers._add_action(action)
        return action

    def _add_action(self, action):
        group = self._optionals if action.option_strings else self._positionals
        group._add_action(action)
        return action

    def _get_optional_actions(self):
        return [action for action in self._actions if action.option_strings]

    def _get_positional_actions(self):
        return [action for action in self._actions if not action.option_strings]

    def parse_args(self, args=None, namespace=None):
        """Return the namespace with the arguments found in args, sys.argv[1:] if None."""
        namespace, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error('unrecognized arguments: %s' % ' '.join(rest))
        return namespace

    def parse_known_args(self, args=None, namespace=None):
        """Like parse_args(), but return (namespace, list of the arguments nobody knows)."""
        args = _sys.argv[1:] if args is None else list(args)
        if namespace is None:
            namespace = Namespace()
        for action in self._actions:
            if action.dest is SUPPRESS or action.default is SUPPRESS:
                continue
            if not hasattr(namespace, action.dest):
                setattr(namespace, action.dest, action.default)
        for dest in self._defaults:
            if not hasattr(namespace, dest):
                setattr(namespace, dest, self._defaults[dest])
        try:
            namespace, rest = self._parse_known_args(args, namespace)
            if hasattr(namespace, _UNRECOGNIZED_ARGS_ATTR):
                rest.extend(getattr(namespace, _UNRECOGNIZED_ARGS_ATTR))
                delattr(namespace, _UNRECOGNIZED_ARGS_ATTR)
            return namespace, rest
        except ArgumentError as problem:
            self.error(str(problem))

    def _parse_known_args(self, arg_strings, namespace):
        if self.fromfile_prefix_chars is not None:
            arg_strings = self._read_args_from_files(arg_strings)
        walk = Walk(self, arg_strings, namespace)
        walk.run()
        return namespace, walk.extras

    def _read_args_from_files(self, arg_strings):
        words = []
        for word in arg_strings:
            if not word or word[0] not in self.fromfile_prefix_chars:
                words.append(word)
                continue
            try:
                with open(word[1:]) as source:
                    inside = []
                    for line in source.read().splitlines():
                        inside.extend(self.convert_arg_line_to_args(line))
                    words.extend(self._read_args_from_files(inside))
            except IOError as problem:
                self.error(str(problem))
        return words

    def convert_arg_line_to_args(self, arg_line):
        """Return the arguments in one line of a file of arguments: the line."""
        return [arg_line]

    def _match_argument(self, action, arg_strings_pattern):
        """Return how many words, whose kinds are given, action takes."""
        match = _re.match(self._get_nargs_pattern(action), arg_strings_pattern)
        if match is None:
            message = _EXPECTATIONS.get(action.nargs)
            if message is None:
                message = 'expected %s argument(s)' % action.nargs
            raise ArgumentError(action, message)
        return len(match.group(1))

    def _match_arguments_partial(self, actions, arg_strings_pattern):
        """Return how many words each of as many actions as possible takes."""
        for count in range(len(actions), 0, -1):
            pattern = ''.join([self._get_nargs_pattern(action) for action in actions[:count]])
            match = _re.match(pattern, arg_strings_pattern)
            if match is not None:
                return [len(words) for words in match.groups()]
        return []

    def _get_nargs_pattern(self, action):
        if action.nargs in _PATTERNS:
            pattern = _PATTERNS[action.nargs]
        else:
            pattern = '(-*%s-*)' % '-*'.join('A' * action.nargs)
        if action.option_strings:
            # What an option takes does not reach over '--'.
            pattern = pattern.replace('-*', '').replace('-', '')
        return pattern

    def _parse_optional(self, arg_string):
        """Return (action or None, option, value behind '=' or None); None if this is no option."""
        known = self._option_string_actions
        if not arg_string or arg_string[0] not in self.prefix_chars:
            return None
        if arg_string in known:
            return known[arg_string], arg_string, None
        if len(arg_string) == 1:
            return None
        option, equals, value = arg_string.partition('=')
        if equals and option in known:
            return known[option], option, value
        possible = self._get_option_tuples(arg_string)
        if len(possible) > 1:
            self.error('ambiguous option: %s could match %s' %
                       (arg_string, ', '.join([option for _, option, _ in possible])))
        if possible:
            return possible[0]
        if (self._negative_number_matcher.match(arg_string) and
                not self._has_negative_number_optionals):
            return None
        if ' ' in arg_string:
            return None
        return None, arg_string, None

    def _get_option_tuples(self, option_string):
        """Return all (action, option, value) that the abbreviation option_string can mean."""
        known = self._option_string_actions
        chars = self.prefix_chars
        if option_string[0] not in chars:
            self.error('unexpected option string: %s' % option_string)
        if option_string[1] in chars:
            prefix, equals, value = option_string.partition('=')
            return [(known[option], option, value if equals else None)
                    for option in known if option.startswith(prefix)]
        found = []
        for option in known:
            if option == option_string[:2]:
                found.append((known[option], option, option_string[2:]))
            elif option.startswith(option_string):
                found.append((known[option], option, None))
        return found

    def _get_values(self, action, arg_strings):
        """Return the value for action: one or a list, converted and checked."""
        nargs = action.nargs
        if nargs not in (PARSER, REMAINDER) and '--' in arg_strings:
            arg_strings.remove('--')
        if not arg_strings and nargs == OPTIONAL:
            value = action.const if action.option_strings else action.default
            if isinstance(value, basestring):
                value = self._get_value(action, value)
                self._check_value(action, value)
            return value
        if not arg_strings and nargs == ZERO_OR_MORE and not action.option_strings:
            value = arg_strings if action.default is None else action.default
            self._check_value(action, value)
            return value
        if len(arg_strings) == 1 and nargs in (None, OPTIONAL):
            value = self._get_value(action, arg_strings[0])
            self._check_value(action, value)
            return value
        values = [self._get_value(action, word) for word in arg_strings]
        if nargs == PARSER:
            self._check_value(action, values[0])
        elif nargs != REMAINDER:
            for value in values:
                self._check_value(action, value)
        return values

    def _get_value(self, action, arg_string):
        type_func = self._registry_get('type', action.type, action.type)
        if not callable(type_func):
            raise ArgumentError(action, '%r is not callable' % (type_func,))
        try:
            return type_func(arg_string)
        except ArgumentTypeError as problem:
            raise ArgumentError(action, str(problem))
        except (TypeError, ValueError):
            name = getattr(action.type, '__name__', repr(action.type))
            raise ArgumentError(action, 'invalid %s value: %r' % (name, arg_string))

    def _check_value(self, action, value):
        if action.choices is not None and value not in action.choices:
            raise ArgumentError(action, 'invalid choice: %r (choose from %s)' %
                                (value, ', '.join(map(repr, action.choices))))

    def _get_formatter(self):
        return self.formatter_class(prog=self.prog)

    def format_usage(self):
        """Return the usage message."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        return formatter.format_help()

    def format_help(self):
        """Return the help message."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        formatter.add_text(self.description)
        for group in self._action_groups:
            formatter.start_section(group.title)
            formatter.add_text(group.description)
            formatter.add_arguments(group._group_actions)
            formatter.end_section()
        formatter.add_text(self.epilog)
        return formatter.format_help()

    def format_version(self):
        """Return the version message. Deprecated: use an action of the kind 'version'."""
        import warnings
        warnings.warn('The format_version method is deprecated -- the "version" '
                      'argument to ArgumentParser is no longer supported.', DeprecationWarning)
        formatter = self._get_formatter()
        formatter.add_text(self.version)
        return formatter.format_help()

    def print_usage(self, file=None):
        """Write the usage message to file, standard output if None."""
        self._print_message(self.format_usage(), _sys.stdout if file is None else file)

    def print_help(self, file=None):
        """Write the help message to file, standard output if None."""
        self._print_message(self.format_help(), _sys.stdout if file is None else file)

    def print_version(self, file=None):
        """Write the version message to file. Deprecated: use an action of the kind 'version'."""
        import warnings
        warnings.warn('The print_version method is deprecated -- the "version" '
                      'argument to ArgumentParser is no longer supported.', DeprecationWarning)
        self._print_message(self.format_version(), file)

    def _print_message(self, message, file=None):
        if message:
            if file is None:
                file = _sys.stderr
            file.write(message)

    def exit(self, status=0, message=None):
        """End the program with status, and with message on standard error if there is one."""
        if message:
            self._print_message(message, _sys.stderr)
        _sys.exit(status)

    def error(self, message):
        """Write usage and message to standard error and end the program with status 2.

        A class that overrides this must not return from it either.
        """
        self.print_usage(_sys.stderr)
        self.exit(2, '%s: error: %s\n' % (self.prog, message))
