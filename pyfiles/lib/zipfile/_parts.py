"""What archives consist of: records, what they tell of a file, and the content of a file."""
import binascii
import io
import os
import struct
import sys

import zlib
crc32 = zlib.crc32

ZIP64_LIMIT, ZIP_FILECOUNT_LIMIT, ZIP_MAX_COMMENT = (1 << 31) - 1, (1 << 16) - 1, (1 << 16) - 1
ZIP_STORED, ZIP_DEFLATED = 0, 8


class BadZipfile(Exception):
    """A file is no archive, or is damaged."""


class LargeZipFile(Exception):
    """An archive needs the extensions for large files, which are not allowed."""


error = BadZipfile

# The records: the end of the archive, an entry of the directory, the header of a file; and the large ends.
structEndArchive, stringEndArchive = "<4s4H2LH", "PK\005\006"
structCentralDir, stringCentralDir = "<4s4B4HL2L5H2L", "PK\001\002"
structFileHeader, stringFileHeader = "<4s2B4HL2L2H", "PK\003\004"
structEndArchive64Locator, stringEndArchive64Locator = "<4sLQL", "PK\x06\x07"
structEndArchive64, stringEndArchive64 = "<4sQ2H2L4Q", "PK\x06\x06"
sizeEndCentDir, sizeCentralDir, sizeFileHeader, sizeEndCentDir64Locator, sizeEndCentDir64 = map(struct.calcsize, (
    structEndArchive, structCentralDir, structFileHeader, structEndArchive64Locator, structEndArchive64))


def _end_of(source):
    """Return (directory's count, size, offset, comment, where the end record is), None if there is none."""
    source.seek(0, 2)
    size = source.tell()
    start = max(size - sizeEndCentDir - ZIP_MAX_COMMENT, 0)
    source.seek(start)
    data = source.read()
    at = data.rfind(stringEndArchive)
    while at >= 0 and len(data) - at < sizeEndCentDir:
        at = data.rfind(stringEndArchive, 0, at)
    if at < 0:
        return None
    fields = struct.unpack(structEndArchive, data[at:at + sizeEndCentDir])
    comment = data[at + sizeEndCentDir:at + sizeEndCentDir + fields[7]]
    count, length, offset, where = fields[4], fields[5], fields[6], start + at
    source.seek(max(where - sizeEndCentDir64Locator, 0))
    locator = source.read(sizeEndCentDir64Locator) if where >= sizeEndCentDir64Locator else ''
    if locator[:4] == stringEndArchive64Locator:
        where -= sizeEndCentDir64Locator + sizeEndCentDir64
        source.seek(where)
        large = source.read(sizeEndCentDir64)
        if large[:4] == stringEndArchive64:
            count, length, offset = struct.unpack(structEndArchive64, large)[7:10]
    return count, length, offset, comment, where


def _without_sizes(extra):
    """Return an extra field without the sizes that a former directory had there."""
    kept = ''
    while len(extra) >= 4:
        kind, length = struct.unpack('<HH', extra[:4])
        if kind != 1:
            kept += extra[:length + 4]
        extra = extra[length + 4:]
    return kept + extra


