"""Where things are installed, and what this Python is like."""
import os
import re
import sys

# The folders of a scheme: what the libraries, headers and scripts are below, and their own names.
_LIBRARY = 'lib/python{py_version_short}'


def _scheme(base, library, packages, include, scripts='bin', platbase=None):
    plat = platbase or base
    folders = {
        'stdlib': (base, library), 'platstdlib': (plat, library),
        'purelib': (base, library + packages), 'platlib': (plat, library + packages),
        'include': (base, include), 'scripts': (base, scripts),
    }
    if base == '{base}':
        folders['platinclude'] = plat, include
    paths = dict((key, '/'.join(pair)) for key, pair in folders.items())
    paths['data'] = base
    return paths


_INSTALL_SCHEMES = {
    'posix_prefix': _scheme('{base}', _LIBRARY, '/site-packages', 'include/python{py_version_short}',
                            platbase='{platbase}'),
    'posix_home': _scheme('{base}', 'lib/python', '', 'include/python'),
    'posix_user': _scheme('{userbase}', _LIBRARY, '/site-packages', 'include/python{py_version_short}'),
    'os2_home': _scheme('{userbase}', _LIBRARY, '/site-packages', 'include/python{py_version_short}'),
    'osx_framework_user': _scheme('{userbase}', 'lib/python', '/site-packages', 'include'),
    'nt': _scheme('{base}', 'Lib', '/site-packages', 'Include', 'Scripts'),
    'nt_user': _scheme('{userbase}', 'Python{py_version_nodot}', '/site-packages',
                       'Python{py_version_nodot}/Include', 'Scripts'),
    'os2': _scheme('{base}', 'Lib', '/site-packages', 'Include', 'Scripts'),
}

_SCHEME_KEYS = ('stdlib', 'platstdlib', 'purelib', 'platlib', 'include', 'scripts', 'data')
_CONFIG_VARS = None

_PREFIX, _EXEC_PREFIX = map(os.path.normpath, (sys.prefix, sys.exec_prefix))
_PY_VERSION = sys.version.split()[0]
_PY_VERSION_SHORT = '%d.%d' % sys.version_info[:2]
_PY_VERSION_SHORT_NO_DOT = '%d%d' % sys.version_info[:2]
_PROJECT_BASE = os.path.dirname(os.path.abspath(sys.executable)) if sys.executable else os.getcwd()


def is_python_build():
    """Tell whether this Python runs where it was built: never, it is one file."""
    return False


def _user_base():
    given = os.environ.get("PYTHONUSERBASE")
    return given if given else os.path.expanduser(os.path.join("~", ".local"))


def get_config_vars(*args):
    """Return all configuration variables as a dictionary, or the values of some as a list."""
    global _CONFIG_VARS
    if _CONFIG_VARS is None:
        _CONFIG_VARS = {
            'prefix': _PREFIX, 'exec_prefix': _EXEC_PREFIX, 'base': _PREFIX, 'platbase': _EXEC_PREFIX,
            'py_version': _PY_VERSION, 'py_version_short': _PY_VERSION_SHORT,
            'py_version_nodot': _PY_VERSION_SHORT_NO_DOT, 'projectbase': _PROJECT_BASE, 'srcdir': '.',
            'userbase': _user_base(), 'VERSION': _PY_VERSION_SHORT, 'SO': '.so', 'EXE': '',
            'BINDIR': os.path.join(_EXEC_PREFIX, 'bin'), 'LIBDIR': os.path.join(_EXEC_PREFIX, 'lib'),
            'LIBDEST': os.path.join(_PREFIX, 'lib', 'python' + _PY_VERSION_SHORT),
            'Py_UNICODE_SIZE': 4 if sys.maxunicode > 0xffff else 2, 'Py_ENABLE_SHARED': 0,
            'Py_DEBUG': 0, 'WITH_THREAD': 1, 'HAVE_FORK': 1,
        }
    return [_CONFIG_VARS.get(name) for name in args] if args else _CONFIG_VARS


def get_config_var(name):
    """Return the value of one configuration variable, None if there is none."""
    return get_config_vars().get(name)


def get_scheme_names():
    """Return the names of all schemes."""
    return tuple(sorted(_INSTALL_SCHEMES))


def get_path_names():
    """Return the names of the folders of a scheme."""
    return _SCHEME_KEYS


def _get_default_scheme():
    return 'posix_prefix' if os.name == 'posix' else os.name


def get_paths(scheme=_get_default_scheme(), vars=None, expand=True):
    """Return the folders of a scheme, with the variables filled in unless expand is false."""
    return _expand_vars(scheme, vars) if expand else _INSTALL_SCHEMES[scheme]


def _subst_vars(path, local_vars):
    """Replace names in braces by variables, or by what is in the environment."""
    def fill(match):
        name = match.group(1)
        if name in local_vars:
            return local_vars[name]
        if name in os.environ:
            return os.environ[name]
        raise AttributeError(match.group())
    return re.sub(r'\{([^{]*?)\}', fill, path)


def _expand_vars(scheme, vars):
    values = dict(get_config_vars())
    values.update(vars or {})
    return dict((key, os.path.normpath(_subst_vars(path, values)))
                for key, path in _INSTALL_SCHEMES[scheme].items())


def get_path(name, scheme=_get_default_scheme(), vars=None, expand=True):
    """Return one folder of a scheme."""
    return get_paths(scheme, vars, expand)[name]


def get_python_version():
    """Return the version without its last part."""
    return _PY_VERSION_SHORT


def get_platform():
    """Return a name of the system and the machine, such as linux-x86_64."""
    if os.name != 'posix' or not hasattr(os, 'uname'):
        return sys.platform
    system, _, release, _, machine = os.uname()
    system = system.lower().replace('/', '')
    machine = machine.replace(' ', '_').replace('/', '-')
    if system == 'linux':
        return '%s-%s' % (system, machine)
    return '%s-%s-%s' % (system, release, machine)


def get_makefile_filename():
    """Return where a makefile would be."""
    return os.path.join(get_path('platstdlib'), 'config', 'Makefile')


def get_config_h_filename():
    """Return where a header with the configuration would be."""
    return os.path.join(get_path('platinclude'), 'pyconfig.h')


def parse_config_h(fp, vars=None):
    """Read the definitions of a header into a dictionary."""
    found = {} if vars is None else vars
    for line in fp:
        defined = re.match(r'#define ([A-Z][A-Za-z0-9_]+) (.*)\n', line)
        missing = re.match(r'/[*] #undef ([A-Z][A-Za-z0-9_]+) [*]/\n', line)
        if defined:
            name, value = defined.groups()
            try:
                value = int(value)
            except ValueError:
                pass
            found[name] = value
        elif missing:
            found[missing.group(1)] = 0
    return found


def _main():
    print 'Platform: "%s"' % get_platform()
    print 'Python version: "%s"' % get_python_version()
    print 'Current installation scheme: "%s"' % _get_default_scheme()
    for title, table in ('Paths', get_paths()), ('Variables', get_config_vars()):
        print
        print title + ': '
        for name, value in sorted(table.items()):
            print '\t%s = "%s"' % (name, value)


if __name__ == '__main__':
    _main()
