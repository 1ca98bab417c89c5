"""Modules out of zip files.

The import machinery asks zipimporter about entries of sys.path that are, or are in, files.
"""
import errno
import imp
import marshal
import struct
import sys
import time

import _nativetype

__all__ = ['ZipImportError', 'zipimporter']

# Archive -> {name inside: (path, compression, size compressed, size, place, time, date, checksum)}.
_zip_directory_cache = {}

_END = struct.Struct('<4s4H2LH')
_ENTRY = struct.Struct('<L2H4H3L5H2L')
_LOCAL = struct.Struct('<4s5H3L2H')
_PACKAGE, _COMPILED = 1, 2


class ZipImportError(ImportError):
    """A zip file can't be read, or a module is not in it."""


def _search_order():
    kinds = []
    for start, package in ('/__init__', _PACKAGE), ('', 0):
        compiled = ['.pyc', '.pyo']
        if not __debug__:
            compiled.reverse()
        kinds.extend((start + suffix, package | _COMPILED) for suffix in compiled)
        kinds.append((start + '.py', package))
    return kinds


def _read_directory(archive):
    try:
        stream = open(archive, 'rb')
    except IOError:
        raise ZipImportError("can't open Zip file: '%.200s'" % archive)
    with stream:
        try:
            stream.seek(-_END.size, 2)
        except IOError:
            raise ZipImportError("can't read Zip file: %.200s" % archive)
        end_place = stream.tell()
        end = stream.read(_END.size)
        if len(end) != _END.size or end[:4] != 'PK\5\6':
            raise ZipImportError("not a Zip file: %.200s" % archive)
        size, place = _END.unpack(end)[5:7]
        shift = end_place - place - size
        if shift < 0:
            raise ZipImportError("invalid central directory size or offset: %.200s" % archive)
        stream.seek(place + shift)
        return dict(_entries(stream.read(size), archive, shift))


def _entries(records, archive, shift):
    at = 0
    while at + _ENTRY.size <= len(records):
        fields = _ENTRY.unpack_from(records, at)
        if fields[0] != 0x02014b50:
            break
        method, clock, date, crc, packed, size, name_size, extra_size, comment_size = fields[4:13]
        start = at + _ENTRY.size
        name = records[start:start + name_size]
        at = start + name_size + extra_size + comment_size
        yield name, (archive + '/' + name, method, packed, size, fields[16] + shift, clock, date, crc)


def _content(archive, entry):
    with open(archive, 'rb') as stream:
        place = entry[4]
        stream.seek(place)
        head = stream.read(_LOCAL.size)
        if len(head) != _LOCAL.size or head[:4] != 'PK\3\4':
            raise ZipImportError("bad local file header in %s" % archive)
        stream.seek(place + _LOCAL.size + sum(_LOCAL.unpack(head)[-2:]))
        data = stream.read(entry[2])
    if len(data) != entry[2]:
        raise IOError("zipimport: can't read data")
    if entry[1] == 0:
        return data
    try:
        from zlib import decompress
    except ImportError:
        raise ZipImportError("can't decompress data; zlib not available")
    return decompress(data, -15)


def _modified(clock, date):
    # Times of zip files are local, in steps of two seconds.
    return time.mktime(((date >> 9 & 0x7f) + 1980, date >> 5 & 0x0f, date & 0x1f, clock >> 11 & 0x1f,
                        clock >> 5 & 0x3f, (clock & 0x1f) * 2, -1, -1, -1))


