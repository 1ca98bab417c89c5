"""Archives of the kind .zip."""
import os
import shutil
import stat
import struct
import sys
import time

import zlib
from zipfile import _parts
from zipfile._parts import *
from zipfile._parts import _end_of, _ZipDecrypter

__all__ = ["BadZipfile", "error", "ZIP_STORED", "ZIP_DEFLATED", "is_zipfile", "ZipInfo", "ZipFile", "PyZipFile",
           "LargeZipFile"]

for _thing in BadZipfile, LargeZipFile, ZipInfo, ZipExtFile, _ZipDecrypter:
    _thing.__module__ = __name__
del _thing


def is_zipfile(filename):
    """Tell whether a file (or a path) is an archive, by its end."""
    try:
        if hasattr(filename, "read"):
            return _end_of(filename) is not None
        with open(filename, "rb") as source:
            return _end_of(source) is not None
    except (IOError, BadZipfile):
        return False


class ZipFile(object):
    """An archive, opened with mode 'r', 'w' or 'a'."""

    fp = None

    def __init__(self, file, mode="r", compression=ZIP_STORED, allowZip64=False):
        if mode not in ("r", "w", "a"):
            raise RuntimeError('ZipFile() requires mode "r", "w", or "a"')
        self._check_compression(compression)
        self._allowZip64, self._didModify, self.debug = allowZip64, False, 0
        self.NameToInfo, self.filelist, self.compression, self.mode = {}, [], compression, mode
        self.pwd, self._comment = None, ''
        self._filePassed = 0 if isinstance(file, basestring) else 1
        if self._filePassed:
            self.fp, self.filename = file, getattr(file, 'name', None)
        else:
            self.filename = file
            self.fp = self._open(file, mode)
        try:
            if self.mode == 'r':
                self._RealGetContents()
            elif self.mode == 'w':
                self._didModify = True
                self._start_disk = self.fp.tell() if hasattr(self.fp, 'tell') else 0
            else:
                self._begin_appending()
        except:
            fp, self.fp = self.fp, None
            if not self._filePassed:
                fp.close()
            raise

    def _check_compression(self, compression):
        if compression not in (ZIP_STORED, ZIP_DEFLATED):
            raise RuntimeError("That compression method is not supported")

    def _open(self, name, mode):
        try:
            return open(name, {'r': 'rb', 'w': 'wb', 'a': 'r+b'}[mode])
        except IOError:
            if mode != 'a':
                raise
            self.mode = 'w'
            return open(name, 'wb')

    def _begin_appending(self):
        try:
            self._RealGetContents()
            self.fp.seek(self.start_dir)
        except BadZipfile:
            # What is there stays in front.
            self.fp.seek(0, 2)
            self._didModify = True
            self._start_disk = self.fp.tell()

    def __enter__(self):
        return self

    def __exit__(self, type, value, traceback):
        self.close()

    def __del__(self):
        self.close()

    def _RealGetContents(self):
        try:
            end = _end_of(self.fp)
        except IOError:
            raise BadZipfile("File is not a zip file")
        if not end:
            raise BadZipfile("File is not a zip file")
        count, size, offset, self._comment, where = end
        # There may be something else in front of the archive.
        self._start_disk = concat = where - size - offset
        self.start_dir = offset + concat
        if self.start_dir < 0:
            raise BadZipfile("Bad offset for central directory")
        self.fp.seek(self.start_dir)
        data = self.fp.read(size)
        at = 0
        while at < size:
            entry = data[at:at + sizeCentralDir]
            if len(entry) != sizeCentralDir:
                raise BadZipfile("Truncated central directory")
            fields = struct.unpack(structCentralDir, entry)
            if fields[0] != stringCentralDir:
                raise BadZipfile("Bad magic number for central directory")
            at += sizeCentralDir
            texts = []
            for length in fields[12:15]:
                texts.append(data[at:at + length])
                at += length
            self._add_entry(fields, texts, concat)

    def _add_entry(self, fields, texts, concat):
        info = ZipInfo(texts[0])
        info.extra, info.comment, info.header_offset = texts[1], texts[2], fields[18]
        (info.create_version, info.create_system, info.extract_version, info.reserved, info.flag_bits,
         info.compress_type, clock, date, info.CRC, info.compress_size, info.file_size) = fields[1:12]
        info.volume, info.internal_attr, info.external_attr = fields[15:18]
        info._raw_time = clock
        info.date_time = ((date >> 9) + 1980, date >> 5 & 0xf, date & 0x1f,
                          clock >> 11, clock >> 5 & 0x3f, (clock & 0x1f) * 2)
        info._decodeExtra()
        info.header_offset += concat
        info.filename = info._decodeFilename()
        self.filelist.append(info)
        self.NameToInfo[info.filename] = info

    # What is in it

    def namelist(self):
        """Return the names of the files."""
        return [info.filename for info in self.filelist]

    def infolist(self):
        """Return what is known of the files."""
        return self.filelist

    def printdir(self):
        """Print a table of the files."""
        print "%-46s %19s %12s" % ("File Name", "Modified    ", "Size")
        for info in self.filelist:
            print "%-46s %s %12d" % (info.filename, "%d-%02d-%02d %02d:%02d:%02d" % info.date_time[:6], info.file_size)

    def testzip(self):
        """Read all files; return the name of the first that is damaged, or None."""
        for info in self.filelist:
            try:
                with self.open(info.filename, "r") as source:
                    while source.read(1 << 20):
                        pass
            except BadZipfile:
                return info.filename

    def getinfo(self, name):
        """Return what is known of a file; KeyError if there is none."""
        info = self.NameToInfo.get(name)
        if info is None:
            raise KeyError('There is no item named %r in the archive' % name)
        return info

    def setpassword(self, pwd):
        """Set the password for encrypted files."""
        self.pwd = pwd

    @property
    def comment(self):
        """The comment of the archive."""
        return self._comment

    @comment.setter
    def comment(self, comment):
        if len(comment) > ZIP_MAX_COMMENT:
            import warnings
            warnings.warn('Archive comment is too long; truncating to %d bytes' % ZIP_MAX_COMMENT, stacklevel=2)
            comment = comment[:ZIP_MAX_COMMENT]
        self._comment, self._didModify = comment, True

    # Reading

    def read(self, name, pwd=None):
        """Return the content of a file."""
        with self.open(name, "r", pwd) as source:
            return source.read()

    def open(self, name, mode="r", pwd=None):
        """Open a file for reading."""
        if mode not in ("r", "U", "rU"):
            raise RuntimeError('open() requires mode "r", "U", or "rU"')
        if not self.fp:
            raise RuntimeError("Attempt to read ZIP archive that was already closed")
        mine = not self._filePassed
        info = name if isinstance(name, ZipInfo) else self.getinfo(name)
        source = open(self.filename, 'rb') if mine else self.fp
        try:
            return self._open_entry(source, info, name, mode, pwd or self.pwd, mine)
        except:
            if mine:
                source.close()
            raise

    def _open_entry(self, source, info, name, mode, pwd, mine):
        source.seek(info.header_offset, 0)
        data = source.read(sizeFileHeader)
        if len(data) != sizeFileHeader:
            raise BadZipfile("Truncated file header")
        fields = struct.unpack(structFileHeader, data)
        if fields[0] != stringFileHeader:
            raise BadZipfile("Bad magic number for file header")
        inner = source.read(fields[10])
        source.read(fields[11])
        if inner != info.orig_filename:
            raise BadZipfile('File name in directory "%s" and header "%s" differ.' % (info.orig_filename, inner))
        decrypter = None
        if info.flag_bits & 1:
            if not pwd:
                raise RuntimeError("File %s is encrypted, password required for extraction" % name)
            decrypter = _ZipDecrypter(pwd)
            # The last of twelve random bytes shows whether the password is right.
            check = map(decrypter, source.read(12))[11]
            expected = info._raw_time >> 8 & 0xff if info.flag_bits & 8 else info.CRC >> 24 & 0xff
            if ord(check) != expected:
                raise RuntimeError("Bad password for file", name)
        return ZipExtFile(source, mode, info, decrypter, close_fileobj=mine)

    def extract(self, member, path=None, pwd=None):
        """Write a file to a folder; return its path."""
        info = member if isinstance(member, ZipInfo) else self.getinfo(member)
        return self._extract_member(info, os.getcwd() if path is None else path, pwd)

    def extractall(self, path=None, members=None, pwd=None):
        """Write all files, or those named, to a folder."""
        for member in self.namelist() if members is None else members:
            self.extract(member, path, pwd)

    def _extract_member(self, member, targetpath, pwd):
        # Nothing is written outside of the folder, whatever the names say.
        parts = [part for part in member.filename.split('/') if part not in ('', os.curdir, os.pardir)]
        target = os.path.normpath(os.path.join(targetpath, *parts))
        above = os.path.dirname(target)
        if above and not os.path.exists(above):
            os.makedirs(above)
        if member.filename[-1:] == '/':
            if not os.path.isdir(target):
                os.mkdir(target)
            return target
        with self.open(member, pwd=pwd) as source:
            with open(target, "wb") as copy:
                shutil.copyfileobj(source, copy)
        return target

    # Writing

    def _writecheck(self, info):
        if info.filename in self.NameToInfo:
            import warnings
            warnings.warn('Duplicate name: %r' % info.filename, stacklevel=3)
        if self.mode not in ("w", "a"):
            raise RuntimeError('write() requires mode "w" or "a"')
        if not self.fp:
            raise RuntimeError("Attempt to write ZIP archive that was already closed")
        self._check_compression(info.compress_type)
        if not self._allowZip64:
            for exceeded, what in ((len(self.filelist) >= ZIP_FILECOUNT_LIMIT, "Files count"),
                                   (info.file_size > ZIP64_LIMIT, "Filesize"),
                                   (info.header_offset > ZIP64_LIMIT, "Zipfile size")):
                if exceeded:
                    raise LargeZipFile(what + " would require ZIP64 extensions")

    def write(self, filename, arcname=None, compress_type=None):
        """Add a file, by the name arcname if given."""
        if not self.fp:
            raise RuntimeError("Attempt to write to ZIP archive that was already closed")
        facts = os.stat(filename)
        is_folder = stat.S_ISDIR(facts.st_mode)
        arcname = os.path.normpath(os.path.splitdrive(filename if arcname is None else arcname)[1]).lstrip('/')
        info = ZipInfo(arcname + ('/' if is_folder else ''), time.localtime(facts.st_mtime)[:6])
        info.external_attr = (facts.st_mode & 0xffff) << 16L
        info.compress_type = self.compression if compress_type is None or is_folder else compress_type
        if is_folder:
            info.external_attr |= 0x10
            info.compress_type = ZIP_STORED
            self._put(info, '')
        else:
            with open(filename, "rb") as source:
                self._put(info, source.read())

    def writestr(self, zinfo_or_arcname, bytes, compress_type=None):
        """Add a file with a given content; its name, or a ZipInfo."""
        info = zinfo_or_arcname
        if not isinstance(info, ZipInfo):
            info = ZipInfo(info, time.localtime(time.time())[:6])
            info.compress_type = self.compression
            info.external_attr = 0600 << 16
            if info.filename[-1:] == '/':
                info.external_attr = 040775 << 16 | 0x10
        if not self.fp:
            raise RuntimeError("Attempt to write to ZIP archive that was already closed")
        if compress_type is not None:
            info.compress_type = compress_type
        self._put(info, bytes)

    def _put(self, info, data):
        info.file_size, info.header_offset = len(data), self.fp.tell()
        self._writecheck(info)
        self._didModify = True
        info.CRC = crc32(data) & 0xffffffff
        if info.compress_type == ZIP_DEFLATED:
            packer = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -15)
            data = packer.compress(data) + packer.flush()
        info.compress_size = len(data)
        large = max(info.file_size, info.compress_size) > ZIP64_LIMIT
        if large and not self._allowZip64:
            raise LargeZipFile("Filesize would require ZIP64 extensions")
        self.fp.write(info.FileHeader(large))
        self.fp.write(data)
        if info.flag_bits & 8:
            self.fp.write(struct.pack('<LLL', info.CRC, info.compress_size, info.file_size))
        # It may be read before the archive is closed.
        self.fp.flush()
        self.filelist.append(info)
        self.NameToInfo[info.filename] = info

    def close(self):
        """Write the directory, and close the file unless it was given."""
        if self.fp is None:
            return
        try:
            if self.mode in ("w", "a") and self._didModify:
                self._write_directory()
        finally:
            fp, self.fp = self.fp, None
            if not self._filePassed:
                fp.close()

    def _write_directory(self):
        begin = self.fp.tell()
        for info in self.filelist:
            self.fp.write(info._directory_entry())
        end = self.fp.tell()
        count, size, offset = len(self.filelist), end - begin, begin
        if count > ZIP_FILECOUNT_LIMIT or offset > ZIP64_LIMIT or size > ZIP64_LIMIT:
            if not self._allowZip64:
                raise LargeZipFile("Files count or archive size would require ZIP64 extensions")
            self.fp.write(struct.pack(structEndArchive64, stringEndArchive64, 44, 45, 45, 0, 0, count, count, size, offset))
            self.fp.write(struct.pack(structEndArchive64Locator, stringEndArchive64Locator, 0, end, 1))
            count, size, offset = min(count, 0xffff), min(size, 0xffffffff), min(offset, 0xffffffff)
        self.fp.write(struct.pack(structEndArchive, stringEndArchive, 0, 0, count, count, size, offset,
                                  len(self._comment)) + self._comment)
        if self.mode == 'a' and hasattr(self.fp, 'truncate'):
            self.fp.truncate()
        self.fp.flush()


