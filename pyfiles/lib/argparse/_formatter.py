"""The writing of usage and help messages."""
import os as _os
import re as _re
import textwrap as _textwrap

from argparse._value import (SUPPRESS, OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, REMAINDER, PARSER)


class HelpFormatter(object):
    """Collects the parts of a message and writes them; only the name is meant to be used outside.

    A message is a tree of sections. A section keeps what it holds as pairs of a method and its
    arguments, run when all is known: how far the help texts are indented depends on the widest
    argument of all sections.
    """

    def __init__(self, prog, indent_increment=2, max_help_position=24, width=None):
        if width is None:
            try:
                width = int(_os.environ['COLUMNS'])
            except (KeyError, ValueError):
                width = 80
            width -= 2
        self._prog = prog
        self._indent_increment = indent_increment
        self._max_help_position = min(max_help_position, max(width - 20, indent_increment * 2))
        self._width = width
        self._current_indent = 0
        self._level = 0
        self._action_max_length = 0
        self._root_section = self._Section(self, None)
        self._current_section = self._root_section
        self._whitespace_matcher = _re.compile(r'\s+')
        self._long_break_matcher = _re.compile(r'\n\n\n+')

    def _indent(self):
        self._current_indent += self._indent_increment
        self._level += 1

    def _dedent(self):
        self._current_indent -= self._indent_increment
        assert self._current_indent >= 0, 'Indent decreased below 0.'
        self._level -= 1

    class _Section(object):
        """A heading and what is below it."""

        def __init__(self, formatter, parent, heading=None):
            self.formatter = formatter
            self.parent = parent
            self.heading = heading
            self.items = []

        def format_help(self):
            formatter = self.formatter
            nested = self.parent is not None
            if nested:
                formatter._indent()
            text = formatter._join_parts([func(*args) for func, args in self.items])
            if nested:
                formatter._dedent()
            if not text:
                return ''
            heading = ''
            if self.heading is not SUPPRESS and self.heading is not None:
                heading = '%*s%s:\n' % (formatter._current_indent, '', self.heading)
            return formatter._join_parts(['\n', heading, text, '\n'])

    def _add_item(self, func, args):
        self._current_section.items.append((func, args))

    def start_section(self, heading):
        self._indent()
        section = self._Section(self, self._current_section, heading)
        self._add_item(section.format_help, [])
        self._current_section = section

    def end_section(self):
        self._current_section = self._current_section.parent
        self._dedent()

    def add_text(self, text):
        if text is not SUPPRESS and text is not None:
            self._add_item(self._format_text, [text])

    def add_usage(self, usage, actions, groups, prefix=None):
        if usage is not SUPPRESS:
            self._add_item(self._format_usage, (usage, actions, groups, prefix))

    def add_argument(self, action):
        if action.help is SUPPRESS:
            return
        widths = [len(self._format_action_invocation(action))]
        for nested in self._iter_indented_subactions(action):
            widths.append(len(self._format_action_invocation(nested)))
        self._action_max_length = max(self._action_max_length, max(widths) + self._current_indent)
        self._add_item(self._format_action, [action])

    def add_arguments(self, actions):
        for action in actions:
            self.add_argument(action)

    def format_help(self):
        text = self._root_section.format_help()
        if text:
            text = self._long_break_matcher.sub('\n\n', text).strip('\n') + '\n'
        return text

    def _join_parts(self, part_strings):
        return ''.join([part for part in part_strings if part and part is not SUPPRESS])

    def _format_usage(self, usage, actions, groups, prefix):
        if prefix is None:
            prefix = 'usage: '
        if usage is not None:
            usage = usage % dict(prog=self._prog)
        else:
            usage = '%(prog)s' % dict(prog=self._prog)
            if actions:
                usage = self._default_usage(usage, actions, groups, prefix)
        return '%s%s\n\n' % (prefix, usage)

    def _default_usage(self, prog, actions, groups, prefix):
        """Return prog and the actions, options first, in as many lines as it takes."""
        optionals = [action for action in actions if action.option_strings]
        positionals = [action for action in actions if not action.option_strings]
        format_actions = self._format_actions_usage
        usage = ' '.join(part for part in (prog, format_actions(optionals + positionals, groups))
                         if part)
        width = self._width - self._current_indent
        if len(prefix) + len(usage) <= width:
            return usage
        option_parts = _unbreakable(format_actions(optionals, groups))
        positional_parts = _unbreakable(format_actions(positionals, groups))
        if len(prefix) + len(prog) <= 0.75 * width:
            indent = ' ' * (len(prefix) + len(prog) + 1)
            if option_parts:
                lines = _fill([prog] + option_parts, indent, width, prefix)
                lines += _fill(positional_parts, indent, width)
            elif positional_parts:
                lines = _fill([prog] + positional_parts, indent, width, prefix)
            else:
                lines = [prog]
        else:
            # A long name stands alone in its line.
            indent = ' ' * len(prefix)
            lines = _fill(option_parts + positional_parts, indent, width)
            if len(lines) > 1:
                lines = (_fill(option_parts, indent, width) +
                         _fill(positional_parts, indent, width))
            lines = [prog] + lines
        return '\n'.join(lines)

    def _format_actions_usage(self, actions, groups):
        # Brackets and bars to put in front of the action with a number.
        inserts = {}
        grouped = set()
        for group in groups:
            members = group._group_actions
            try:
                start = actions.index(members[0])
            except ValueError:
                continue
            end = start + len(members)
            if actions[start:end] != members:
                continue
            grouped.update(members)
            opening, closing = ('(', ')') if group.required else ('[', ']')
            inserts[start] = inserts[start] + ' ' + opening if start in inserts else opening
            inserts[end] = closing
            for at in range(start + 1, end):
                inserts[at] = '|'
        parts = []
        for at, action in enumerate(actions):
            if action.help is SUPPRESS:
                parts.append(None)
                if inserts.get(at) == '|':
                    del inserts[at]
                elif inserts.get(at + 1) == '|':
                    del inserts[at + 1]
            else:
                parts.append(self._usage_of(action, action in grouped))
        for at in sorted(inserts, reverse=True):
            parts.insert(at, inserts[at])
        return _tidied(' '.join([part for part in parts if part is not None]))

    def _usage_of(self, action, is_grouped):
        if not action.option_strings:
            text = self._format_args(action, action.dest)
            if is_grouped and text[0] == '[' and text[-1] == ']':
                return text[1:-1]
            return text
        text = action.option_strings[0]
        if action.nargs != 0:
            text = '%s %s' % (text, self._format_args(action, action.dest.upper()))
        if action.required or is_grouped:
            return text
        return '[%s]' % text

    def _format_text(self, text):
        if '%(prog)' in text:
            text = text % dict(prog=self._prog)
        width = max(self._width - self._current_indent, 11)
        return self._fill_text(text, width, ' ' * self._current_indent) + '\n\n'

    def _format_action(self, action):
        help_position = min(self._action_max_length + 2, self._max_help_position)
        help_width = max(self._width - help_position, 11)
        action_width = help_position - self._current_indent - 2
        header = self._format_action_invocation(action)
        first_indent = help_position
        if action.help and len(header) <= action_width:
            parts = ['%*s%-*s  ' % (self._current_indent, '', action_width, header)]
            first_indent = 0
        else:
            parts = ['%*s%s\n' % (self._current_indent, '', header)]
        if action.help:
            lines = self._split_lines(self._expand_help(action), help_width)
            parts.append('%*s%s\n' % (first_indent, '', lines[0]))
            for line in lines[1:]:
                parts.append('%*s%s\n' % (help_position, '', line))
        for nested in self._iter_indented_subactions(action):
            parts.append(self._format_action(nested))
        return self._join_parts(parts)

    def _format_action_invocation(self, action):
        if not action.option_strings:
            metavar, = self._metavar_formatter(action, action.dest)(1)
            return metavar
        if action.nargs == 0:
            return ', '.join(action.option_strings)
        args = self._format_args(action, action.dest.upper())
        return ', '.join(['%s %s' % (option, args) for option in action.option_strings])

    def _metavar_formatter(self, action, default_metavar):
        """Return a function that gives as many names for arguments as asked for."""
        if action.metavar is not None:
            result = action.metavar
        elif action.choices is not None:
            result = '{%s}' % ','.join([str(choice) for choice in action.choices])
        else:
            result = default_metavar

        def format(tuple_size):
            return result if isinstance(result, tuple) else (result,) * tuple_size
        return format

    _SHAPES = {
        None: ('%s', 1), OPTIONAL: ('[%s]', 1), ZERO_OR_MORE: ('[%s [%s ...]]', 2),
        ONE_OR_MORE: ('%s [%s ...]', 2), REMAINDER: ('...', 0), PARSER: ('%s ...', 1),
    }

    def _format_args(self, action, default_metavar):
        names = self._metavar_formatter(action, default_metavar)
        if action.nargs == REMAINDER:
            return '...'
        if action.nargs in self._SHAPES:
            shape, count = self._SHAPES[action.nargs]
        else:
            shape, count = ' '.join(['%s' for _ in range(action.nargs)]), action.nargs
        return shape % names(count)

    def _expand_help(self, action):
        params = dict(vars(action), prog=self._prog)
        for name, value in params.items():
            if value is SUPPRESS:
                del params[name]
            elif hasattr(value, '__name__'):
                params[name] = value.__name__
        if params.get('choices') is not None:
            params['choices'] = ', '.join([str(choice) for choice in params['choices']])
        return self._get_help_string(action) % params

    def _iter_indented_subactions(self, action):
        try:
            get_subactions = action._get_subactions
        except AttributeError:
            return
        self._indent()
        for nested in get_subactions():
            yield nested
        self._dedent()

    def _split_lines(self, text, width):
        return _textwrap.wrap(self._whitespace_matcher.sub(' ', text).strip(), width)

    def _fill_text(self, text, width, indent):
        text = self._whitespace_matcher.sub(' ', text).strip()
        return _textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)

    def _get_help_string(self, action):
        return action.help


