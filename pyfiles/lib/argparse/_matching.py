"""One walk over a command line.

Each word is an option ('O'), an argument ('A') or the '--' that ends options ('-'); the words' kinds
make a string, and an action takes what the regular expression of its nargs matches there.
"""
from argparse._value import ArgumentError, SUPPRESS, _get_action_name


class Walk(object):
    """The state of parsing: what is seen, and the words nobody has asked for (extras)."""

    def __init__(self, parser, words, namespace):
        self.parser = parser
        self.words = words
        self.namespace = namespace
        self.options = {}
        self.extras = []
        self.seen = set()
        self.seen_non_default = set()
        self.positionals = parser._get_positional_actions()
        self.kinds = self._classify()
        self.conflicts = {}
        for group in parser._mutually_exclusive_groups:
            members = group._group_actions
            for at, action in enumerate(members):
                others = self.conflicts.setdefault(action, [])
                others.extend(members[:at])
                others.extend(members[at + 1:])

    def _classify(self):
        kinds = []
        words = iter(self.words)
        for at, word in enumerate(words):
            if word == '--':
                kinds.append('-')
                kinds.extend('A' for _ in words)
                break
            option = self.parser._parse_optional(word)
            if option is not None:
                self.options[at] = option
            kinds.append('A' if option is None else 'O')
        return ''.join(kinds)

    def run(self):
        """Take in all words, then see to what is required and to defaults."""
        at = 0
        last_option = max(self.options) if self.options else -1
        while at <= last_option:
            next_option = min(index for index in self.options if index >= at)
            if at != next_option:
                end = self._take_positionals(at)
                if end > at:
                    at = end
                    continue
            if at not in self.options:
                self.extras.extend(self.words[at:next_option])
                at = next_option
            at = self._take_option(at)
        end = self._take_positionals(at)
        self.extras.extend(self.words[end:])
        self._finish()

    def _take(self, action, words, option_string=None):
        """Do what action does with words."""
        self.seen.add(action)
        values = self.parser._get_values(action, words)
        if values is not action.default:
            self.seen_non_default.add(action)
            for other in self.conflicts.get(action, []):
                if other in self.seen_non_default:
                    raise ArgumentError(action, 'not allowed with argument %s' %
                                        _get_action_name(other))
        if values is not SUPPRESS:
            action(self.parser, self.namespace, values, option_string)

    def _take_option(self, at):
        """Take the option at a place with its arguments; return the place behind them."""
        action, option, explicit = self.options[at]
        if action is None:
            self.extras.append(self.words[at])
            return at + 1
        # One word may hold several options of a letter each: nothing is done until all are known.
        found = []
        while explicit is not None:
            count = self.parser._match_argument(action, 'A')
            if count == 1:
                found.append((action, [explicit], option))
                end = at + 1
                break
            if count != 0 or option[1] in self.parser.prefix_chars:
                raise ArgumentError(action, 'ignored explicit argument %r' % explicit)
            found.append((action, [], option))
            option = option[0] + explicit[0]
            if option not in self.parser._option_string_actions:
                raise ArgumentError(action, 'ignored explicit argument %r' % explicit)
            action = self.parser._option_string_actions[option]
            explicit = explicit[1:] or None
        else:
            end = at + 1 + self.parser._match_argument(action, self.kinds[at + 1:])
            found.append((action, self.words[at + 1:end], option))
        for action, words, option in found:
            self._take(action, words, option)
        return end

    def _take_positionals(self, at):
        """Give the words from a place to as many positional arguments as they do for."""
        counts = self.parser._match_arguments_partial(self.positionals, self.kinds[at:])
        for action, count in zip(self.positionals, counts):
            words = self.words[at:at + count]
            at += count
            self._take(action, words)
        self.positionals[:] = self.positionals[len(counts):]
        return at

    def _finish(self):
        parser, namespace = self.parser, self.namespace
        if self.positionals:
            parser.error('too few arguments')
        for action in parser._actions:
            if action in self.seen:
                continue
            if action.required:
                parser.error('argument %s is required' % _get_action_name(action))
            # A default that is a string goes the way of a word, unless something replaced it.
            if (isinstance(action.default, basestring) and hasattr(namespace, action.dest) and
                    action.default is getattr(namespace, action.dest)):
                setattr(namespace, action.dest, parser._get_value(action, action.default))
        for group in parser._mutually_exclusive_groups:
            if group.required and not self.seen_non_default.intersection(group._group_actions):
                names = [_get_action_name(action) for action in group._group_actions
                         if action.help is not SUPPRESS]
                parser.error('one of the arguments %s is required' % ' '.join(names))
