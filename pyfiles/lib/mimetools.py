"""Messages with contents of several kinds (the module email is better)."""
import os
import rfc822
import tempfile
import warnings

warnings.warnpy3k("in 3.x, mimetools has been removed in favor of the email package", stacklevel=2)

__all__ = ["Message", "choose_boundary", "encode", "decode", "copyliteral", "copybinary"]


class Message(rfc822.Message):
    """The headers of a message, and what they say about its content."""

    def __init__(self, fp, seekable=1):
        rfc822.Message.__init__(self, fp, seekable)
        self.encodingheader = self.getheader('content-transfer-encoding')
        self.typeheader = self.getheader('content-type')
        self.parsetype()
        self.parseplist()

    def parsetype(self):
        """Find type, maintype and subtype, and the text of the parameters."""
        text = 'text/plain' if self.typeheader is None else self.typeheader
        kind, semicolon, rest = text.partition(';')
        self.plisttext = semicolon + rest
        parts = [part.strip().lower() for part in kind.split('/')]
        self.maintype = parts[0]
        self.subtype = '/'.join(parts[1:]) if len(parts) > 1 else ''
        self.type = '/'.join(parts)

    def parseplist(self):
        """Find the parameters."""
        self.plist, text = [], self.plisttext
        while text[:1] == ';':
            text = text[1:]
            end = text.find(';')
            while end > 0 and text.count('"', 0, end) % 2:
                end = text.find(';', end + 1)
            end = len(text) if end < 0 else end
            name, equals, value = text[:end].partition('=')
            self.plist.append(name.strip().lower() + '=' + value.strip() if equals else text[:end].strip())
            text = text[end:]

    def getplist(self):
        return self.plist

    def getparam(self, name):
        """Return a parameter, or None."""
        start = name.lower() + '='
        for each in self.plist:
            if each.startswith(start):
                return rfc822.unquote(each[len(start):])
        return None

    def getparamnames(self):
        return [each.partition('=')[0].lower() for each in self.plist if '=' in each]

    def getencoding(self):
        return '7bit' if self.encodingheader is None else self.encodingheader.lower()

    def gettype(self):
        return self.type

    def getmaintype(self):
        return self.maintype

    def getsubtype(self):
        return self.subtype


_prefix, _counter = None, 0


def choose_boundary():
    """Return a string that is hardly found in any content."""
    global _prefix, _counter
    import time
    if _prefix is None:
        import socket
        try:
            host = socket.gethostbyname(socket.gethostname())
        except socket.gaierror:
            host = '127.0.0.1'
        _prefix = '%s.%d.%d' % (host, os.getuid(), os.getpid())
    _counter += 1
    return "%s.%.3f.%d" % (_prefix, time.time(), _counter)


def _coding(encoding, verb):
    """Return the function that copies a file with an encoding, None for one that changes nothing."""
    import base64
    import quopri
    import uu
    if encoding in ('7bit', '8bit'):
        return None
    if encoding == 'base64':
        return base64.encode if verb == 'encode' else base64.decode
    if encoding == 'quoted-printable':
        return (lambda source, target: quopri.encode(source, target, 0)) if verb == 'encode' else quopri.decode
    if encoding in ('uuencode', 'x-uuencode', 'uue', 'x-uue'):
        return uu.encode if verb == 'encode' else uu.decode
    raise ValueError('unknown Content-Transfer-Encoding: %s' % encoding)


def encode(input, output, encoding):
    """Copy a file, encoded."""
    function = _coding(encoding, 'encode')
    if function is None:
        output.write(input.read())
    else:
        function(input, output)


def decode(input, output, encoding):
    """Copy a file, decoded."""
    function = _coding(encoding, 'decode')
    if function is None:
        output.write(input.read())
    else:
        function(input, output)


def copyliteral(input, output):
    """Copy a file line by line."""
    for line in iter(input.readline, ''):
        output.write(line)


def copybinary(input, output):
    """Copy a file in blocks."""
    for block in iter(lambda: input.read(8192), ''):
        output.write(block)