class ZipInfo(object):
    """What an archive knows of a file."""

    __slots__ = """orig_filename filename date_time compress_type comment extra create_system create_version
        extract_version reserved flag_bits volume internal_attr external_attr header_offset CRC compress_size
        file_size _raw_time""".split()

    def __init__(self, filename="NoName", date_time=(1980, 1, 1, 0, 0, 0)):
        if date_time[0] < 1980:
            raise ValueError('ZIP does not support timestamps before 1980')
        self.orig_filename = filename
        # What follows a null byte is no name.
        filename = filename.split(chr(0))[0]
        self.filename = filename.replace(os.sep, "/") if os.sep != "/" else filename
        self.date_time, self.compress_type, self.comment, self.extra = date_time, ZIP_STORED, "", ""
        self.create_system = 0 if sys.platform == 'win32' else 3
        self.create_version = self.extract_version = 20
        self.reserved = self.flag_bits = self.volume = self.internal_attr = self.external_attr = 0

    def _dos_time(self):
        year, month, day, hour, minute, second = self.date_time
        return (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2

    def _name_and_flags(self):
        if not isinstance(self.filename, unicode):
            return self.filename, self.flag_bits
        try:
            return self.filename.encode('ascii'), self.flag_bits
        except UnicodeEncodeError:
            return self.filename.encode('utf-8'), self.flag_bits | 0x800

    def _decodeFilename(self):
        return self.filename.decode('utf-8') if self.flag_bits & 0x800 else self.filename

    def FileHeader(self, zip64=None):
        """Return the header in front of the content."""
        date, clock = self._dos_time()
        crc, packed, plain = self.CRC, self.compress_size, self.file_size
        if self.flag_bits & 8:
            # They stand behind the content.
            crc = packed = plain = 0
        extra = self.extra
        if zip64 is None:
            zip64 = max(plain, packed) > ZIP64_LIMIT
        if zip64:
            extra += struct.pack('<HHQQ', 1, 16, plain, packed)
            packed = plain = 0xffffffff
            self.extract_version = self.create_version = max(45, self.extract_version)
        elif max(plain, packed) > ZIP64_LIMIT:
            raise LargeZipFile("Filesize would require ZIP64 extensions")
        name, flags = self._name_and_flags()
        return struct.pack(structFileHeader, stringFileHeader, self.extract_version, self.reserved, flags,
                           self.compress_type, clock, date, crc, packed, plain, len(name), len(extra)) + name + extra

    def _directory_entry(self):
        date, clock = self._dos_time()
        large, sizes = [], []
        for value in self.file_size, self.compress_size, self.header_offset:
            if value > ZIP64_LIMIT:
                large.append(value)
                value = 0xffffffff
            sizes.append(value)
        extra = self.extra
        if large:
            extra = struct.pack('<HH%dQ' % len(large), 1, 8 * len(large), *large) + _without_sizes(extra)
            self.extract_version = self.create_version = max(45, self.extract_version)
        name, flags = self._name_and_flags()
        return struct.pack(structCentralDir, stringCentralDir, self.create_version, self.create_system,
                           self.extract_version, self.reserved, flags, self.compress_type, clock, date, self.CRC,
                           sizes[1], sizes[0], len(name), len(extra), len(self.comment), 0, self.internal_attr,
                           self.external_attr, sizes[2]) + name + extra + self.comment

    def _decodeExtra(self):
        """Take sizes that are too large for their places from the extra field."""
        extra = self.extra
        while len(extra) >= 4:
            kind, length = struct.unpack('<HH', extra[:4])
            if length + 4 > len(extra):
                raise BadZipfile("Corrupt extra field %04x (size=%d)" % (kind, length))
            if kind == 1:
                numbers = iter(struct.unpack('<%dQ' % (length // 8), extra[4:4 + length // 8 * 8]))
                try:
                    for name in 'file_size', 'compress_size', 'header_offset':
                        if getattr(self, name) in (0xffffffffffffffffL, 0xffffffffL):
                            setattr(self, name, next(numbers))
                except StopIteration:
                    raise BadZipfile("Corrupt zip64 extra field. %s not found." % name)
            extra = extra[length + 4:]


class _ZipDecrypter:
    """Decrypts one byte after the other, with three keys that change."""

    def __init__(self, pwd):
        self._keys = 305419896, 591751049, 878082192
        for char in pwd:
            self._update(char)

    def _crc(self, char, crc):
        return ~binascii.crc32(char, ~crc & 0xffffffff) & 0xffffffff

    def _update(self, char):
        first, second, third = self._keys
        first = self._crc(char, first)
        second = (second + (first & 255)) * 134775813 + 1 & 0xffffffff
        self._keys = first, second, self._crc(chr(second >> 24 & 255), third)

    def __call__(self, char):
        key = self._keys[2] | 2
        char = chr(ord(char) ^ (key * (key ^ 1) >> 8 & 255))
        self._update(char)
        return char


class ZipExtFile(io.BufferedIOBase):
    """The content of a file in an archive, for reading."""

    def __init__(self, fileobj, mode, zipinfo, decrypter=None, close_fileobj=False):
        self._fileobj, self._decrypter, self._close_fileobj = fileobj, decrypter, close_fileobj
        self._compress_type, self._compress_left = zipinfo.compress_type, zipinfo.compress_size
        if self._compress_type == ZIP_DEFLATED:
            self._decompressor = zlib.decompressobj(-15)
        elif self._compress_type != ZIP_STORED:
            raise NotImplementedError("compression type %d" % self._compress_type)
        self._left, self._buffer, self._offset = zipinfo.file_size, '', 0
        self._universal, self.newlines = 'U' in mode, None
        if decrypter is not None:
            self._compress_left -= 12
        self.mode, self.name = mode, zipinfo.filename
        self._expected_crc, self._running_crc = getattr(zipinfo, 'CRC', None), crc32('') & 0xffffffff

    def readable(self):
        return True

    def _fill(self):
        """Decompress some more into the buffer; tell whether there was anything."""
        while self._left > 0 or self._compress_left > 0:
            raw = self._fileobj.read(min(65536, self._compress_left)) if self._compress_left > 0 else ''
            self._compress_left -= len(raw)
            if self._decrypter is not None:
                raw = ''.join(map(self._decrypter, raw))
            data = raw
            if self._compress_type == ZIP_DEFLATED:
                data = self._decompressor.decompress(raw)
                if self._compress_left <= 0 or not raw:
                    data += self._decompressor.flush()
            data = data[:self._left]
            self._left -= len(data)
            self._running_crc = crc32(data, self._running_crc) & 0xffffffff
            at_end = self._left <= 0 or not raw
            if at_end and self._expected_crc is not None and self._running_crc != self._expected_crc:
                raise BadZipfile("Bad CRC-32 for file %r" % self.name)
            if data:
                self._buffer = self._buffer[self._offset:] + data
                self._offset = 0
                return True
            if not raw:
                self._left = self._compress_left = 0
        return False

    def _take(self, count):
        data = self._buffer[self._offset:self._offset + count]
        self._offset += len(data)
        return data

    def _have(self):
        return len(self._buffer) - self._offset

    def read(self, n=-1):
        """Read n bytes, or all there are."""
        if n is None or n < 0:
            while self._fill():
                pass
            return self._take(self._have())
        while self._have() < n and self._fill():
            pass
        return self._take(n)

    def read1(self, n):
        """Read up to n bytes, decompressing once at the most."""
        if not self._have():
            self._fill()
        return self._take(self._have() if n is None or n < 0 else n)

    def peek(self, n=1):
        """Return the next bytes without taking them."""
        while self._have() < n and self._fill():
            pass
        return self._buffer[self._offset:self._offset + max(n, 512)]

    def readline(self, limit=-1):
        """Read one line."""
        if not self._universal and limit < 0:
            end = self._buffer.find('\n', self._offset) + 1
            if end > 0:
                return self._take(end - self._offset)
        if not self._universal:
            return io.BufferedIOBase.readline(self, limit)
        line = ''
        while limit < 0 or len(line) < limit:
            char = self.read(1)
            if not char:
                break
            if char in '\r\n':
                if char == '\r' and self.peek(1)[:1] == '\n':
                    char += self._take(1)
                self._saw(char)
                return line + '\n'
            line += char
        return line

    def _saw(self, end):
        seen = self.newlines if isinstance(self.newlines, tuple) else (self.newlines,) if self.newlines else ()
        if end not in seen:
            self.newlines = end if not seen else seen + (end,)

    def close(self):
        try:
            if self._close_fileobj:
                self._fileobj.close()
        finally:
            io.BufferedIOBase.close(self)
