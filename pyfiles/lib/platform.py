"""What machine, system and interpreter the program runs on."""
import os
import sys

__version__ = '1.0.7'
DEV_NULL = '/dev/null'

_cache = {}


def _kept(function):
    """Have the results of a function without arguments kept."""
    def call():
        if function not in _cache:
            _cache[function] = function()
        return _cache[function]
    call.__name__, call.__doc__ = function.__name__, function.__doc__
    return call


@_kept
def uname():
    """Return (system, node, release, version, machine, processor), '' for what is unknown."""
    try:
        system, node, release, version, machine = os.uname()
    except AttributeError:
        system, node, release, version, machine = sys.platform, '', '', '', ''
    return system, node, release, version, machine, ''


def system():
    """Return the name of the system, such as 'Linux'."""
    return uname()[0]


def node():
    """Return the name of the machine in the network."""
    return uname()[1]


def release():
    """Return the system's release."""
    return uname()[2]


def version():
    """Return the version of the system's release."""
    return uname()[3]


def machine():
    """Return the kind of machine, such as 'x86_64'."""
    return uname()[4]


def processor():
    """Return the processor's name, '' if it is unknown."""
    return uname()[5]


def architecture(executable=sys.executable, bits='', linkage=''):
    """Return (bits, linkage) of an executable file, the interpreter's by default."""
    import struct
    if not bits:
        bits = '%dbit' % (struct.calcsize('P') * 8)
    try:
        with open(executable, 'rb') as file:
            head = file.read(5)
    except (IOError, TypeError):
        return bits, linkage
    if head[:4] == '\x7fELF':
        bits = {'\x01': '32bit', '\x02': '64bit'}.get(head[4:5], bits)
        linkage = 'ELF'
    return bits, linkage


def libc_ver(executable=sys.executable, lib='', version='', chunksize=2048):
    """Return (name, version) of the C library an executable asks for."""
    import re
    found = []
    try:
        with open(executable, 'rb') as file:
            found = re.findall(r'GLIBC_([0-9.]+)', file.read())
    except (IOError, TypeError):
        pass
    if not found:
        return lib, version
    return 'glibc', max(found, key=lambda text: [int(part) for part in text.split('.') if part])


def _release_file():
    """Return the settings of os-release by name."""
    settings = {}
    for path in ('/etc/os-release', '/usr/lib/os-release'):
        try:
            with open(path) as file:
                lines = file.read().splitlines()
        except IOError:
            continue
        for line in lines:
            name, equals, value = line.partition('=')
            if equals and not name.startswith('#'):
                settings[name.strip()] = value.strip().strip('"\'')
        break
    return settings


def linux_distribution(distname='', version='', id='', supported_dists=(),
                       full_distribution_name=1):
    """Return (name, version, code name) of the Linux distribution."""
    settings = _release_file()
    name = settings.get('ID', distname).lower()
    number = settings.get('VERSION_ID', version)
    if name == 'debian':
        try:
            with open('/etc/debian_version') as file:
                number = file.read().strip()
        except IOError:
            pass
    return name or distname, number, id


def dist(distname='', version='', id='', supported_dists=()):
    """Return (name, version, code name) of the Linux distribution, the short name."""
    return linux_distribution(distname, version, id, supported_dists, 0)


def java_ver(release='', vendor='', vminfo=('', '', ''), osinfo=('', '', '')):
    """Return what is known of Java: what was given."""
    return release, vendor, vminfo, osinfo


def win32_ver(release='', version='', csd='', ptype=''):
    """Return what is known of Windows: what was given."""
    return release, version, csd, ptype


def mac_ver(release='', versioninfo=('', '', ''), machine=''):
    """Return what is known of Mac OS: what was given."""
    return release, versioninfo, machine


def popen(cmd, mode='r', bufsize=None):
    """Return a pipe to a command."""
    return os.popen(cmd, mode) if bufsize is None else os.popen(cmd, mode, bufsize)


def system_alias(system, release, version):
    """Return the three by the names that people use."""
    if system == 'Rhapsody':
        return 'MacOS X Server', system + release, version
    return system, release, version


def platform(aliased=0, terse=0):
    """Return one text that tells system, release, machine and more unless terse."""
    name, _, number, text, machine_name, processor_name = uname()
    if machine_name == processor_name:
        processor_name = ''
    if aliased:
        name, number, text = system_alias(name, number, text)
    if name != 'Linux':
        words = [name, number] if terse else [name, number, machine_name, processor_name,
                                              architecture()[0], architecture()[1]]
    else:
        distribution = linux_distribution('')
        if distribution[0] and not terse:
            words = [name, number, machine_name, processor_name, 'with'] + list(distribution)
        else:
            words = [name, number]
            if not terse:
                words += [machine_name, processor_name, 'with'] + [''.join(libc_ver())]
    text = '-'.join(word.strip() for word in words if word)
    for char in ' /\\:;"()':
        text = text.replace(char, '_' if char in ' ' else '-')
    while '--' in text:
        text = text.replace('--', '-')
    return text.rstrip('-')


def python_implementation():
    """Return the name of the implementation."""
    return sys.subversion[0]


def python_version():
    """Return the version of the language, 'major.minor.patch'."""
    return '.'.join(python_version_tuple()) + {'final': ''}.get(sys.version_info[3], '+')


def python_version_tuple():
    """Return the three parts of the version, strings."""
    return tuple(str(part) for part in sys.version_info[:3])


def python_branch():
    """Return the branch the implementation was made of."""
    return sys.subversion[1]


def python_revision():
    """Return the revision the implementation was made of."""
    return sys.subversion[2]


def python_build():
    """Return (number, date) of the build."""
    inside = sys.version.partition('(')[2].partition(')')[0]
    number, _, date = inside.partition(',')
    return number.strip(), date.strip()


def python_compiler():
    """Return what the implementation was compiled with."""
    return sys.version.partition('[')[2].partition(']')[0]


if __name__ == '__main__':
    print platform('aliased' in sys.argv or 'nonaliased' not in sys.argv, 'terse' in sys.argv)