class PyZipFile(ZipFile):
    """An archive of modules."""

    def writepy(self, pathname, basename=""):
        """Add a module, or all modules of a folder or a package, compiled."""
        folder, name = os.path.split(pathname)
        if not os.path.isdir(pathname):
            if pathname[-3:] != ".py":
                raise RuntimeError('Files added with writepy() must end with ".py"')
            self._add_module(pathname[:-3], basename)
            return
        entries = os.listdir(pathname)
        if '__init__.py' in entries:
            basename = "%s/%s" % (basename, name) if basename else name
            self._add_module(os.path.join(pathname, '__init__'), basename)
            entries.remove('__init__.py')
        else:
            entries = [entry for entry in entries if not os.path.isdir(os.path.join(pathname, entry))]
        for entry in entries:
            path = os.path.join(pathname, entry)
            if os.path.isdir(path):
                if os.path.isfile(os.path.join(path, '__init__.py')):
                    self.writepy(path, basename)
            elif entry.endswith('.py'):
                self._add_module(path[:-3], basename)

    def _add_module(self, path, basename):
        filename, arcname = self._get_codename(path, basename)
        self.write(filename, arcname)

    def _get_codename(self, pathname, basename):
        import py_compile
        source, compiled = pathname + ".py", pathname + (".pyc" if __debug__ else ".pyo")
        if not os.path.isfile(compiled) or os.stat(compiled).st_mtime < os.stat(source).st_mtime:
            try:
                py_compile.compile(source, compiled, None, True)
            except py_compile.PyCompileError as problem:
                print problem.msg
                return source, os.path.join(basename, os.path.basename(source))
        name = os.path.basename(compiled)
        return compiled, "%s/%s" % (basename, name) if basename else name


