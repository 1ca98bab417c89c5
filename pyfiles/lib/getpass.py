"""Asking for a password without showing it, and who the user is."""
import os
import sys
import warnings

__all__ = ["getpass", "getuser", "GetPassWarning"]


class GetPassWarning(UserWarning):
    """The password will be shown."""


def unix_getpass(prompt='Password: ', stream=None):
    """Ask on the terminal, without echo; on standard input and error if there is no terminal."""
    import termios
    terminal = None
    try:
        number = os.open('/dev/tty', os.O_RDWR | os.O_NOCTTY)
        terminal = os.fdopen(number, 'w+', 1)
        source, stream = terminal, stream or terminal
    except EnvironmentError:
        try:
            number = sys.stdin.fileno()
        except (AttributeError, ValueError):
            return fallback_getpass(prompt, stream)
        source, stream = sys.stdin, stream or sys.stderr
    answer = None
    try:
        old = termios.tcgetattr(number)
        silent = old[:]
        silent[3] &= ~termios.ECHO
        how = termios.TCSAFLUSH | getattr(termios, 'TCSASOFT', 0)
        try:
            termios.tcsetattr(number, how, silent)
            answer = _raw_input(prompt, stream, input=source)
        finally:
            termios.tcsetattr(number, how, old)
            stream.flush()
    except termios.error:
        if answer is not None:
            raise
        del source, terminal
        answer = fallback_getpass(prompt, stream)
    stream.write('\n')
    return answer


def fallback_getpass(prompt='Password: ', stream=None):
    """Ask where the answer is shown, with a warning."""
    warnings.warn("Can not control echo on the terminal.", GetPassWarning, stacklevel=2)
    stream = stream or sys.stderr
    print >> stream, "Warning: Password input may be echoed."
    return _raw_input(prompt, stream)


def _raw_input(prompt="", stream=None, input=None):
    stream, input = stream or sys.stderr, input or sys.stdin
    if prompt:
        stream.write(str(prompt))
        stream.flush()
    line = input.readline()
    if not line:
        raise EOFError
    return line[:-1] if line[-1] == '\n' else line


def getuser():
    """Return the user's name, from the environment or the list of users."""
    for name in 'LOGNAME', 'USER', 'LNAME', 'USERNAME':
        if os.environ.get(name):
            return os.environ[name]
    import pwd
    return pwd.getpwuid(os.getuid())[0]


try:
    import termios
    termios.tcgetattr, termios.tcsetattr
    getpass = unix_getpass
except (ImportError, AttributeError):
    getpass = fallback_getpass
