"""Copying, moving and removing files and folders."""
import errno
import fnmatch
import os
import stat
import sys
from os.path import abspath

__all__ = ["copyfileobj", "copyfile", "copymode", "copystat", "copy", "copy2", "copytree",
           "move", "rmtree", "Error", "SpecialFileError", "ExecError", "ignore_patterns"]


class Error(EnvironmentError):
    pass


class SpecialFileError(EnvironmentError):
    """The operation does not work on special files."""


class ExecError(EnvironmentError):
    """A command could not be run."""


def copyfileobj(fsrc, fdst, length=16 * 1024):
    """Copy the rest of one file object to another."""
    for chunk in iter(lambda: fsrc.read(length), ''):
        fdst.write(chunk)


def _samefile(src, dst):
    try:
        return os.path.samefile(src, dst)
    except OSError:
        return False


def copyfile(src, dst):
    """Copy a file's content."""
    if _samefile(src, dst):
        raise Error("`%s` and `%s` are the same file" % (src, dst))
    for path in (src, dst):
        try:
            info = os.stat(path)
        except OSError:
            continue
        if stat.S_ISFIFO(info.st_mode):
            raise SpecialFileError("`%s` is a named pipe" % path)
    with open(src, 'rb') as source:
        with open(dst, 'wb') as target:
            copyfileobj(source, target)


def copymode(src, dst):
    """Copy permissions."""
    os.chmod(dst, stat.S_IMODE(os.stat(src).st_mode))


def copystat(src, dst):
    """Copy permissions and times."""
    info = os.stat(src)
    os.utime(dst, (info.st_atime, info.st_mtime))
    os.chmod(dst, stat.S_IMODE(info.st_mode))


def _target(src, dst):
    if os.path.isdir(dst):
        return os.path.join(dst, os.path.basename(src))
    return dst


def copy(src, dst):
    """Copy content and permissions; dst may be a folder."""
    dst = _target(src, dst)
    copyfile(src, dst)
    copymode(src, dst)


def copy2(src, dst):
    """Copy content, permissions and times; dst may be a folder."""
    dst = _target(src, dst)
    copyfile(src, dst)
    copystat(src, dst)


def ignore_patterns(*patterns):
    """Return an ignore function for copytree."""
    def ignore(path, names):
        return set(name for pattern in patterns for name in fnmatch.filter(names, pattern))
    return ignore


def copytree(src, dst, symlinks=False, ignore=None):
    """Copy a folder with all below it; dst must not exist."""
    names = os.listdir(src)
    ignored = ignore(src, names) if ignore is not None else set()
    os.makedirs(dst)
    errors = []
    for name in names:
        if name in ignored:
            continue
        source, target = os.path.join(src, name), os.path.join(dst, name)
        try:
            if symlinks and os.path.islink(source):
                os.symlink(os.readlink(source), target)
            elif os.path.isdir(source):
                copytree(source, target, symlinks, ignore)
            else:
                copy2(source, target)
        except Error as problem:
            errors.extend(problem.args[0])
        except EnvironmentError as problem:
            errors.append((source, target, str(problem)))
    try:
        copystat(src, dst)
    except OSError as problem:
        errors.append((src, dst, str(problem)))
    if errors:
        raise Error(errors)


def rmtree(path, ignore_errors=False, onerror=None):
    """Remove a folder with all below it; errors go to onerror(function, path, sys.exc_info())."""
    if ignore_errors:
        _remove(path, lambda *problem: None)
    else:
        _remove(path, onerror or _raise_again)


def _raise_again(function, path, exc_info):
    raise exc_info[0], exc_info[1], exc_info[2]


def _remove(folder, tell):
    try:
        if os.path.islink(folder):
            # What it points to would be emptied.
            raise OSError("Cannot call rmtree on a symbolic link")
    except OSError:
        tell(os.path.islink, folder, sys.exc_info())
        return
    for name in _attempt(os.listdir, folder, tell) or ():
        below = os.path.join(folder, name)
        if _is_folder(below):
            _remove(below, tell)
        else:
            _attempt(os.remove, below, tell)
    _attempt(os.rmdir, folder, tell)


def _is_folder(path):
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _attempt(function, path, tell):
    try:
        return function(path)
    except OSError:
        tell(function, path, sys.exc_info())


def move(src, dst):
    """Move a file or folder; dst may be a folder."""
    target = dst
    if os.path.isdir(dst):
        if _samefile(src, dst):
            os.rename(src, dst)
            return
        target = os.path.join(dst, os.path.basename(src.rstrip(os.path.sep)))
        if os.path.exists(target):
            raise Error("Destination path '%s' already exists" % target)
    try:
        os.rename(src, target)
    except OSError:
        if os.path.isdir(src):
            if (abspath(dst) + os.path.sep).startswith(abspath(src) + os.path.sep):
                raise Error("Cannot move a directory '%s' into itself '%s'." % (src, dst))
            copytree(src, target, symlinks=True)
            rmtree(src)
        else:
            copy2(src, target)
            os.unlink(src)
