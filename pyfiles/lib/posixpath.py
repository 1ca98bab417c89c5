"""Path functions of POSIX systems; the module os.path."""
import genericpath
import os
import stat
import sys
from genericpath import *

__all__ = [
    "normcase", "isabs", "join", "splitdrive", "split", "splitext", "basename", "dirname",
    "commonprefix", "getsize", "getmtime", "getatime", "getctime", "islink", "exists", "lexists",
    "isdir", "isfile", "ismount", "walk", "expanduser", "expandvars", "normpath", "abspath",
    "samefile", "sameopenfile", "samestat", "curdir", "pardir", "sep", "pathsep", "defpath",
    "altsep", "extsep", "devnull", "realpath", "supports_unicode_filenames", "relpath",
]

curdir = '.'
pardir = '..'
extsep = '.'
sep = '/'
pathsep = ':'
defpath = ':/bin:/usr/bin'
altsep = None
devnull = '/dev/null'
supports_unicode_filenames = False


def normcase(s):
    """Return the path; letters of both cases differ on POSIX."""
    return s


def isabs(s):
    """Tell whether the path starts at the root."""
    return s.startswith('/')


def join(a, *p):
    """Join path parts; an absolute part drops what stands before it."""
    path = a
    for part in p:
        if part.startswith('/'):
            path = part
        elif path == '' or path.endswith('/'):
            path += part
        else:
            path += '/' + part
    return path


def split(p):
    """Split off the last part: (head, tail)."""
    cut = p.rfind('/') + 1
    head, tail = p[:cut], p[cut:]
    if head and head != '/' * len(head):
        head = head.rstrip('/')
    return head, tail


def splitext(p):
    return genericpath._splitext(p, sep, altsep, extsep)


def splitdrive(p):
    """Return ('', p); there are no drives."""
    return '', p


def basename(p):
    """Return the last part."""
    return p[p.rfind('/') + 1:]


def dirname(p):
    """Return all but the last part."""
    return split(p)[0]


def islink(path):
    """Tell whether the path is a symbolic link."""
    try:
        info = os.lstat(path)
    except (os.error, AttributeError):
        return False
    return stat.S_ISLNK(info.st_mode)


def lexists(path):
    """Tell whether the path exists; True for broken links."""
    try:
        os.lstat(path)
    except os.error:
        return False
    return True


def samestat(s1, s2):
    """Tell whether two stat results are of one file."""
    return s1.st_ino == s2.st_ino and s1.st_dev == s2.st_dev


def samefile(f1, f2):
    """Tell whether two paths lead to one file."""
    return samestat(os.stat(f1), os.stat(f2))


def sameopenfile(fp1, fp2):
    """Tell whether two descriptors are of one file."""
    return samestat(os.fstat(fp1), os.fstat(fp2))


def ismount(path):
    """Tell whether another file system begins here."""
    if islink(path):
        return False
    try:
        here = os.lstat(path)
        above = os.lstat(realpath(join(path, '..')))
    except os.error:
        return False
    return here.st_dev != above.st_dev or here.st_ino == above.st_ino


def walk(top, func, arg):
    """Call func(arg, folder, names) for every folder below top."""
    try:
        names = os.listdir(top)
    except os.error:
        return
    func(arg, top, names)
    for name in names:
        path = join(top, name)
        try:
            info = os.lstat(path)
        except os.error:
            continue
        if stat.S_ISDIR(info.st_mode):
            walk(path, func, arg)


def expanduser(path):
    """Replace a leading ~ or ~user by the user's home folder."""
    if not path.startswith('~'):
        return path
    end = path.find('/', 1)
    if end < 0:
        end = len(path)
    if end == 1:
        if 'HOME' in os.environ:
            home = os.environ['HOME']
        else:
            import pwd
            try:
                home = pwd.getpwuid(os.getuid()).pw_dir
            except KeyError:
                return path
    else:
        import pwd
        try:
            home = pwd.getpwnam(path[1:end]).pw_dir
        except KeyError:
            return path
    return (home.rstrip('/') + path[end:]) or '/'


def expandvars(path):
    """Replace $name and ${name} by variables of the environment; unknown ones stay."""
    result = []
    index = 0
    while index < len(path):
        char = path[index]
        if char != '$':
            result.append(char)
            index += 1
            continue
        if path[index + 1:index + 2] == '{':
            end = path.find('}', index + 2)
            if end < 0:
                result.append(path[index:])
                break
            name, after = path[index + 2:end], end + 1
        else:
            after = index + 1
            while after < len(path) and (path[after].isalnum() or path[after] == '_'):
                after += 1
            name = path[index + 1:after]
        if name and name in os.environ:
            result.append(os.environ[name])
        else:
            result.append(path[index:after])
        index = after
    return path[:0].join(result)


def normpath(path):
    """Drop empty and '.' parts, and resolve '..' by the text alone."""
    slash, dot = (u'/', u'.') if isinstance(path, unicode) else ('/', '.')
    if path == '':
        return dot
    lead = 0
    if path.startswith('/'):
        # Exactly two leading slashes have a meaning of their own.
        lead = 2 if path.startswith('//') and not path.startswith('///') else 1
    parts = []
    for part in path.split('/'):
        if part in ('', '.'):
            continue
        if part != '..' or (not lead and not parts) or (parts and parts[-1] == '..'):
            parts.append(part)
        elif parts:
            parts.pop()
    return slash * lead + slash.join(parts) or dot


def abspath(path):
    """Return the normalised absolute path."""
    if not isabs(path):
        cwd = os.getcwdu() if isinstance(path, unicode) else os.getcwd()
        path = join(cwd, path)
    return normpath(path)


def realpath(filename):
    """Return the absolute path with symbolic links resolved."""
    path, _ok = _resolve(filename[:0], filename, {})
    return abspath(path)


def _resolve(path, rest, seen):
    if isabs(rest):
        rest = rest[1:]
        path = '/'
    while rest:
        name, _, rest = rest.partition('/')
        if not name or name == curdir:
            continue
        if name == pardir:
            if path:
                path, name = split(path)
                if name == pardir:
                    path = join(path, pardir, pardir)
            else:
                path = pardir
            continue
        target = join(path, name)
        if not islink(target):
            path = target
            continue
        if target in seen:
            path = seen[target]
            if path is not None:
                continue
            return join(target, rest), False
        seen[target] = None
        path, ok = _resolve(path, os.readlink(target), seen)
        if not ok:
            return join(path, rest), False
        seen[target] = path
    return path, True


def relpath(path, start=curdir):
    """Return the way from start to path."""
    if not path:
        raise ValueError("no path specified")
    origin = [part for part in abspath(start).split(sep) if part]
    goal = [part for part in abspath(path).split(sep) if part]
    common = len(commonprefix([origin, goal]))
    parts = [pardir] * (len(origin) - common) + goal[common:]
    return join(*parts) if parts else curdir
