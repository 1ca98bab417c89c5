"""Files in memory, of str or unicode."""
from errno import EINVAL

__all__ = ["StringIO"]


def _on_open_file(method):
    """Decorator: the method needs a file that is open."""
    def checked(self, *args):
        if self.closed:
            raise ValueError("I/O operation on closed file")
        return method(self, *args)
    checked.__name__ = method.__name__
    checked.__doc__ = method.__doc__
    return checked


class StringIO:
    """A file whose content is a string; getvalue() returns it.

    buf is the content up to the last read or seek, buflist the pieces written at the end since
    then, len the length of both together.
    """

    def __init__(self, buf=''):
        self.buf = buf if isinstance(buf, basestring) else str(buf)
        self.len = len(self.buf)
        self.buflist = []
        self.pos = self.softspace = 0
        self.closed = False

    def _content(self):
        if self.buflist:
            self.buf += ''.join(self.buflist)
            self.buflist = []
        return self.buf

    def _take(self, end):
        """Return the content from here to a position, and go there."""
        start, self.pos = self.pos, end
        return self._content()[start:end]

    # Reading.

    @_on_open_file
    def read(self, n=-1):
        """Return the next n bytes, or all if n is None or negative."""
        whole = n is None or n < 0
        return self._take(self.len if whole else min(self.len, self.pos + n))

    @_on_open_file
    def readline(self, length=None):
        """Return the next line with its newline, at most length bytes of it; '' at the end."""
        end = self._content().find('\n', self.pos) + 1 or self.len
        if length is not None and length >= 0:
            end = min(end, self.pos + length)
        return self._take(end)

    def readlines(self, sizehint=0):
        """Return the lines from here on, only as many as reach sizehint bytes if that is set."""
        lines = []
        missing = sizehint
        for line in iter(self.readline, ''):
            lines.append(line)
            missing -= len(line)
            if sizehint > 0 >= missing:
                break
        return lines

    def __iter__(self):
        return self

    @_on_open_file
    def next(self):
        line = self.readline()
        if line:
            return line
        raise StopIteration

    @_on_open_file
    def getvalue(self):
        """Return the whole content."""
        return self._content()

    # Writing.

    @_on_open_file
    def write(self, s):
        """Write a string here, over what is there; a gap behind the end is filled with zeros."""
        if not s:
            return
        if not isinstance(s, basestring):
            s = str(s)
        gap = self.pos - self.len
        if gap < 0:
            old = self._content()
            self.buf = old[:self.pos] + s + old[self.pos + len(s):]
        else:
            if gap:
                self.buflist.append('\0' * gap)
            self.buflist.append(s)
        self.pos += len(s)
        self.len = max(self.len, self.pos)

    def writelines(self, iterable):
        """Write strings one after the other."""
        for piece in iterable:
            self.write(piece)

    @_on_open_file
    def truncate(self, size=None):
        """Cut the content off at size, or here."""
        if size is None:
            size = self.pos
        if size < 0:
            raise IOError(EINVAL, "Negative size not allowed")
        self.pos = min(self.pos, size)
        self.buf = self._content()[:size]
        self.len = size

    # The position, and the rest of what files have.

    @_on_open_file
    def seek(self, pos, mode=0):
        """Go to a position, counted from the start, from here (mode 1) or from the end (2)."""
        base = {1: self.pos, 2: self.len}.get(mode, 0)
        self._content()
        self.pos = max(0, base + pos)

    @_on_open_file
    def tell(self):
        """Return the position."""
        return self.pos

    @_on_open_file
    def flush(self):
        """Do nothing: there is nowhere to write to."""

    @_on_open_file
    def isatty(self):
        return False

    def close(self):
        """Free the content; nothing but closing again is possible then."""
        if not self.closed:
            self.closed = True
            del self.buf, self.pos
