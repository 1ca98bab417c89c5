"""What packages need of the import system: modules below a path, loaders, data files."""
import imp
import os
import sys
from types import ModuleType

__all__ = ['get_importer', 'iter_importers', 'get_loader', 'find_loader', 'walk_packages',
           'iter_modules', 'get_data', 'ImpImporter', 'ImpLoader', 'read_code', 'extend_path']


def read_code(stream):
    """Return the code object of an open file of compiled code, None if it is of another version."""
    import marshal
    if stream.read(4) != imp.get_magic():
        return None
    # The time of the source is of no interest.
    stream.read(4)
    return marshal.load(stream)


class ImpImporter:
    """Finds modules in a folder (on sys.path if None) by the functions of imp."""

    def __init__(self, path=None):
        self.path = path

    def find_module(self, fullname, path=None):
        name = fullname.split(".")[-1]
        if name != fullname and self.path is None:
            return None
        folders = None if self.path is None else [os.path.realpath(self.path)]
        try:
            found = imp.find_module(name, folders)
        except ImportError:
            return None
        return ImpLoader(fullname, *found)

    def iter_modules(self, prefix=''):
        """Yield (name with prefix, whether it is a package) of the modules in the folder."""
        if self.path is None or not os.path.isdir(self.path):
            return
        try:
            entries = sorted(os.listdir(self.path))
        except OSError:
            return
        seen = set(['__init__'])
        for entry in entries:
            name = _module_name(entry)
            folder = os.path.join(self.path, entry)
            is_package = False
            if not name and os.path.isdir(folder) and '.' not in entry:
                try:
                    inside = os.listdir(folder)
                except OSError:
                    inside = []
                if '__init__' not in map(_module_name, inside):
                    continue
                name, is_package = entry, True
            if name and '.' not in name and name not in seen:
                seen.add(name)
                yield prefix + name, is_package


def _module_name(filename):
    """Return the name of the module in a file, None if it holds none."""
    for suffix, _, _ in sorted(imp.get_suffixes(), key=lambda entry: -len(entry[0])):
        if filename.endswith(suffix):
            return filename[:-len(suffix)]
    return None


class ImpLoader:
    """Loads what imp.find_module() has found."""
    code = source = None

    def __init__(self, fullname, file, filename, etc):
        self.fullname, self.file, self.filename, self.etc = fullname, file, filename, etc

    def load_module(self, fullname):
        self._reopen()
        try:
            return imp.load_module(fullname, self.file, self.filename, self.etc)
        finally:
            if self.file:
                self.file.close()

    def get_data(self, pathname):
        """Return what is in a file."""
        with open(pathname, "rb") as file:
            return file.read()

    def _reopen(self):
        if self.file and self.file.closed:
            mode = 'rU' if self.etc[2] == imp.PY_SOURCE else 'rb'
            self.file = open(self.filename, mode)

    def _fix_name(self, fullname):
        if fullname is None:
            return self.fullname
        if fullname != self.fullname:
            raise ImportError("Loader for module %s cannot handle module %s" %
                              (self.fullname, fullname))
        return fullname

    def is_package(self, fullname):
        self._fix_name(fullname)
        return self.etc[2] == imp.PKG_DIRECTORY

    def _inside(self):
        """Return the loader of a package's __init__."""
        return ImpImporter(self.filename).find_module('__init__')

    def get_code(self, fullname=None):
        fullname = self._fix_name(fullname)
        if self.code is None:
            kind = self.etc[2]
            if kind == imp.PY_SOURCE:
                self.code = compile(self.get_source(fullname), self.filename, 'exec')
            elif kind == imp.PY_COMPILED:
                self._reopen()
                with self.file:
                    self.code = read_code(self.file)
            elif kind == imp.PKG_DIRECTORY:
                self.code = self._inside().get_code()
        return self.code

    def get_source(self, fullname=None):
        self._fix_name(fullname)
        if self.source is None:
            kind = self.etc[2]
            if kind == imp.PY_SOURCE:
                self._reopen()
                with self.file:
                    self.source = self.file.read()
            elif kind == imp.PY_COMPILED:
                if os.path.exists(self.filename[:-1]):
                    with open(self.filename[:-1], 'rU') as file:
                        self.source = file.read()
            elif kind == imp.PKG_DIRECTORY:
                self.source = self._inside().get_source()
        return self.source

    def get_filename(self, fullname=None):
        self._fix_name(fullname)
        if self.etc[2] == imp.PKG_DIRECTORY:
            return self._inside().get_filename()
        if self.etc[2] in (imp.PY_SOURCE, imp.PY_COMPILED, imp.C_EXTENSION):
            return self.filename
        return None


