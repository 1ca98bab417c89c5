"""Files compressed by gzip."""
import io
import os
import struct
import sys
import time
import zlib

import __builtin__

__all__ = ["GzipFile", "open"]

FTEXT, FHCRC, FEXTRA, FNAME, FCOMMENT = 1, 2, 4, 8, 16
READ, WRITE = 1, 2


def write32u(output, value):
    """Write a number of four bytes, the lowest first."""
    output.write(struct.pack("<L", value))


def read32(input):
    """Read a number of four bytes, the lowest first."""
    return struct.unpack("<I", input.read(4))[0]


def open(filename, mode="rb", compresslevel=9):
    """Open a compressed file."""
    return GzipFile(filename, mode, compresslevel)


class GzipFile(io.BufferedIOBase):
    """A file whose content is compressed; it has a path, or is inside of another file.

    Reading decompresses into extrabuf, in which what is still to be read begins at offset - extrastart
    and has extrasize bytes.
    """

    myfileobj = None
    max_read_chunk = 10 * 1024 * 1024

    def __init__(self, filename=None, mode=None, compresslevel=9, fileobj=None, mtime=None):
        if mode:
            mode = mode.replace('U', '')
            if 'b' not in mode:
                mode += 'b'
        if fileobj is None:
            fileobj = self.myfileobj = __builtin__.open(filename, mode or 'rb')
        if filename is None:
            # Files of the system without a name show something in brackets.
            filename = getattr(fileobj, 'name', '')
            if not isinstance(filename, basestring) or filename == '<fdopen>':
                filename = ''
        mode = getattr(fileobj, 'mode', 'rb') if mode is None else mode
        if mode[:1] not in ('r', 'w', 'a'):
            raise IOError("Mode " + mode + " not supported")
        self.name, self.fileobj, self.mtime, self.offset = filename, fileobj, mtime, 0
        if mode[0] == 'r':
            self.mode = READ
            self._new_member = True
            self.extrabuf, self.extrasize, self.extrastart = "", 0, 0
            self.min_readsize = 100
        else:
            self.mode = WRITE
            self._init_write(filename)
            self.compress = zlib.compressobj(compresslevel, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, 0)
            self._write_gzip_header()

    def __repr__(self):
        inner = repr(self.fileobj)[1:-1]
        return '<gzip %s %s>' % (inner, hex(id(self)))

    def _check_closed(self):
        if self.closed:
            raise ValueError('I/O operation on closed file.')

    @property
    def filename(self):
        """The name, with the ending files of this kind have."""
        import warnings
        warnings.warn("use the name attribute", DeprecationWarning, 2)
        if self.mode == WRITE and self.name[-3:] != ".gz":
            return self.name + ".gz"
        return self.name

    # Writing

    def _init_write(self, filename):
        self.name, self.crc, self.size = filename, zlib.crc32("") & 0xffffffffL, 0
        self.writebuf, self.bufsize = [], 0

    def _write_gzip_header(self):
        name = os.path.basename(self.name)
        if not isinstance(name, str):
            name = name.encode('latin-1')
        if name.endswith('.gz'):
            name = name[:-3]
        when = time.time() if self.mtime is None else self.mtime
        self.fileobj.write('\037\213\010' + chr(FNAME if name else 0))
        write32u(self.fileobj, long(when))
        self.fileobj.write('\002\377')
        if name:
            self.fileobj.write(name + '\000')

    def write(self, data):
        """Write bytes; return how many."""
        self._check_closed()
        if self.mode != WRITE:
            import errno
            raise IOError(errno.EBADF, "write() on read-only GzipFile object")
        if self.fileobj is None:
            raise ValueError("write() on closed GzipFile object")
        text = data.tobytes() if isinstance(data, memoryview) else data
        length = len(text)
        if length:
            self.crc = zlib.crc32(text, self.crc) & 0xffffffffL
            self.size, self.offset = self.size + length, self.offset + length
            self.fileobj.write(self.compress.compress(text))
        return length

    def flush(self, zlib_mode=zlib.Z_SYNC_FLUSH):
        """Have everything written reach the file."""
        self._check_closed()
        if self.mode == WRITE:
            self.fileobj.write(self.compress.flush(zlib_mode))
            self.fileobj.flush()

    # Reading

    def read(self, size=-1):
        """Read up to size bytes, or all there are."""
        self._check_closed()
        if self.mode != READ:
            import errno
            raise IOError(errno.EBADF, "read() on write-only GzipFile object")
        if self.extrasize <= 0 and self.fileobj is None:
            return ''
        step = 1024
        while size < 0 or size > self.extrasize:
            try:
                self._read(step)
            except EOFError:
                break
            step = min(self.max_read_chunk, step * 2)
        count = self.extrasize if size < 0 else min(size, self.extrasize)
        return self._take(count)

    def _take(self, count):
        begin = self.offset - self.extrastart
        chunk = self.extrabuf[begin:begin + count]
        self.extrasize -= count
        self.offset += count
        return chunk

    def _unread(self, buf):
        self.extrasize += len(buf)
        self.offset -= len(buf)

    def _add_read_data(self, data):
        self.crc = zlib.crc32(data, self.crc) & 0xffffffffL
        rest = self.extrabuf[self.offset - self.extrastart:]
        self.extrabuf, self.extrastart = rest + data, self.offset
        self.extrasize += len(data)
        self.size += len(data)

    def _read(self, size=1024):
        """Decompress some more; EOFError at the end of the file."""
        if self.fileobj is None:
            raise EOFError("Reached EOF")
        if self._new_member:
            # Another member may follow, or nothing.
            probe = self.fileobj.read(1)
            if not probe:
                raise EOFError("Reached EOF")
            self._begin_member(probe)
        data = self.fileobj.read(size)
        if not data:
            # What the decompressor holds back is all there will be.
            self._add_read_data(self.decompress.flush())
            self._end_member('')
            raise EOFError('Reached EOF')
        self._add_read_data(self.decompress.decompress(data))
        if self.decompress.unused_data != '':
            self._end_member(self.decompress.unused_data)

    def _begin_member(self, probe):
        self._pending = probe
        self._read_gzip_header()
        self.crc, self.size = zlib.crc32("") & 0xffffffffL, 0
        self.decompress = zlib.decompressobj(-zlib.MAX_WBITS)
        self._new_member = False

    def _raw(self, size):
        """Read from the file itself, with what was read already to look ahead."""
        data = self._pending[:size]
        self._pending = self._pending[size:]
        return data + self.fileobj.read(size - len(data)) if len(data) < size else data

    def _read_gzip_header(self):
        magic = self._raw(2)
        if magic != '\037\213':
            raise IOError('Not a gzipped file')
        method = self._raw(1)
        if method != '\010':
            raise IOError('Unknown compression method')
        flags = ord(self._raw(1))
        self.mtime = read32(self.fileobj)
        self.fileobj.read(2)
        if flags & FEXTRA:
            self.fileobj.read(struct.unpack("<H", self.fileobj.read(2))[0])
        for flag in FNAME, FCOMMENT:
            if flags & flag:
                while self.fileobj.read(1) not in ('', '\000'):
                    pass
        if flags & FHCRC:
            self.fileobj.read(2)

    def _end_member(self, unused):
        """Check a member's sum and length, which stand behind it, and skip zeros."""
        self.fileobj.seek(8 - len(unused) - 8, 1)
        crc, size = read32(self.fileobj), read32(self.fileobj)
        if crc != self.crc:
            raise IOError("CRC check failed %s != %s" % (hex(crc), hex(self.crc)))
        if size != self.size & 0xffffffffL:
            raise IOError("Incorrect length of data produced")
        probe = '\0'
        while probe == '\0':
            probe = self.fileobj.read(1)
        if probe:
            self.fileobj.seek(-1, 1)
        self._new_member = True

    def readline(self, size=-1):
        """Read one line, of which size bytes at the most."""
        if size < 0:
            # Most lines are in the buffer, whole.
            begin = self.offset - self.extrastart
            end = self.extrabuf.find('\n', begin) + 1
            if end > 0:
                return self._take(end - begin)
            size, step = sys.maxint, self.min_readsize
        else:
            step = size
        parts = []
        while size:
            chunk = self.read(step)
            end = chunk.find('\n') + 1
            if size <= len(chunk) and (not end or end > size):
                end = size
            if end > 0 or not chunk:
                parts.append(chunk[:end])
                self._unread(chunk[end:])
                break
            parts.append(chunk)
            size -= len(chunk)
            step = min(size, step * 2)
        if step > self.min_readsize:
            self.min_readsize = min(step, self.min_readsize * 2, 512)
        return ''.join(parts)

    # Both

    @property
    def closed(self):
        return self.fileobj is None

    def close(self):
        """Write what is left, and close the file unless it was given."""
        inner, self.fileobj = self.fileobj, None
        if inner is None:
            return
        try:
            if self.mode == WRITE:
                inner.write(self.compress.flush())
                write32u(inner, self.crc)
                write32u(inner, self.size & 0xffffffffL)
        finally:
            mine, self.myfileobj = self.myfileobj, None
            if mine:
                mine.close()

    def fileno(self):
        return self.fileobj.fileno()

    def rewind(self):
        """Go back to the beginning, to read all again."""
        if self.mode != READ:
            raise IOError("Can't rewind in write mode")
        self.fileobj.seek(0)
        self._new_member = True
        self.extrabuf, self.extrasize, self.extrastart, self.offset = "", 0, 0, 0

    def readable(self):
        return self.mode == READ

    def writable(self):
        return self.mode == WRITE

    def seekable(self):
        return True

    def seek(self, offset, whence=0):
        """Move: by reading, from the beginning again if it is back, or by writing zeros."""
        if whence == 1:
            offset += self.offset
        elif whence:
            raise ValueError('Seek from end not supported')
        if self.mode == WRITE:
            if offset < self.offset:
                raise IOError('Negative seek in write mode')
            missing = offset - self.offset
            for _ in xrange(missing // 1024):
                self.write(1024 * '\0')
            self.write((missing % 1024) * '\0')
        else:
            if offset < self.offset:
                self.rewind()
            missing = offset - self.offset
            for _ in xrange(missing // 1024):
                self.read(1024)
            self.read(missing % 1024)
        return self.offset


def _test():
    """Compress the files named, or with -d decompress them."""
    names = sys.argv[1:]
    back = bool(names) and names[0] == "-d"
    for name in names[back:] or ["-"]:
        if back and name == "-":
            source, target = GzipFile(filename="", mode="rb", fileobj=sys.stdin), sys.stdout
        elif back and not name.endswith(".gz"):
            print "filename doesn't end in .gz:", repr(name)
            continue
        elif back:
            source, target = open(name, "rb"), __builtin__.open(name[:-3], "wb")
        elif name == "-":
            source, target = sys.stdin, GzipFile(filename="", mode="wb", fileobj=sys.stdout)
        else:
            source, target = __builtin__.open(name, "rb"), open(name + ".gz", "wb")
        for chunk in iter(lambda: source.read(1024), ''):
            target.write(chunk)
        for stream, standard in (source, sys.stdin), (target, sys.stdout):
            if stream is not standard:
                stream.close()


if __name__ == '__main__':
    _test()
