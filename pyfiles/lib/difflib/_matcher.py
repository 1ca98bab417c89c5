"""Finding what two sequences have in common.

The longest run of equal items is taken, then the longest to the left of it and to the right of it, and
so on. Items that are junk don't begin such runs; they only lengthen them.
"""
import heapq
from collections import namedtuple

Match = namedtuple('Match', 'a b size')


def _calculate_ratio(matches, length):
    return 2.0 * matches / length if length else 1.0


class SequenceMatcher:
    """Compares two sequences of things that can be hashed.

    isjunk tells of an item of the second whether it is junk; autojunk counts as junk what makes up
    more than one percent of a second sequence of at least 200 items.
    """

    def __init__(self, isjunk=None, a='', b='', autojunk=True):
        self.isjunk, self.autojunk = isjunk, autojunk
        self.a = self.b = None
        self.set_seqs(a, b)

    def set_seqs(self, a, b):
        """Set both sequences."""
        self.set_seq1(a)
        self.set_seq2(b)

    def set_seq1(self, a):
        """Set the first sequence; the second is the one that is worth keeping."""
        if a is not self.a:
            self.a = a
            self.matching_blocks = self.opcodes = None

    def set_seq2(self, b):
        """Set the second sequence, of which more is computed beforehand."""
        if b is not self.b:
            self.b = b
            self.matching_blocks = self.opcodes = self.fullbcount = None
            self._index()

    def _index(self):
        """Find the places of each item of the second sequence that may begin a run."""
        places = {}
        for at, item in enumerate(self.b):
            places.setdefault(item, []).append(at)
        junk = {}
        if self.isjunk:
            for item in list(places):
                if self.isjunk(item):
                    junk[item] = 1
                    del places[item]
        popular = {}
        size = len(self.b)
        if self.autojunk and size >= 200:
            limit = size // 100 + 1
            for item, found in places.items():
                if len(found) > limit:
                    popular[item] = 1
                    del places[item]
        self.b2j = places
        self.isbjunk, self.isbpopular = junk.__contains__, popular.__contains__

    def find_longest_match(self, alo, ahi, blo, bhi):
        """Return the first longest run in a[alo:ahi] and b[blo:bhi], with junk around it if equal."""
        a, b = self.a, self.b
        best_a, best_b, best = alo, blo, 0
        # The lengths of the runs that end with the item before, by their place in b.
        lengths = {}
        for i in xrange(alo, ahi):
            longer = {}
            for j in self.b2j.get(a[i], ()):
                if j < blo:
                    continue
                if j >= bhi:
                    break
                length = longer[j] = lengths.get(j - 1, 0) + 1
                if length > best:
                    best_a, best_b, best = i - length + 1, j - length + 1, length
            lengths = longer
        # First what is not junk and was only left out as popular, then junk.
        for wanted in (False, True):
            while (best_a > alo and best_b > blo and a[best_a - 1] == b[best_b - 1] and
                   self.isbjunk(b[best_b - 1]) == wanted):
                best_a, best_b, best = best_a - 1, best_b - 1, best + 1
            while (best_a + best < ahi and best_b + best < bhi and
                   a[best_a + best] == b[best_b + best] and
                   self.isbjunk(b[best_b + best]) == wanted):
                best += 1
        return Match(best_a, best_b, best)

    def get_matching_blocks(self):
        """Return the runs in order, adjacent ones joined, with an empty one at the ends."""
        if self.matching_blocks is not None:
            return self.matching_blocks
        pending = [(0, len(self.a), 0, len(self.b))]
        runs = []
        while pending:
            alo, ahi, blo, bhi = pending.pop()
            run = self.find_longest_match(alo, ahi, blo, bhi)
            i, j, size = run
            if not size:
                continue
            runs.append(run)
            if alo < i and blo < j:
                pending.append((alo, i, blo, j))
            if i + size < ahi and j + size < bhi:
                pending.append((i + size, ahi, j + size, bhi))
        joined = []
        for i, j, size in sorted(runs):
            if joined and joined[-1][0] + joined[-1][2] == i and (
                    joined[-1][1] + joined[-1][2] == j):
                last = joined.pop()
                joined.append((last[0], last[1], last[2] + size))
            else:
                joined.append((i, j, size))
        joined.append((len(self.a), len(self.b), 0))
        self.matching_blocks = map(Match._make, joined)
        return self.matching_blocks

    def get_opcodes(self):
        """Return (what, i1, i2, j1, j2) that together turn a into b."""
        if self.opcodes is None:
            self.opcodes = steps = []
            i = j = 0
            for at_a, at_b, size in self.get_matching_blocks():
                what = {(True, True): 'replace', (True, False): 'delete',
                        (False, True): 'insert'}.get((i < at_a, j < at_b))
                if what:
                    steps.append((what, i, at_a, j, at_b))
                i, j = at_a + size, at_b + size
                if size:
                    steps.append(('equal', at_a, i, at_b, j))
        return self.opcodes

    def get_grouped_opcodes(self, n=3):
        """Yield groups of the steps, with up to n equal items around the changes."""
        steps = self.get_opcodes() or [("equal", 0, 1, 0, 1)]
        steps = steps[:]
        what, i1, i2, j1, j2 = steps[0]
        if what == 'equal':
            steps[0] = what, max(i1, i2 - n), i2, max(j1, j2 - n), j2
        what, i1, i2, j1, j2 = steps[-1]
        if what == 'equal':
            steps[-1] = what, i1, min(i2, i1 + n), j1, min(j2, j1 + n)
        group = []
        for what, i1, i2, j1, j2 in steps:
            if what == 'equal' and i2 - i1 > 2 * n:
                group.append((what, i1, min(i2, i1 + n), j1, min(j2, j1 + n)))
                yield group
                group = []
                i1, j1 = max(i1, i2 - n), max(j1, j2 - n)
            group.append((what, i1, i2, j1, j2))
        if group and [step[0] for step in group] != ['equal']:
            yield group

    def ratio(self):
        """Return how alike the sequences are, from 0 to 1."""
        return _calculate_ratio(sum(run[2] for run in self.get_matching_blocks()),
                                len(self.a) + len(self.b))

    def quick_ratio(self):
        """Return an upper bound of ratio(), counting items in any order."""
        if self.fullbcount is None:
            self.fullbcount = {}
            for item in self.b:
                self.fullbcount[item] = self.fullbcount.get(item, 0) + 1
        left = {}
        matches = 0
        for item in self.a:
            count = left.get(item, self.fullbcount.get(item, 0))
            left[item] = count - 1
            matches += count > 0
        return _calculate_ratio(matches, len(self.a) + len(self.b))

    def real_quick_ratio(self):
        """Return an upper bound of ratio() by the lengths."""
        sizes = len(self.a), len(self.b)
        return _calculate_ratio(min(sizes), sum(sizes))


def get_close_matches(word, possibilities, n=3, cutoff=0.6):
    """Return the n possibilities most like word, the best first, none below cutoff."""
    if not n > 0:
        raise ValueError("n must be > 0: %r" % (n,))
    if not 0.0 <= cutoff <= 1.0:
        raise ValueError("cutoff must be in [0.0, 1.0]: %r" % (cutoff,))
    matcher = SequenceMatcher()
    matcher.set_seq2(word)
    scored = []
    for each in possibilities:
        matcher.set_seq1(each)
        # The bounds are quicker than the ratio itself.
        if all(bound() >= cutoff for bound in (matcher.real_quick_ratio, matcher.quick_ratio,
                                               matcher.ratio)):
            scored.append((matcher.ratio(), each))
    return [each for _, each in heapq.nlargest(n, scored)]
