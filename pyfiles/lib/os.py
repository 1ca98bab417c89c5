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

__all__ = [
    "altsep", "curdir", "pardir", "sep", "extsep", "pathsep", "linesep", "defpath", "name", "path",
    "devnull", "SEEK_SET", "SEEK_CUR", "SEEK_END", "makedirs", "removedirs", "renames", "walk",
    "execl", "execle", "execlp", "execlpe", "execvp", "execvpe", "getenv", "fdopen", "popen",
    "P_WAIT", "P_NOWAIT", "P_NOWAITO", "spawnv", "spawnve", "spawnvp", "spawnvpe", "spawnl",
    "spawnle", "spawnlp", "spawnlpe", "_exit",
] + [_name for _name in dir(posix) if not _name.startswith('_')]


def makedirs(name, mode=0777):
    """Make a folder and those above it that are missing."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    if head and tail and not path.exists(head):
        try:
            makedirs(head, mode)
        except OSError as error:
            # Somebody else may have made it meanwhile.
            if error.errno != errno.EEXIST:
                raise
        if tail == curdir:
            return
    mkdir(name, mode)


def removedirs(name):
    """Remove a folder, then those above it as long as they are empty."""
    rmdir(name)
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    while head and tail:
        try:
            rmdir(head)
        except error:
            break
        head, tail = path.split(head)


def renames(old, new):
    """Rename, making the folders of the new name and removing emptied ones of the old."""
    head, tail = path.split(new)
    if head and tail and not path.exists(head):
        makedirs(head)
    rename(old, new)
    head, tail = path.split(old)
    if head and tail:
        try:
            removedirs(head)
        except error:
            pass


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
        unsetenv(key)
        del self.data[key]

    def clear(self):
        for key in self.data.keys():
            unsetenv(key)
            del self.data[key]

    def pop(self, key, *args):
        unsetenv(key)
        return self.data.pop(key, *args)

    def update(self, dict=None, **kwargs):
        if dict:
            keys = dict.keys() if hasattr(dict, 'keys') else None
            if keys is not None:
                for key in keys:
                    self[key] = dict[key]
            else:
                for key, value in dict:
                    self[key] = value
        if kwargs:
            self.update(kwargs)

    def copy(self):
        return dict(self)


environ = _Environ(environ)


def getenv(key, default=None):
    """Return a variable of the environment, or the default."""
    return environ.get(key, default)


__all__.extend(["getenv", "environ"])


def _spawn(mode, file, args, env, run):
    pid = fork()
    if not pid:
        try:
            if env is None:
                run(file, args)
            else:
                run(file, args, env)
        except:
            _exit(127)
    if mode == P_NOWAIT:
        return pid
    while 1:
        _, status = waitpid(pid, 0)
        if WIFSTOPPED(status):
            continue
        if WIFSIGNALED(status):
            return -WTERMSIG(status)
        if WIFEXITED(status):
            return WEXITSTATUS(status)
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
    return stat_result(items)


def _pickle_stat_result(result):
    return _make_stat_result, (tuple(result), {})


_copy_reg.pickle(stat_result, _pickle_stat_result, _make_stat_result)
