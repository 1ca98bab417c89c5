"""The operating system: the names of posix, and what can be built on them."""
import sys
import errno
import posix
from posix import *
import posixpath as path

name = 'posix'
linesep = '\n'

sys.modules['os.path'] = path
from os.path import (curdir, pardir, sep, pathsep, defpath, extsep, altsep, devnull)

from posix import _exit

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2

P_WAIT = 0
P_NOWAIT = P_NOWAITO = 1


def _get_exports_list(module):
    """Return the public names of a module."""
    try:
        return list(module.__all__)
    except AttributeError:
        return [name for name in dir(module) if not name.startswith('_')]


__all__ = [
    "altsep", "curdir", "pardir", "sep", "extsep", "pathsep", "linesep", "defpath", "name", "path",
    "devnull", "SEEK_SET", "SEEK_CUR", "SEEK_END", "makedirs", "removedirs", "renames", "walk",
    "execl", "execle", "execlp", "execlpe", "execvp", "execvpe", "getenv", "fdopen", "popen",
    "P_WAIT", "P_NOWAIT", "P_NOWAITO", "spawnv", "spawnve", "spawnvp", "spawnvpe", "spawnl",
    "spawnle", "spawnlp", "spawnlpe", "_exit",
] + [_name for _name in dir(posix) if not _name.startswith('_')]


def _above(name):
    """Split a path into a folder and the last part, whether or not it ends with a slash."""
    head, tail = path.split(name)
    return (head, tail) if tail else path.split(head)


def makedirs(name, mode=0777):
    """Make a folder and those above it that are missing."""
    above, last = _above(name)
    if above and last and not path.exists(above):
        try:
            makedirs(above, mode)
        except OSError as problem:
            # Somebody else may have made it meanwhile.
            if problem.errno != errno.EEXIST:
                raise
        if last == curdir:
            # It names the folder that has just been made.
            return
    mkdir(name, mode)


def _remove_empty(name):
    """Remove a folder and those above it until one is not empty."""
    above, last = _above(name)
    while above and last:
        try:
            rmdir(above)
        except error:
            return
        above, last = path.split(above)


def removedirs(name):
    """Remove a folder, then those above it as long as they are empty."""
    rmdir(name)
    _remove_empty(name)


def renames(old, new):
    """Rename, making the folders of the new name and removing emptied ones of the old."""
    folder = path.dirname(new)
    if folder and path.basename(new) and not path.exists(folder):
        makedirs(folder)
    rename(old, new)
    folder = path.dirname(old)
    if folder and path.basename(old):
        try:
            removedirs(folder)
        except error:
            pass  # It has other files.


def walk(top, topdown=True, onerror=None, followlinks=False):
    """Yield (folder, names of folders, names of others) for top and all below."""
    try:
        names = listdir(top)
    except error as problem:
        if onerror is not None:
            onerror(problem)
        return
    folders, others = [], []
    for entry in names:
        if path.isdir(path.join(top, entry)):
            folders.append(entry)
        else:
            others.append(entry)
    if topdown:
        yield top, folders, others
    for entry in folders:
        below = path.join(top, entry)
        if followlinks or not path.islink(below):
            for found in walk(below, topdown, onerror, followlinks):
                yield found
    if not topdown:
        yield top, folders, others


def execl(file, *args):
    execv(file, args)


def execle(file, *args):
    execve(file, args[:-1], args[-1])


def execlp(file, *args):
    execvp(file, args)


def execlpe(file, *args):
    execvpe(file, args[:-1], args[-1])


def execvp(file, args):
    _exec_on_path(file, args)


def execvpe(file, args, env):
    _exec_on_path(file, args, env)


def _exec_on_path(file, args, env=None):
    if env is not None:
        run, rest = execve, (args, env)
    else:
        run, rest = execv, (args,)
        env = environ
    if path.dirname(file):
        run(file, *rest)
        return
    saved = None
    for folder in env.get('PATH', defpath).split(pathsep):
        try:
            run(path.join(folder, file), *rest)
        except error as problem:
            if problem.errno not in (errno.ENOENT, errno.ENOTDIR) and saved is None:
                saved = sys.exc_info()
            last = sys.exc_info()
    kind, value, trace = saved or last
    raise kind, value, trace


import UserDict


class _Environ(UserDict.IterableUserDict):
    """The environment: changes reach the processes that are started."""

    def __init__(self, variables):
        UserDict.UserDict.__init__(self)
        self.data = variables

    def __setitem__(self, key, item):
        putenv(key, item)
        self.data[key] = item

    def __delitem__(self, key):
        self.pop(key)

    def clear(self):
        for key in list(self.data):
            self.pop(key)

    def pop(self, key, *default):
        unsetenv(key)
        return self.data.pop(key, *default)

    def update(self, dict=None, **named):
        pairs = dict or ()
        if hasattr(pairs, 'keys'):
            pairs = [(key, pairs[key]) for key in pairs.keys()]
        for each in pairs, named.items():
            for key, value in each:
                self[key] = value

    def copy(self):
        return self.data.copy()


environ = _Environ(environ)


def getenv(key, default=None):
    """Return a variable of the environment, or the default."""
    return environ.get(key, default)


__all__.extend(["getenv", "environ"])


def _spawn(mode, file, args, env, run):
    pid = fork()
    if pid == 0:
        # The child: it must not come back, whatever happens.
        try:
            run(file, args, *([] if env is None else [env]))
        except:
            _exit(127)
    if mode == P_NOWAIT:
        return pid
    while True:
        status = waitpid(pid, 0)[1]
        if WIFSIGNALED(status):
            return -WTERMSIG(status)
        if WIFEXITED(status):
            return WEXITSTATUS(status)
        if not WIFSTOPPED(status):
            raise error("Not stopped, signaled or exited???")


def spawnv(mode, file, args):
    return _spawn(mode, file, args, None, execv)


def spawnve(mode, file, args, env):
    return _spawn(mode, file, args, env, execve)


def spawnvp(mode, file, args):
    return _spawn(mode, file, args, None, execvp)


def spawnvpe(mode, file, args, env):
    return _spawn(mode, file, args, env, execvpe)


def spawnl(mode, file, *args):
    return spawnv(mode, file, args)


def spawnle(mode, file, *args):
    return spawnve(mode, file, args[:-1], args[-1])


def spawnlp(mode, file, *args):
    return spawnvp(mode, file, args)


def spawnlpe(mode, file, *args):
    return spawnvpe(mode, file, args[:-1], args[-1])


def tmpfile():
    """Return a file for reading and writing that has no name."""
    import tempfile
    return tempfile.TemporaryFile()


import copy_reg as _copy_reg


def _make_stat_result(items, attributes):
    return stat_result(items, attributes)


def _pickle_stat_result(result):
    return _make_stat_result, result.__reduce__()[1]


_copy_reg.pickle(stat_result, _pickle_stat_result, _make_stat_result)
