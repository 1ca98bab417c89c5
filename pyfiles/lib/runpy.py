"""Running modules as programs."""
import imp
import marshal
import sys

__all__ = ["run_module", "run_path"]


class _Error(Exception):
    """A module that cannot be run: shown without a traceback."""


def _run_code(code, run_globals, init_globals=None, mod_name=None, mod_fname=None,
              mod_loader=None, pkg_name=None):
    if init_globals is not None:
        run_globals.update(init_globals)
    run_globals.update(__name__=mod_name, __file__=mod_fname, __loader__=mod_loader,
                       __package__=pkg_name)
    exec code in run_globals
    return run_globals


def _run_module_code(code, init_globals=None, mod_name=None, mod_fname=None, mod_loader=None,
                     pkg_name=None, argv0=None):
    """Run with sys.modules[mod_name] and sys.argv[0] replaced meanwhile."""
    module = imp.new_module(mod_name)
    missing = object()
    saved_module = sys.modules.get(mod_name, missing)
    saved_argv = sys.argv[0]
    sys.modules[mod_name] = module
    sys.argv[0] = mod_fname if argv0 is None else argv0
    try:
        _run_code(code, module.__dict__, init_globals, mod_name, mod_fname, mod_loader, pkg_name)
        # The module's names die with it.
        return module.__dict__.copy()
    finally:
        sys.argv[0] = saved_argv
        if saved_module is missing:
            del sys.modules[mod_name]
        else:
            sys.modules[mod_name] = saved_module


def _compiled(text):
    """Return the code of a compiled file, or None if it is none."""
    if text[:4] != imp.get_magic():
        return None
    return marshal.loads(text[8:])


def _code_of(path):
    """Return the code of a file of source or of a compiled one."""
    with open(path, 'rb') as compiled:
        code = _compiled(compiled.read())
    if code is None:
        with open(path, 'rU') as source:
            code = compile(source.read(), path, 'exec', 0, 1)
    return code


def _search_path(name):
    """Return the path to look for a module on, None for sys.path; imports its packages."""
    package = name.rpartition('.')[0]
    if not package:
        return None
    __import__(package)
    known = sys.modules.get(name)
    if known is not None and getattr(known, '__name__', name) != name:
        raise ImportError("Loader for module %s cannot handle module %s" % (known.__name__, name))
    path = getattr(sys.modules[package], '__path__', None)
    if path is None:
        raise ImportError("No module named " + name)
    return path


def _find(name):
    """Return (code, file, loader) of a module, code None for a package; ImportError if there is none."""
    if name.startswith('.'):
        raise ImportError("Relative module names not supported")
    path = _search_path(name)
    for importer in sys.meta_path:
        loader = importer.find_module(name, path)
        if loader is not None:
            return _from_loader(loader, name)
    last = name.rpartition('.')[2]
    if path is None and imp.is_builtin(name):
        raise ImportError("No code object available for %s" % name)
    for entry in (sys.path if path is None else path):
        importer = _importer(entry)
        if importer is not None:
            loader = importer.find_module(name)
            if loader is not None:
                return _from_loader(loader, name)
            continue
        try:
            opened, filename, (_, _, kind) = imp.find_module(last, [entry])
        except ImportError:
            continue
        if kind == imp.PKG_DIRECTORY:
            return None, filename, None
        if opened is None:
            code = imp._library_code(filename)
            if code is None:
                raise ImportError("No code object available for %s" % name)
            return code, filename, None
        with opened:
            text = opened.read()
        code = _compiled(text) if kind == imp.PY_COMPILED else None
        return code or compile(text, filename, 'exec', 0, 1), filename, None
    raise ImportError("No module named " + name)


def _from_loader(loader, name):
    if getattr(loader, 'is_package', None) and loader.is_package(name):
        return None, None, loader
    code = loader.get_code(name)
    if code is None:
        raise ImportError("No code object available for %s" % name)
    filename = None
    for attribute in ("get_filename", "_get_filename"):
        method = getattr(loader, attribute, None)
        if method is not None:
            filename = method(name)
            break
    return code, filename, loader


def _importer(entry):
    try:
        return sys.path_importer_cache[entry]
    except KeyError:
        pass
    for hook in sys.path_hooks:
        try:
            importer = hook(entry)
        except ImportError:
            continue
        sys.path_importer_cache[entry] = importer
        return importer
    return None


def _details(mod_name, error=ImportError):
    try:
        code, filename, loader = _find(mod_name)
    except ImportError as problem:
        raise error(str(problem))
    if code is None:
        if mod_name == "__main__" or mod_name.endswith(".__main__"):
            raise error("Cannot use package as __main__ module")
        # What goes wrong in the package itself is its own affair.
        __import__(mod_name)
        try:
            return _details(mod_name + ".__main__", error)
        except error as problem:
            raise error("%s; %r is a package and cannot be directly executed"
                        % (problem, mod_name))
    return mod_name, loader, code, filename


def _run_module_as_main(mod_name, alter_argv=True):
    """Run a module as the program; what the -m option does."""
    try:
        if alter_argv or mod_name != "__main__":
            mod_name, loader, code, filename = _details(mod_name, _Error)
        else:
            mod_name, loader, code, filename = _main_of(sys.path[0], _Error)
    except _Error as problem:
        sys.exit("%s: %s" % (sys.executable, problem))
    package = mod_name.rpartition('.')[0] if alter_argv else ''
    namespace = sys.modules["__main__"].__dict__
    if alter_argv:
        sys.argv[0] = filename
    return _run_code(code, namespace, None, "__main__", filename, loader, package)


def _main_of(entry, error=ImportError):
    """Return the details of the __main__ in a folder or archive, which is first on sys.path."""
    saved = sys.modules.pop("__main__", None)
    try:
        return _details("__main__", error)
    except error as problem:
        if str(problem) != "No module named __main__":
            raise
        raise error("can't find %r module in %r" % ("__main__", entry))
    finally:
        if saved is not None:
            sys.modules["__main__"] = saved


def run_module(mod_name, init_globals=None, run_name=None, alter_sys=False):
    """Run a module and return its globals."""
    mod_name, loader, code, filename = _details(mod_name)
    if run_name is None:
        run_name = mod_name
    package = mod_name.rpartition('.')[0]
    if alter_sys:
        return _run_module_code(code, init_globals, run_name, filename, loader, package)
    return _run_code(code, {}, init_globals, run_name, filename, loader, package)


def run_path(path_name, init_globals=None, run_name=None):
    """Run a file, folder or archive and return its globals."""
    if run_name is None:
        run_name = "<run_path>"
    if _importer(path_name) is None and not _is_folder(path_name):
        return _run_module_code(_code_of(path_name), init_globals, run_name, path_name)
    sys.path.insert(0, path_name)
    try:
        _, loader, code, filename = _main_of(path_name)
        return _run_module_code(code, init_globals, run_name, filename, loader, '', path_name)
    finally:
        try:
            sys.path.remove(path_name)
        except ValueError:
            pass


def _is_folder(path):
    import os
    return os.path.isdir(path)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print >> sys.stderr, "No module specified for execution"
    else:
        del sys.argv[0]
        _run_module_as_main(sys.argv[0])
