"""Differences of texts as lines."""
import re

from difflib._matcher import SequenceMatcher


def _marked(mark, lines, low, high):
    for at in xrange(low, high):
        yield '%s %s' % (mark, lines[at])


class Differ:
    """Compares lines: '- ' is before those of the first text, '+ ' before those of the second.

    Lines that are alike stand together, with a line between them that begins with '? ' and shows where
    they differ. linejunk and charjunk tell which lines and characters are junk.
    """

    def __init__(self, linejunk=None, charjunk=None):
        self.linejunk, self.charjunk = linejunk, charjunk

    def compare(self, a, b):
        """Yield the lines that show the differences of two lists of lines."""
        for what, i1, i2, j1, j2 in SequenceMatcher(self.linejunk, a, b).get_opcodes():
            if what == 'replace':
                lines = self._replaced(a, i1, i2, b, j1, j2)
            elif what == 'delete':
                lines = _marked('-', a, i1, i2)
            elif what == 'insert':
                lines = _marked('+', b, j1, j2)
            else:
                lines = _marked(' ', a, i1, i2)
            for line in lines:
                yield line

    def _replaced(self, a, alo, ahi, b, blo, bhi):
        """Yield the lines for a part that has become another: the two lines most alike lead."""
        best, place, equal_place = 0.74, None, None
        matcher = SequenceMatcher(self.charjunk)
        for j in xrange(blo, bhi):
            matcher.set_seq2(b[j])
            for i in xrange(alo, ahi):
                if a[i] == b[j]:
                    if equal_place is None:
                        equal_place = i, j
                    continue
                matcher.set_seq1(a[i])
                if all(bound() > best for bound in (matcher.real_quick_ratio,
                                                    matcher.quick_ratio, matcher.ratio)):
                    best, place = matcher.ratio(), (i, j)
        if best < 0.75:
            if equal_place is None:
                for line in self._one_after_the_other(a, alo, ahi, b, blo, bhi):
                    yield line
                return
            # Nothing is alike, but there are equal lines, which were junk.
            i, j = equal_place
            middle = ['  ' + a[i]]
        else:
            i, j = place
            middle = self._alike(a[i], b[j])
        for line in self._around(a, alo, i, b, blo, j):
            yield line
        for line in middle:
            yield line
        for line in self._around(a, i + 1, ahi, b, j + 1, bhi):
            yield line

    def _around(self, a, alo, ahi, b, blo, bhi):
        """Return the lines for what is in front of two lines that are alike, or behind them."""
        if alo < ahi and blo < bhi:
            return self._replaced(a, alo, ahi, b, blo, bhi)
        if alo < ahi:
            return _marked('-', a, alo, ahi)
        return _marked('+', b, blo, bhi)

    @staticmethod
    def _one_after_the_other(a, alo, ahi, b, blo, bhi):
        parts = [_marked('-', a, alo, ahi), _marked('+', b, blo, bhi)]
        if bhi - blo < ahi - alo:
            # The shorter part comes first.
            parts.reverse()
        for part in parts:
            for line in part:
                yield line

    def _alike(self, old, new):
        """Yield the lines for two lines that are alike, with marks under their differences."""
        old_marks = new_marks = ''
        for what, i1, i2, j1, j2 in SequenceMatcher(self.charjunk, old, new).get_opcodes():
            char = {'replace': '^', 'delete': '-', 'insert': '+', 'equal': ' '}[what]
            old_marks += char * (i2 - i1)
            new_marks += char * (j2 - j1)
        return self._with_marks(old, new, old_marks, new_marks)

    @staticmethod
    def _with_marks(old, new, old_marks, new_marks):
        # Tabs that both lines begin with stay tabs in the lines of marks, if nothing is marked there.
        tabs = 0
        for old_char, new_char, one, two in zip(old, new, old_marks, new_marks):
            if old_char + new_char != '\t\t' or one + two != '  ':
                break
            tabs += 1
        for mark, line, marks in (('-', old, old_marks), ('+', new, new_marks)):
            yield mark + ' ' + line
            marks = marks[tabs:].rstrip()
            if marks:
                yield '? %s%s\n' % ('\t' * tabs, marks)


def IS_LINE_JUNK(line, pat=re.compile(r"\s*#?\s*$").match):
    """Tell whether a line is blank or holds nothing but '#'."""
    return pat(line) is not None


def IS_CHARACTER_JUNK(ch, ws=" \t"):
    """Tell whether a character is a blank or a tab."""
    return ch in ws


def ndiff(a, b, linejunk=None, charjunk=IS_CHARACTER_JUNK):
    """Yield the lines Differ.compare() does."""
    return Differ(linejunk, charjunk).compare(a, b)


def restore(delta, which):
    """Yield the lines of the first (which is 1) or second (2) text of which ndiff() made delta."""
    try:
        mark = {1: "- ", 2: "+ "}[int(which)]
    except KeyError:
        raise ValueError('unknown delta choice (must be 1 or 2): %r' % which)
    for line in delta:
        if line[:2] in ("  ", mark):
            yield line[2:]


def _header(mark, name, date, lineterm):
    return '%s %s%s%s' % (mark, name, '\t%s' % date if date else '', lineterm)


def _range(start, stop, is_unified):
    """Return a range of lines as headers show it."""
    count = stop - start
    first = start + 1
    if is_unified:
        if count == 1:
            return '%d' % first
        return '%d,%d' % (first if count else start, count)
    if not count:
        first = start
    return '%d' % first if count <= 1 else '%d,%d' % (first, first + count - 1)


def _format_range_unified(start, stop):
    return _range(start, stop, True)


def _format_range_context(start, stop):
    return _range(start, stop, False)


def unified_diff(a, b, fromfile='', tofile='', fromfiledate='', tofiledate='', n=3, lineterm='\n'):
    """Yield the lines of a unified diff of two lists of lines, with n lines around the changes."""
    headers = [_header('---', fromfile, fromfiledate, lineterm),
               _header('+++', tofile, tofiledate, lineterm)]
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        for header in headers:
            yield header
        headers = []
        yield '@@ -%s +%s @@%s' % (_range(group[0][1], group[-1][2], True),
                                   _range(group[0][3], group[-1][4], True), lineterm)
        for what, i1, i2, j1, j2 in group:
            if what == 'equal':
                for line in a[i1:i2]:
                    yield ' ' + line
                continue
            for line in a[i1:i2]:
                yield '-' + line
            for line in b[j1:j2]:
                yield '+' + line


def context_diff(a, b, fromfile='', tofile='', fromfiledate='', tofiledate='', n=3, lineterm='\n'):
    """Yield the lines of a context diff of two lists of lines, with n lines around the changes."""
    headers = [_header('***', fromfile, fromfiledate, lineterm),
               _header('---', tofile, tofiledate, lineterm)]
    marks = {'insert': '+ ', 'delete': '- ', 'replace': '! ', 'equal': '  '}
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        for header in headers:
            yield header
        headers = []
        yield '***************' + lineterm
        for shape, lines, low, absent in (('*** %s ****%s', a, 1, 'insert'),
                                          ('--- %s ----%s', b, 3, 'delete')):
            yield shape % (_range(group[0][low], group[-1][low + 1], False), lineterm)
            other = 'delete' if absent == 'insert' else 'insert'
            if any(step[0] in ('replace', other) for step in group):
                for step in group:
                    if step[0] != absent:
                        for line in lines[step[low]:step[low + 1]]:
                            yield marks[step[0]] + line
