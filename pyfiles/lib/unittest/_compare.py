"""The assertions that compare containers and texts."""
import collections
import difflib
import pprint
import re
import warnings
import sys

from unittest.util import _count_diff_all_purpose, _count_diff_hashable, safe_repr

__unittest = True
DIFF_OMITTED = '\nDiff is %s characters long. Set self.maxDiff to None to see it.'


class Comparisons(object):
    """The part of TestCase with assertions on containers and texts."""

    def assertSequenceEqual(self, seq1, seq2, msg=None, seq_type=None):
        """Fail unless two sequences (of seq_type if given) have equal items."""
        if seq_type is not None:
            what = seq_type.__name__
            for place, seq in (('First', seq1), ('Second', seq2)):
                if not isinstance(seq, seq_type):
                    raise self.failureException('%s sequence is not a %s: %s' %
                                                (place, what, safe_repr(seq)))
        else:
            what = "sequence"
        sizes = []
        text = None
        for place, seq in (('First', seq1), ('Second', seq2)):
            try:
                sizes.append(len(seq))
            except (TypeError, NotImplementedError):
                if text is None:
                    text = '%s %s has no length.    Non-sequence?' % (place, what)
        if text is None:
            if seq1 == seq2:
                return
            if seq_type is None and type(seq1) != type(seq2) and list(seq1) == list(seq2):
                return
            text = '%ss differ: %s != %s\n' % (
                (what.capitalize(),) + self._shortened(seq1, seq2))
            text += self._first_difference(what, seq1, seq2, sizes)
        lines = '\n' + '\n'.join(difflib.ndiff(pprint.pformat(seq1).splitlines(),
                                               pprint.pformat(seq2).splitlines()))
        self.fail(self._formatMessage(msg, self._truncateMessage(text, lines)))

    @staticmethod
    def _shortened(first, second):
        return tuple(text if len(text) <= 30 else text[:30] + '...'
                     for text in (safe_repr(first), safe_repr(second)))

    @staticmethod
    def _first_difference(what, seq1, seq2, sizes):
        text = ''
        for at in xrange(min(sizes)):
            items = []
            for place, seq in (('first', seq1), ('second', seq2)):
                try:
                    items.append(seq[at])
                except (TypeError, IndexError, NotImplementedError):
                    text += '\nUnable to index element %d of %s %s\n' % (at, place, what)
                    return text
            if items[0] != items[1]:
                text += '\nFirst differing element %d:\n%s\n%s\n' % (
                    (at,) + tuple(map(safe_repr, items)))
                break
        else:
            if sizes[0] == sizes[1]:
                return text
        for place, seq, more, less in (('First', seq1, sizes[0], sizes[1]),
                                       ('Second', seq2, sizes[1], sizes[0])):
            if more > less:
                text += '\n%s %s contains %d additional elements.\n' % (place, what, more - less)
                try:
                    text += 'First extra element %d:\n%s\n' % (less, safe_repr(seq[less]))
                except (TypeError, IndexError, NotImplementedError):
                    text += 'Unable to index element %d of %s %s\n' % (less, place.lower(), what)
        return text

    def _truncateMessage(self, message, diff):
        if self.maxDiff is None or len(diff) <= self.maxDiff:
            return message + diff
        return message + DIFF_OMITTED % len(diff)

    def assertListEqual(self, list1, list2, msg=None):
        """Fail unless two lists are equal."""
        self.assertSequenceEqual(list1, list2, msg, seq_type=list)

    def assertTupleEqual(self, tuple1, tuple2, msg=None):
        """Fail unless two tuples are equal."""
        self.assertSequenceEqual(tuple1, tuple2, msg, seq_type=tuple)

    def assertSetEqual(self, set1, set2, msg=None):
        """Fail unless two sets are equal."""
        extras = []
        for place, one, other, noun in (('first', set1, set2, 'first argument'),
                                        ('second', set2, set1, 'second argument')):
            try:
                extras.append(one.difference(other))
            except TypeError, problem:
                self.fail('invalid type when attempting set difference: %s' % problem)
            except AttributeError, problem:
                self.fail('%s does not support set difference: %s' % (noun, problem))
        if not (extras[0] or extras[1]):
            return
        lines = []
        for place, extra in zip(('first', 'second'), extras):
            if extra:
                lines.append('Items in the %s set but not the %s:' %
                             (place, 'second' if place == 'first' else 'first'))
                lines.extend(repr(item) for item in extra)
        self.fail(self._formatMessage(msg, '\n'.join(lines)))

    def assertDictEqual(self, d1, d2, msg=None):
        """Fail unless two dictionaries are equal."""
        self.assertIsInstance(d1, dict, 'First argument is not a dictionary')
        self.assertIsInstance(d2, dict, 'Second argument is not a dictionary')
        if d1 != d2:
            text = '%s != %s' % (safe_repr(d1, True), safe_repr(d2, True))
            lines = '\n' + '\n'.join(difflib.ndiff(pprint.pformat(d1).splitlines(),
                                                   pprint.pformat(d2).splitlines()))
            self.fail(self._formatMessage(msg, self._truncateMessage(text, lines)))

    def assertDictContainsSubset(self, expected, actual, msg=None):
        """Fail unless all pairs of expected are in actual."""
        missing = [key for key in expected if key not in actual]
        wrong = ['%s, expected: %s, actual: %s' % (safe_repr(key), safe_repr(value),
                                                   safe_repr(actual[key]))
                 for key, value in expected.iteritems() if key in actual and value != actual[key]]
        if not (missing or wrong):
            return
        parts = []
        if missing:
            parts.append('Missing: %s' % ','.join(map(safe_repr, missing)))
        if wrong:
            parts.append('Mismatched values: %s' % ','.join(wrong))
        self.fail(self._formatMessage(msg, '; '.join(parts)))

    def assertItemsEqual(self, expected_seq, actual_seq, msg=None):
        """Fail unless two collections have the same items equally often, in any order."""
        first, second = list(expected_seq), list(actual_seq)
        with warnings.catch_warnings():
            if sys.py3kwarning:
                # Unlike types are compared here on purpose.
                for text in ('(code|dict|type) inequality comparisons',
                             'builtin_function_or_method order comparisons',
                             'comparing unequal types'):
                    warnings.filterwarnings('ignore', text, DeprecationWarning)
            try:
                differences = (_count_diff_hashable(first, second)
                               if collections.Counter(first) != collections.Counter(second)
                               else [])
            except TypeError:
                differences = _count_diff_all_purpose(first, second)
        if differences:
            text = 'Element counts were not equal:\n'
            lines = '\n'.join('First has %d, Second has %d:  %r' % each for each in differences)
            self.fail(self._formatMessage(msg, self._truncateMessage(text, lines)))

    def assertMultiLineEqual(self, first, second, msg=None):
        """Fail unless two texts are equal; the message shows the lines that differ."""
        self.assertIsInstance(first, basestring, 'First argument is not a string')
        self.assertIsInstance(second, basestring, 'Second argument is not a string')
        if first != second:
            if max(len(first), len(second)) > self._diffThreshold:
                # Finding the differences would take too long.
                self._baseAssertEqual(first, second, msg)
            left, right = first.splitlines(True), second.splitlines(True)
            if len(left) == 1 and first.strip('\r\n') == first:
                # The ends of lines would only be in the way.
                left, right = [first + '\n'], [second + '\n']
            text = '%s != %s' % (safe_repr(first, True), safe_repr(second, True))
            lines = '\n' + ''.join(difflib.ndiff(left, right))
            self.fail(self._formatMessage(msg, self._truncateMessage(text, lines)))

    def assertRegexpMatches(self, text, expected_regexp, msg=None):
        """Fail unless a regular expression is found in text."""
        pattern = expected_regexp
        if isinstance(pattern, basestring):
            pattern = re.compile(pattern)
        if not pattern.search(text):
            raise self.failureException('%s: %r not found in %r' % (
                msg or "Regexp didn't match", pattern.pattern, text))

    def assertNotRegexpMatches(self, text, unexpected_regexp, msg=None):
        """Fail if a regular expression is found in text."""
        pattern = unexpected_regexp
        if isinstance(pattern, basestring):
            pattern = re.compile(pattern)
        found = pattern.search(text)
        if found:
            raise self.failureException('%s: %r matches %r in %r' % (
                msg or "Regexp matched", text[found.start():found.end()], pattern.pattern, text))