class zipimporter(object):
    """zipimporter(path) -- finds and loads modules in a zip file, or in a folder inside one.

    archive -- the path of the file; prefix -- the folder inside it.
    """

    def __init__(self, *args):
        if len(args) != 1:
            raise TypeError("zipimporter() takes exactly 1 argument (%d given)" % len(args))
        path, = args
        if not isinstance(path, basestring):
            raise TypeError("zipimporter() argument 1 must be string, not %s"
                            % ('None' if path is None else type(path).__name__))
        if not path:
            raise ZipImportError("archive path is empty")
        path = str(path)
        archive, inside = path, []
        while not _is_file(archive):
            archive, slash, part = archive.rpartition('/')
            if not slash or not archive:
                raise ZipImportError("not a Zip file")
            inside.insert(0, part)
        if archive not in _zip_directory_cache:
            _zip_directory_cache[archive] = _read_directory(archive)
        self._files = _zip_directory_cache[archive]
        self.archive = archive
        self.prefix = '/'.join(inside).rstrip('/') + '/' if inside else ''

    def __repr__(self):
        archive = getattr(self, 'archive', '???')
        inside = '/' + self.prefix if getattr(self, 'prefix', '') else ''
        return '<zipimporter object "%.300s%.150s">' % (archive, inside)

    def _place(self, fullname):
        return self.prefix + fullname.rpartition('.')[2].replace('.', '/')

    def _is_package(self, fullname):
        # None if there is no such module.
        for suffix, kind in _search_order():
            if self._place(fullname) + suffix in self._files:
                return bool(kind & _PACKAGE)
        return None

    def _code(self, fullname):
        # The code, whether it is a package, and the path.
        for suffix, kind in _search_order():
            entry = self._files.get(self._place(fullname) + suffix)
            if entry is None:
                continue
            data = _content(self.archive, entry)
            if kind & _COMPILED:
                code = self._compiled(data, entry[0], self._place(fullname) + suffix)
            else:
                text = data.replace('\r\n', '\n').replace('\r', '\n')
                if not text.endswith('\n'):
                    text += '\n'
                code = compile(text, entry[0], 'exec', 0, 1)
            if code is not None:
                return code, bool(kind & _PACKAGE), entry[0]
        raise ZipImportError("can't find module '%.200s'" % fullname)

    def _compiled(self, data, path, name):
        # None if the source has changed or another Python compiled it.
        if len(data) <= 9:
            raise ZipImportError("bad pyc data")
        if data[:4] != imp.get_magic():
            return None
        source = self._files.get(name[:-1])
        if source is not None:
            stamp, = struct.unpack('<L', data[4:8])
            if abs(stamp - _modified(source[5], source[6])) > 1:
                return None
        code = marshal.loads(data[8:])
        if type(code) is not type(_search_order.func_code):
            raise TypeError("compiled module %.200s is not a code object" % path)
        return code

    def find_module(self, fullname, path=None):
        """Return this importer if the module is here, else None."""
        return None if self._is_package(fullname) is None else self

    def load_module(self, fullname):
        """Load a module and return it."""
        code, is_package, path = self._code(fullname)
        known = fullname in sys.modules
        module = sys.modules.setdefault(fullname, imp.new_module(fullname))
        module.__loader__ = self
        if is_package:
            module.__path__ = [self.archive + '/' + self._place(fullname)]
        module.__file__ = path
        try:
            exec code in module.__dict__
        except:
            if not known:
                sys.modules.pop(fullname, None)
            raise
        return sys.modules[fullname]

    def get_data(self, pathname):
        """Return the content of a file."""
        start = self.archive + '/'
        name = pathname[len(start):] if pathname.startswith(start) else pathname
        if name not in self._files:
            raise IOError(errno.ENOENT, "No such file or directory", pathname)
        return _content(self.archive, self._files[name])

    def get_code(self, fullname):
        """Return the code of a module."""
        return self._code(fullname)[0]

    def get_source(self, fullname):
        """Return the source of a module, None if only its code is here."""
        package = self._is_package(fullname)
        if package is None:
            raise ZipImportError("can't find module '%.200s'" % fullname)
        name = self._place(fullname) + ('/__init__.py' if package else '.py')
        return _content(self.archive, self._files[name]) if name in self._files else None

    def get_filename(self, fullname):
        """Return the path of a module."""
        return self._code(fullname)[2]

    def is_package(self, fullname):
        """Return whether a module is a package."""
        package = self._is_package(fullname)
        if package is None:
            raise ZipImportError("can't find module '%.200s'" % fullname)
        return package


def _is_file(path):
    import os
    import stat
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


_nativetype.seal(zipimporter)
