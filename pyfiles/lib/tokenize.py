"""Cuts Python source into words, with comments and line ends, and puts words together again."""
import re
import string
import token as _token
from token import *

COMMENT = N_TOKENS
NL = N_TOKENS + 1
N_TOKENS += 2
tok_name[COMMENT] = 'COMMENT'
tok_name[NL] = 'NL'

__all__ = [_name for _name in dir(_token) if not _name.startswith('_')] + [
    "COMMENT", "tokenize", "generate_tokens", "NL", "untokenize"]

tabsize = 8


def group(*choices):
    return '(' + '|'.join(choices) + ')'


def any(*choices):
    return group(*choices) + '*'


def maybe(*choices):
    return group(*choices) + '?'


Whitespace = r'[ \f\t]*'
Comment = r'#[^\r\n]*'
Ignore = Whitespace + any(r'\\\r?\n' + Whitespace) + maybe(Comment)
Name = r'[a-zA-Z_]\w*'
Intnumber = group(r'0[xX][\da-fA-F]+[lL]?', r'0[bB][01]+[lL]?', r'(0[oO][0-7]+|0[0-7]*)[lL]?',
                  r'[1-9]\d*[lL]?')
Exponent = r'[eE][-+]?\d+'
Floatnumber = group(r'(\d+\.\d*|\.\d+)' + maybe(Exponent), r'\d+' + Exponent)
Imagnumber = group(r'\d+[jJ]', Floatnumber + r'[jJ]')
Number = group(Imagnumber, Floatnumber, Intnumber)
_PREFIX = r'([uUbB]?[rR]?)'
# A string on one line, whole or up to a backslash at the end of the line; and the rest of one.
_REST = {"'": r"[^\n'\\]*(?:\\.[^\n'\\]*)*", '"': r'[^\n"\\]*(?:\\.[^\n"\\]*)*'}
Operator = group(r'\*\*=?', r'>>=?', r'<<=?', r'<>', r'!=', r'//=?', r'[+\-*/%&|^=<>]=?', r'~')
Special = group(r'\r?\n', r'[:;.,`@]')
Funny = group(Operator, r'[][(){}]', Special)
ContStr = group(*[_PREFIX + _quote + _REST[_quote] + group(_quote, r'\\\r?\n')
                  for _quote in ("'", '"')])
Triple = group(_PREFIX + "'''", _PREFIX + '"""')
PseudoToken = Whitespace + group(r'\\\r?\n|\Z', Comment, Triple, Number, Funny, ContStr, Name)

_word = re.compile(PseudoToken).match
_blank = re.compile(r'[ \f\t]*').match
_end_of = {
    "'": re.compile(_REST["'"] + "'"), '"': re.compile(_REST['"'] + '"'),
    "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL),
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL),
}
_opening = re.compile(r'[uUbB]?[rR]?(\'\'\'|"""|\'|")').match


class TokenError(Exception):
    """The source ends inside a string or a bracket."""


class StopTokenizing(Exception):
    """Raised by a function that takes words to get no more of them."""


def printtoken(type, token, srow_scol, erow_ecol, line):
    """Print a word with its place."""
    print "%d,%d-%d,%d:\t%s\t%s" % (srow_scol + erow_ecol + (tok_name[type], repr(token)))


def tokenize(readline, tokeneater=printtoken):
    """Call tokeneater with the parts of each word of the lines that readline() returns."""
    try:
        for word in generate_tokens(readline):
            tokeneater(*word)
    except StopTokenizing:
        pass


class Untokenizer:
    """Puts words together: with the same places where these are known."""

    def __init__(self):
        self.tokens = []
        self.prev_row, self.prev_col = 1, 0

    def add_whitespace(self, start):
        row, col = start
        if row < self.prev_row or row == self.prev_row and col < self.prev_col:
            raise ValueError("start ({},{}) precedes previous end ({},{})".format(
                row, col, self.prev_row, self.prev_col))
        if row > self.prev_row:
            self.tokens.append("\\\n" * (row - self.prev_row))
            self.prev_col = 0
        if col > self.prev_col:
            self.tokens.append(" " * (col - self.prev_col))

    def untokenize(self, iterable):
        words = iter(iterable)
        indents = []
        at_start = False
        for word in words:
            if len(word) == 2:
                self.compat(word, words)
                break
            kind, text, start, end, _ = word
            if kind == ENDMARKER:
                break
            if kind == INDENT:
                indents.append(text)
                continue
            if kind == DEDENT:
                indents.pop()
                self.prev_row, self.prev_col = end
                continue
            if kind in (NEWLINE, NL):
                at_start = True
            elif at_start and indents:
                if start[1] >= len(indents[-1]):
                    self.tokens.append(indents[-1])
                    self.prev_col = len(indents[-1])
                at_start = False
            self.add_whitespace(start)
            self.tokens.append(text)
            self.prev_row, self.prev_col = end
            if kind in (NEWLINE, NL):
                self.prev_row, self.prev_col = self.prev_row + 1, 0
        return "".join(self.tokens)

    def compat(self, token, iterable):
        """Put together words whose places are not known, with blanks where they are needed."""
        add = self.tokens.append
        indents = []
        at_start = token[0] in (NEWLINE, NL)
        after_string = False
        import itertools
        for word in itertools.chain([token], iterable):
            kind, text = word[:2]
            if kind in (NAME, NUMBER):
                text += ' '
            # Two strings must not become one.
            if kind == STRING and after_string:
                text = ' ' + text
            after_string = kind == STRING
            if kind == INDENT:
                indents.append(text)
                continue
            if kind == DEDENT:
                indents.pop()
                continue
            if kind in (NEWLINE, NL):
                at_start = True
            elif at_start and indents:
                add(indents[-1])
                at_start = False
            add(text)


