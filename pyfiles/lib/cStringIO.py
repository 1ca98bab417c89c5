"""Files in memory, of str."""
from StringIO import StringIO as _StringIO

__all__ = ["StringIO", "InputType", "OutputType"]


class InputType(_StringIO):
    """A file to read."""

    def write(self, s):
        raise AttributeError("'cStringIO.StringI' object has no attribute 'write'")


class OutputType(_StringIO):
    """A file to read and write."""

    def getvalue(self, use_pos=False):
        value = _StringIO.getvalue(self)
        return value[:self.pos] if use_pos else value

    def write(self, s):
        # Text is bytes here.
        _StringIO.write(self, s if isinstance(s, str) else str(buffer(s))
                        if not isinstance(s, unicode) else s.encode('ascii'))


class _Maker(object):
    def make(self, *args):
        """Return a file with the given content to read, or an empty one to write."""
        if not args:
            return OutputType()
        content, = args
        if isinstance(content, unicode):
            content = content.encode('ascii')
        elif not isinstance(content, str):
            content = str(buffer(content))
        return InputType(content)


# A bound method: in a class body it stays what it is, as a native function would.
StringIO = _Maker().make