def iter_importer_modules(importer, prefix=''):
    """Yield (name with prefix, whether it is a package) of what an importer has."""
    if isinstance(importer, ImpImporter) or hasattr(importer, 'iter_modules'):
        return importer.iter_modules(prefix)
    names = getattr(importer, '_files', None)
    return _archive_modules(importer, prefix) if isinstance(names, dict) else iter(())


def _archive_modules(importer, prefix):
    """Yield the same for an archive, by the names of the files in it."""
    start = importer.prefix
    seen = set(['__init__'])
    for path in sorted(importer._files):
        if not path.startswith(start):
            continue
        parts = path[len(start):].split(os.sep)
        if len(parts) == 2 and parts[1].startswith('__init__.py') and parts[0] not in seen:
            seen.add(parts[0])
            yield prefix + parts[0], True
        elif len(parts) == 1:
            name = _module_name(parts[0])
            if name and '.' not in name and name not in seen:
                seen.add(name)
                yield prefix + name, False


def get_importer(path_item):
    """Return the importer for an entry of sys.path, made by the hooks if it is not known yet."""
    if path_item not in sys.path_importer_cache:
        found = None
        for hook in sys.path_hooks:
            try:
                found = hook(path_item)
                break
            except ImportError:
                pass
        sys.path_importer_cache.setdefault(path_item, found)
    importer = sys.path_importer_cache[path_item]
    if importer is None:
        try:
            importer = ImpImporter(path_item)
        except ImportError:
            importer = None
    return importer


def iter_importers(fullname=""):
    """Yield the importers that a module of that name would be searched with."""
    if fullname.startswith('.'):
        raise ImportError("Relative module names not supported")
    package = fullname.rpartition('.')[0]
    if package:
        if package not in sys.modules:
            __import__(package)
        path = getattr(sys.modules[package], '__path__', None) or []
    else:
        for importer in sys.meta_path:
            yield importer
        path = sys.path
    for entry in path:
        yield get_importer(entry)
    if not package:
        yield ImpImporter()


def get_loader(module_or_name):
    """Return the loader of a module, or of the module with a name; None if there is none."""
    module = sys.modules.get(module_or_name, module_or_name) if isinstance(
        module_or_name, basestring) else module_or_name
    if isinstance(module, ModuleType):
        loader = getattr(module, '__loader__', None)
        return find_loader(module.__name__) if loader is None else loader
    return find_loader(module_or_name)


def find_loader(fullname):
    """Return a loader for the module with a name, None if it can't be found."""
    for importer in iter_importers(fullname):
        loader = importer.find_module(fullname)
        if loader is not None:
            return loader
    return None


def iter_modules(path=None, prefix=''):
    """Yield (importer, name with prefix, whether it is a package) of all modules on path."""
    importers = iter_importers() if path is None else map(get_importer, path)
    seen = set()
    for importer in importers:
        for name, is_package in iter_importer_modules(importer, prefix):
            if name not in seen:
                seen.add(name)
                yield importer, name, is_package


def walk_packages(path=None, prefix='', onerror=None):
    """Yield the same for the modules on path and in the packages among them, which are imported."""
    walked = set()

    def walk(path, prefix):
        for importer, name, is_package in iter_modules(path, prefix):
            yield importer, name, is_package
            if not is_package:
                continue
            try:
                __import__(name)
            except ImportError:
                if onerror is not None:
                    onerror(name)
            except Exception:
                if onerror is None:
                    raise
                onerror(name)
            else:
                below = [folder for folder in getattr(sys.modules[name], '__path__', None) or []
                         if folder not in walked]
                walked.update(below)
                for found in walk(below, name + '.'):
                    yield found
    return walk(path, prefix)


def extend_path(path, name):
    """Return path with the folders for the package name in all of sys.path, and those of .pkg files."""
    if not isinstance(path, list):
        return path
    result = path[:]
    relative = os.path.join(*name.split('.'))
    for folder in sys.path:
        if not isinstance(folder, basestring) or not os.path.isdir(folder):
            continue
        package = os.path.join(folder, relative)
        if package not in result and os.path.isfile(os.path.join(package, '__init__.py')):
            result.append(package)
        listing = os.path.join(folder, name + '.pkg')
        if os.path.isfile(listing):
            try:
                with open(listing) as file:
                    lines = [line.rstrip('\n') for line in file]
            except IOError as problem:
                sys.stderr.write("Can't open %s: %s\n" % (listing, problem))
            else:
                result += [line for line in lines if line and not line.startswith('#')]
    return result


def get_data(package, resource):
    """Return what is in a file of a package, None if its loader can't tell."""
    loader = get_loader(package)
    if loader is None or not hasattr(loader, 'get_data'):
        return None
    module = sys.modules.get(package) or loader.load_module(package)
    if module is None or not hasattr(module, '__file__'):
        return None
    return loader.get_data(os.path.join(os.path.dirname(module.__file__), *resource.split('/')))
