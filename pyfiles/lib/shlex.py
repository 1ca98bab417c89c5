"""Splitting texts into words and quoted strings as shells do."""
import os.path
import sys
from collections import deque

try:
    from cStringIO import StringIO
except ImportError:
    from StringIO import StringIO

__all__ = ["shlex", "split"]


class shlex:
    """Yields the words of a stream or a string.

    In the simple way quotes are kept and end a word; with posix they are removed and words go on.
    """

    def __init__(self, instream=None, infile=None, posix=False):
        if isinstance(instream, basestring):
            instream = StringIO(instream)
        self.instream = sys.stdin if instream is None else instream
        self.infile = None if instream is None else infile
        self.posix = posix
        # At the end there is no word; the simple way has always had an empty string for that.
        self.eof = None if posix else ''
        self.commenters = '#'
        letters = 'abcdefghijklmnopqrstuvwxyz'
        self.wordchars = letters + letters.upper() + '0123456789_'
        if posix:
            # The letters of Latin 1: all behind the signs but the two for times.
            self.wordchars += ''.join(chr(code) for code in range(0xdf, 0x100) + range(0xc0, 0xdf)
                                      if code not in (0xd7, 0xf7))
        self.whitespace, self.whitespace_split = ' \t\r\n', False
        self.quotes, self.escape, self.escapedquotes = '\'"', '\\', '"'
        self.state, self.pushback, self.lineno, self.debug = ' ', deque(), 1, 0
        self.token, self.filestack, self.source = '', deque(), None

    def push_token(self, tok):
        """Put a word back, to be the next one."""
        self.pushback.appendleft(tok)

    def push_source(self, newstream, newfile=None):
        """Read from another stream (or string) until it ends."""
        if isinstance(newstream, basestring):
            newstream = StringIO(newstream)
        self.filestack.appendleft((self.infile, self.instream, self.lineno))
        self.infile, self.instream, self.lineno = newfile, newstream, 1

    def pop_source(self):
        """Go on with the stream of before."""
        self.instream.close()
        self.infile, self.instream, self.lineno = self.filestack.popleft()
        self.state = ' '

    def get_token(self):
        """Return the next word, or what stands for the end."""
        if self.pushback:
            return self.pushback.popleft()
        word = self.read_token()
        if self.source is not None:
            while word == self.source:
                found = self.sourcehook(self.read_token())
                if found:
                    newfile, newstream = found
                    self.push_source(newstream, newfile)
                word = self.get_token()
        while word == self.eof and self.filestack:
            self.pop_source()
            word = self.get_token()
        return word

    def read_token(self):
        """Return the next word of the stream itself."""
        quoted, outer = False, ' '
        while self.state is not None:
            char = self.instream.read(1)
            if char == '\n':
                self.lineno += 1
            state = self.state
            if state in self.quotes and state != ' ':
                quoted = True
                done = self._in_quotes(char)
                if self.state in self.escape and self.posix:
                    outer = state
            elif state in self.escape and state != ' ':
                if not char:
                    raise ValueError("No escaped character")
                # Inside of quotes only some can be escaped; then the backslash is nothing special.
                if outer in self.quotes and char != state and char != outer:
                    self.token += state
                self.token += char
                self.state, done = outer, False
            else:
                done = self._outside(char, quoted)
                if self.state is not None and self.state in self.escape:
                    outer = 'a'
            if done:
                break
        result, self.token = self.token, ''
        if self.posix and not quoted and result == '':
            result = None
        return result

    def _in_quotes(self, char):
        if not char:
            raise ValueError("No closing quotation")
        if char == self.state:
            if not self.posix:
                self.token += char
                self.state = ' '
                return True
            self.state = 'a'
        elif self.posix and char in self.escape and self.state in self.escapedquotes:
            self.state = char
        else:
            self.token += char
        return False

    def _outside(self, char, quoted):
        """Take a character between words or in one; tell whether a word is complete."""
        in_word = self.state == 'a'
        something = bool(self.token or self.posix and quoted)
        if not char:
            self.state = None
            return True
        if char in self.whitespace:
            self.state = ' '
            return something
        if char in self.commenters:
            self.instream.readline()
            self.lineno += 1
            if in_word and self.posix:
                self.state = ' '
                return something
            return False
        if self.posix and char in self.escape:
            self.state = char
        elif char in self.quotes and (self.posix or not in_word):
            if not self.posix:
                self.token = char
            self.state = char
        elif char in self.wordchars or self.whitespace_split or in_word and char in self.quotes:
            self.token = self.token + char if in_word else char
            self.state = 'a'
        elif in_word:
            self.pushback.appendleft(char)
            self.state = ' '
            return something
        else:
            self.token = char
            return something or True
        return False

    def sourcehook(self, newfile):
        """Open a file that a source command names; return its name and the stream."""
        if newfile[0] == '"':
            newfile = newfile[1:-1]
        if isinstance(self.infile, basestring) and not os.path.isabs(newfile):
            newfile = os.path.join(os.path.dirname(self.infile), newfile)
        return newfile, open(newfile, "r")

    def error_leader(self, infile=None, lineno=None):
        """Return the beginning of a message about the place that has been reached."""
        return '"%s", line %d: ' % (infile if infile is not None else self.infile,
                                    lineno if lineno is not None else self.lineno)

    def __iter__(self):
        return self

    def next(self):
        word = self.get_token()
        if word == self.eof:
            raise StopIteration
        return word


def split(s, comments=False, posix=True):
    """Return the words of a string as a shell would see them."""
    words = shlex(s, posix=posix)
    words.whitespace_split = True
    if not comments:
        words.commenters = ''
    return list(words)


if __name__ == '__main__':
    words = shlex(open(sys.argv[1]), sys.argv[1]) if len(sys.argv) > 1 else shlex()
    for word in words:
        print "Token: " + repr(word)