def untokenize(iterable):
    """Return source with the words given: as (kind, text) or as generate_tokens() yields them."""
    return Untokenizer().untokenize(iterable)


class _Lines(object):
    """The lines of a source with the number of the present one."""

    def __init__(self, readline):
        self.readline, self.number, self.text = readline, 0, ''

    def next(self):
        try:
            self.text = self.readline()
        except StopIteration:
            self.text = ''
        self.number += 1
        return self.text


def _column(line):
    """Return how far a line is indented, and the number of characters that take."""
    column = at = 0
    for at, char in enumerate(line):
        if char == ' ':
            column += 1
        elif char == '\t':
            column = (column // tabsize + 1) * tabsize
        elif char == '\f':
            column = 0
        else:
            return column, at
    return column, len(line)


def generate_tokens(readline):
    """Yield (kind, text, (row, column), (row, column) of the end, line) for the words of lines."""
    lines = _Lines(readline)
    indents = [0]
    # Brackets that are open, and whether the line before ended in a backslash.
    state = [0, False]
    while True:
        line = lines.next()
        if not line and (state[0] or state[1]):
            raise TokenError("EOF in multi-line statement", (lines.number, 0))
        if not line:
            break
        at = 0
        if not state[0] and not state[1]:
            column, at = _column(line)
            if at == len(line):
                break
            if line[at] in '#\r\n':
                for word in _empty_line(line, at, lines.number):
                    yield word
                continue
            if column > indents[-1]:
                indents.append(column)
                yield INDENT, line[:at], (lines.number, 0), (lines.number, at), line
            while column < indents[-1]:
                if column not in indents:
                    raise IndentationError(
                        "unindent does not match any outer indentation level",
                        ("<tokenize>", lines.number, at, line))
                indents.pop()
                yield DEDENT, '', (lines.number, at), (lines.number, at), line
        state[1] = False
        for word in _words(lines, at, state):
            yield word
    for _ in indents[1:]:
        yield DEDENT, '', (lines.number, 0), (lines.number, 0), ''
    yield ENDMARKER, '', (lines.number, 0), (lines.number, 0), ''


def _empty_line(line, at, number):
    """Yield the comment, if any, and the end of a line without words."""
    if line[at] == '#':
        comment = line[at:].rstrip('\r\n')
        yield COMMENT, comment, (number, at), (number, at + len(comment)), line
        at += len(comment)
    yield NL, line[at:], (number, at), (number, len(line)), line


def _words(lines, at, state):
    """Yield the words of the present line and of those that strings lead on to."""
    line = lines.text
    while at < len(line):
        match = _word(line, at)
        if match is None or match.start(1) == match.end(1):
            if match is not None and match.end(1) == len(line):
                return
            at = _blank(line, at).end() if match is not None else at
            if at < len(line):
                yield ERRORTOKEN, line[at], (lines.number, at), (lines.number, at + 1), line
            at += 1
            continue
        begin, at = match.span(1)
        text = line[begin:at]
        first = text[0]
        start, end = (lines.number, begin), (lines.number, at)
        quoted = _opening(text)
        if quoted is not None and quoted.group(1) not in ("'", '"') or (
                quoted is not None and text.endswith('\n')):
            # A string that goes over lines, or one in triple quotes.
            word = _long_string(lines, begin, quoted)
            yield word
            line, at = lines.text, word[3][1]
            if word[0] == ERRORTOKEN:
                at = len(line)
        elif quoted is not None:
            yield STRING, text, start, end, line
        elif first in string.digits or first == '.' and len(text) > 1:
            yield NUMBER, text, start, end, line
        elif first in '\r\n':
            yield NL if state[0] else NEWLINE, text, start, end, line
        elif first == '#':
            yield COMMENT, text, start, end, line
        elif first.isalpha() or first == '_':
            yield NAME, text, start, end, line
        elif first == '\\':
            state[1] = True
        else:
            state[0] += (first in '([{') - (first in ')]}')
            yield OP, text, start, end, line


def _long_string(lines, begin, quoted):
    """Return the word of a string that begins in the present line and may end in a later one."""
    quote = quoted.group(1)
    ends = _end_of[quote]
    start = lines.number, begin
    source, from_ = lines.text, begin + quoted.end()
    whole = source
    while True:
        match = ends.match(source, from_)
        if match is not None:
            end = match.end()
            break
        if len(quote) == 1 and lines.text[-2:] != '\\\n' and lines.text[-3:] != '\\\r\n':
            # Neither does the string end here nor does it go on in the next line.
            return ERRORTOKEN, source[begin:], start, (lines.number, len(lines.text)), whole
        if not lines.next():
            raise TokenError("EOF in multi-line string", start)
        source += lines.text
        whole += lines.text
    before = len(source) - len(lines.text)
    return STRING, source[begin:end], start, (lines.number, end - before), whole


if __name__ == '__main__':
    import sys
    tokenize(open(sys.argv[1]).readline if len(sys.argv) > 1 else sys.stdin.readline)