def _unbreakable(usage):
    """Cut a usage into the parts no line may end within: bracketed ones and words."""
    parts = _re.findall(r'\(.*?\)+(?=\s|$)|\[.*?\]+(?=\s|$)|\S+', usage)
    assert ' '.join(parts) == usage
    return parts


def _fill(parts, indent, width, prefix=None):
    """Put parts into lines; with a prefix, the first line has that instead of the indent."""
    lines, line = [], []
    used = len(indent if prefix is None else prefix) - 1
    for part in parts:
        if used + 1 + len(part) > width and line:
            lines.append(indent + ' '.join(line))
            line, used = [], len(indent) - 1
        line.append(part)
        used += len(part) + 1
    if line:
        lines.append(indent + ' '.join(line))
    if prefix is not None:
        lines[0] = lines[0][len(indent):]
    return lines


def _tidied(text):
    """Remove blanks inside brackets, empty brackets, and round ones around a single choice."""
    text = _re.sub(r'([\[(]) ', r'\1', text)
    text = _re.sub(r' ([\])])', r'\1', text)
    text = _re.sub(r'[\[(] *[\])]', '', text)
    text = _re.sub(r'\(([^|]*)\)', r'\1', text)
    return text.strip()


class RawDescriptionHelpFormatter(HelpFormatter):
    """Leaves the lines of descriptions as they are."""

    def _fill_text(self, text, width, indent):
        return ''.join([indent + line for line in text.splitlines(True)])


class RawTextHelpFormatter(RawDescriptionHelpFormatter):
    """Leaves the lines of all texts as they are."""

    def _split_lines(self, text, width):
        return text.splitlines()


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    """Adds the default to the help text of each argument that has one."""

    def _get_help_string(self, action):
        text = action.help
        if '%(default)' not in action.help and action.default is not SUPPRESS:
            if action.option_strings or action.nargs in (OPTIONAL, ZERO_OR_MORE):
                text += ' (default: %(default)s)'
        return text
