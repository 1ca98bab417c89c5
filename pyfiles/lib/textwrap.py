"""Breaking of text into lines of limited width."""
import re

__all__ = ['TextWrapper', 'wrap', 'fill', 'dedent']

_WHITESPACE = '\t\n\x0b\x0c\r '
_TO_SPACES = dict((unicode(char), u' ') for char in _WHITESPACE)

# Where a line may be broken: at blanks, behind the hyphen of a compound word (both of its neighbours
# end in a letter), and around a dash of two or more hyphens inside a text.
_BLANKS = r'\s+'
_COMPOUND = r'[^\s\w]*\w+[^0-9\W]-(?=\w+[^0-9\W])'
_DASH = r'(?<=[\w\!\"\'\&\.\,\?])-{2,}(?=\w)'


class TextWrapper(object):
    """Wraps paragraphs; the attributes (all keywords of the constructor) say how.

    width -- the longest line allowed; initial_indent, subsequent_indent -- put before the first and
    before each other line; expand_tabs, replace_whitespace -- turn tabs, then all white space, into
    blanks; fix_sentence_endings -- two blanks between sentences; break_long_words -- cut words wider
    than a line; break_on_hyphens -- allow breaks in compound words; drop_whitespace -- no blanks at
    the ends of lines.
    """
    unicode_whitespace_trans = dict((ord(old), ord(new)) for old, new in _TO_SPACES.items())
    whitespace_trans = ''.join(' ' if chr(code) in _WHITESPACE else chr(code)
                               for code in range(256))
    wordsep_re = re.compile('(%s|%s|%s)' % (_BLANKS, _COMPOUND, _DASH))
    wordsep_simple_re = re.compile('(%s)' % _BLANKS)
    sentence_end_re = re.compile(r'[a-z][\.\!\?][\"\']?\Z')

    def __init__(self, width=70, initial_indent="", subsequent_indent="", expand_tabs=True,
                 replace_whitespace=True, fix_sentence_endings=False, break_long_words=True,
                 drop_whitespace=True, break_on_hyphens=True):
        options = dict(vars())
        del options['self']
        vars(self).update(options)
        # The same patterns for unicode texts.
        for name in 'wordsep_re', 'wordsep_simple_re':
            setattr(self, name + '_uni', re.compile(getattr(self, name).pattern, re.U))

    def wrap(self, text):
        """Return the lines of the paragraph text, without line ends."""
        chunks = self._split(self._munge_whitespace(text))
        if self.fix_sentence_endings:
            self._fix_sentence_endings(chunks)
        return self._wrap_chunks(chunks)

    def fill(self, text):
        """Return the paragraph text as one string of several lines."""
        return "\n".join(self.wrap(text))

    def _munge_whitespace(self, text):
        if self.expand_tabs:
            text = text.expandtabs()
        if self.replace_whitespace:
            if isinstance(text, str):
                text = text.translate(self.whitespace_trans)
            elif isinstance(text, unicode):
                text = text.translate(self.unicode_whitespace_trans)
        return text

    def _split(self, text):
        """Cut text into pieces that stay whole; blanks are pieces of their own."""
        name = 'wordsep_re' if self.break_on_hyphens else 'wordsep_simple_re'
        if isinstance(text, unicode):
            name += '_uni'
        return [piece for piece in getattr(self, name).split(text) if piece]

    def _fix_sentence_endings(self, chunks):
        """Double the single blank behind each piece that ends a sentence."""
        at = 0
        while at < len(chunks) - 1:
            if chunks[at + 1] == " " and self.sentence_end_re.search(chunks[at]):
                chunks[at + 1] = "  "
                at += 1
            at += 1

    def _handle_long_word(self, reversed_chunks, cur_line, cur_len, width):
        """Take as much of a too wide piece as the line has room for; all of it if it may not be cut."""
        room = width - cur_len if width >= 1 else 1
        word = reversed_chunks[-1]
        if self.break_long_words:
            cur_line.append(word[:room])
            reversed_chunks[-1] = word[room:]
        elif not cur_line:
            cur_line.append(reversed_chunks.pop())

    def _wrap_chunks(self, chunks):
        if self.width <= 0:
            raise ValueError("invalid width %r (must be > 0)" % self.width)
        lines = []
        # Taken from the end: the next piece is the last one.
        chunks.reverse()
        while chunks:
            indent = self.subsequent_indent if lines else self.initial_indent
            room = self.width - len(indent)
            if self.drop_whitespace and lines and chunks[-1].strip() == '':
                chunks.pop()
            line, used = [], 0
            while chunks and used + len(chunks[-1]) <= room:
                used += len(chunks[-1])
                line.append(chunks.pop())
            if chunks and len(chunks[-1]) > room:
                self._handle_long_word(chunks, line, used, room)
            if self.drop_whitespace and line and line[-1].strip() == '':
                line.pop()
            if line:
                lines.append(indent + ''.join(line))
        return lines


def wrap(text, width=70, **kwargs):
    """Return the lines, at most width wide, of the paragraph text."""
    return TextWrapper(width=width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    """Return the paragraph text broken into lines at most width wide, as one string."""
    return TextWrapper(width=width, **kwargs).fill(text)


def dedent(text):
    """Remove the white space that all lines of text begin with; blank lines become empty."""
    text = re.sub(r'(?m)^[ \t]+$', '', text)
    margin = None
    for indent in re.findall(r'(?m)(^[ \t]*)(?:[^ \t\n])', text):
        if margin is None:
            margin = indent
        elif not indent.startswith(margin):
            same = 0
            while same < len(indent) and indent[same] == margin[same]:
                same += 1
            margin = margin[:same]
    if margin:
        text = re.sub('(?m)^' + margin, '', text)
    return text
