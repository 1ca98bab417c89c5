"""Files in memory, of str or unicode."""
from errno import EINVAL

__all__ = ["StringIO"]


def _complain_ifclosed(closed):
    if closed:
        raise ValueError("I/O operation on closed file")


class StringIO:
    """A file whose content is a string; getvalue() returns it."""

    # buf is the content so far; buflist holds pieces written at the end since.

    def __init__(self, buf=''):
        if not isinstance(buf, basestring):
            buf = str(buf)
        self.buf = buf
        self.len = len(buf)
        self.buflist = []
        self.pos = 0
        self.closed = False
        self.softspace = 0

    def __iter__(self):
        return self

    def next(self):
        _complain_ifclosed(self.closed)
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def close(self):
        if not self.closed:
            self.closed = True
            del self.buf, self.pos

    def isatty(self):
        _complain_ifclosed(self.closed)
        return False

    def _join(self):
        if self.buflist:
            self.buf += ''.join(self.buflist)
            self.buflist = []

    def seek(self, pos, mode=0):
        _complain_ifclosed(self.closed)
        self._join()
        if mode == 1:
            pos += self.pos
        elif mode == 2:
            pos += self.len
        self.pos = max(0, pos)

    def tell(self):
        _complain_ifclosed(self.closed)
        return self.pos

    def read(self, n=-1):
        _complain_ifclosed(self.closed)
        self._join()
        if n is None or n < 0:
            end = self.len
        else:
            end = min(self.pos + n, self.len)
        result = self.buf[self.pos:end]
        self.pos = end
        return result

    def readline(self, length=None):
        _complain_ifclosed(self.closed)
        self._join()
        end = self.buf.find('\n', self.pos)
        end = self.len if end < 0 else end + 1
        if length is not None and length >= 0 and self.pos + length < end:
            end = self.pos + length
        result = self.buf[self.pos:end]
        self.pos = end
        return result

    def readlines(self, sizehint=0):
        total = 0
        lines = []
        line = self.readline()
        while line:
            lines.append(line)
            total += len(line)
            if 0 < sizehint <= total:
                break
            line = self.readline()
        return lines

    def truncate(self, size=None):
        _complain_ifclosed(self.closed)
        if size is None:
            size = self.pos
        elif size < 0:
            raise IOError(EINVAL, "Negative size not allowed")
        elif size < self.pos:
            self.pos = size
        self.buf = self.getvalue()[:size]
        self.len = size

    def write(self, s):
        _complain_ifclosed(self.closed)
        if not s:
            return
        if not isinstance(s, basestring):
            s = str(s)
        start = self.pos
        if start == self.len:
            self.buflist.append(s)
            self.len = self.pos = start + len(s)
            return
        if start > self.len:
            self.buflist.append('\0' * (start - self.len))
            self._join()
            self.len = start
        end = start + len(s)
        if start < self.len:
            self._join()
            self.buf = self.buf[:start] + s + self.buf[end:]
            self.len = max(self.len, end)
        else:
            self.buflist.append(s)
            self.len = end
        self.pos = end

    def writelines(self, iterable):
        write = self.write
        for line in iterable:
            write(line)

    def flush(self):
        _complain_ifclosed(self.closed)

    def getvalue(self):
        _complain_ifclosed(self.closed)
        self._join()
        return self.buf