_USAGE = """\
Usage:
    zipfile.py -l zipfile.zip        # Show listing of a zipfile
    zipfile.py -t zipfile.zip        # Test if a zipfile is valid
    zipfile.py -e zipfile.zip target # Extract zipfile into target dir
    zipfile.py -c zipfile.zip src ... # Create zipfile from sources
"""


def main(args=None):
    """List, test, extract or make an archive, as a command line says."""
    args = sys.argv[1:] if args is None else args
    flag, names = (args or [''])[0], args[1:]
    least = {'-l': 1, '-t': 1, '-e': 2, '-c': 2}.get(flag)
    if least is None or len(names) < least or flag != '-c' and len(names) > least:
        print _USAGE
        sys.exit(1)
    if flag == '-c':
        with ZipFile(names[0], 'w', allowZip64=True) as archive:
            for name in names[1:]:
                _add_path(archive, name, os.path.basename(name) or os.path.basename(os.path.dirname(name)))
        return
    with ZipFile(names[0], 'r') as archive:
        if flag == '-l':
            archive.printdir()
        elif flag == '-e':
            archive.extractall(names[1])
        else:
            bad = archive.testzip()
            if bad:
                print "The following enclosed file is corrupted: {!r}".format(bad)
            print "Done testing"


def _add_path(archive, path, name):
    if os.path.isfile(path):
        archive.write(path, name, ZIP_DEFLATED)
    elif os.path.isdir(path):
        if name not in ('', os.curdir, os.pardir):
            archive.write(path, name)
        for entry in sorted(os.listdir(path)):
            _add_path(archive, os.path.join(path, entry), os.path.join(name, entry))
