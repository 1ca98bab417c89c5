"""Other programs: started, fed, listened to, waited for.

A child's failure to start reaches the parent through a pipe that exec closes: what comes out of it is
the pickled exception, or nothing.
"""
import errno
import gc
import os
import pickle
import signal
import sys
import traceback
import types

try:
    import fcntl
except ImportError:
    fcntl = None
try:
    import select
except ImportError:
    select = None

__all__ = ["Popen", "PIPE", "STDOUT", "call", "check_call", "check_output", "CalledProcessError"]

PIPE, STDOUT = -1, -2
mswindows = sys.platform == "win32"
MAXFD = 256
try:
    MAXFD = os.sysconf("SC_OPEN_MAX")
except (AttributeError, OSError, ValueError):
    pass

# Children whose objects died before they did; they are looked after when new ones are started.
_active = []


class CalledProcessError(Exception):
    """A program has ended with another status than 0."""

    def __init__(self, returncode, cmd, output=None):
        self.returncode, self.cmd, self.output = returncode, cmd, output

    def __str__(self):
        return "Command '%s' returned non-zero exit status %d" % (self.cmd, self.returncode)


def _cleanup():
    for child in _active[:]:
        status = child._internal_poll(_deadstate=sys.maxint)
        if status is not None and child in _active:
            _active.remove(child)


def _eintr_retry_call(func, *args):
    """Call func, again if a signal has interrupted it."""
    while True:
        try:
            return func(*args)
        except (OSError, IOError) as problem:
            if problem.errno != errno.EINTR:
                raise


def _args_from_interpreter_flags():
    """Return the options that give another interpreter the flags of this one."""
    names = (('debug', 'd'), ('py3k_warning', '3'), ('dont_write_bytecode', 'B'),
             ('no_user_site', 's'), ('no_site', 'S'), ('ignore_environment', 'E'),
             ('verbose', 'v'), ('bytes_warning', 'b'), ('optimize', 'O'), ('tabcheck', 't'),
             ('unicode', 'U'))
    found = ['-' + letter * getattr(sys.flags, name) for name, letter in names
             if getattr(sys.flags, name, 0) > 0]
    return found + ['-W' + option for option in sys.warnoptions]


def call(*popenargs, **kwargs):
    """Run a program and return its status; the arguments are those of Popen."""
    return Popen(*popenargs, **kwargs).wait()


def check_call(*popenargs, **kwargs):
    """Run a program; CalledProcessError if its status is not 0."""
    status = call(*popenargs, **kwargs)
    if status:
        raise CalledProcessError(status, _command(popenargs, kwargs))
    return 0


def check_output(*popenargs, **kwargs):
    """Run a program and return its output; CalledProcessError if its status is not 0."""
    if 'stdout' in kwargs:
        raise ValueError('stdout argument not allowed, it will be overridden.')
    child = Popen(stdout=PIPE, *popenargs, **kwargs)
    output = child.communicate()[0]
    status = child.poll()
    if status:
        raise CalledProcessError(status, _command(popenargs, kwargs), output=output)
    return output


def _command(popenargs, kwargs):
    return kwargs.get("args") or popenargs[0]


def list2cmdline(seq):
    """Return the command line that the C library of Windows takes apart into seq."""
    words = []
    for arg in seq:
        quoted = ' ' in arg or '\t' in arg or not arg
        text = ''
        slashes = 0
        for char in arg:
            if char == '\\':
                slashes += 1
                continue
            # Backslashes are special in front of a quote only.
            text += '\\' * (slashes * 2 + 1 if char == '"' else slashes) + char
            slashes = 0
        text += '\\' * (slashes * 2 if quoted else slashes)
        words.append('"%s"' % text if quoted else text)
    return ' '.join(words)


class Popen(object):
    """A program that runs: pid, returncode (None while it runs), stdin, stdout, stderr.

    args -- the program and its arguments, a text for the shell; stdin, stdout, stderr -- PIPE, a file,
    a descriptor or None, for stderr also STDOUT; preexec_fn -- called in the child; close_fds -- close
    all else there; cwd, env -- of the child; universal_newlines -- read its output as text.
    """

    def __init__(self, args, bufsize=0, executable=None, stdin=None, stdout=None, stderr=None,
                 preexec_fn=None, close_fds=False, shell=False, cwd=None, env=None,
                 universal_newlines=False, startupinfo=None, creationflags=0):
        self._child_created = False
        self.stdin = self.stdout = self.stderr = None
        self.pid = self.returncode = None
        _cleanup()
        if not isinstance(bufsize, (int, long)):
            raise TypeError("bufsize must be an integer")
        if startupinfo is not None:
            raise ValueError("startupinfo is only supported on Windows platforms")
        if creationflags != 0:
            raise ValueError("creationflags is only supported on Windows platforms")
        self.universal_newlines = universal_newlines
        ends, to_close = self._open_pipes(stdin, stdout, stderr)
        try:
            self._start(_words(args, shell, executable), executable, preexec_fn, close_fds, cwd,
                        env, ends, to_close)
        except Exception:
            for descriptor in to_close:
                try:
                    os.close(descriptor)
                except EnvironmentError:
                    pass
            raise
        mode = 'rU' if universal_newlines else 'rb'
        for name, mode, wanted, (_, ours) in zip(('stdin', 'stdout', 'stderr'), ('wb', mode, mode),
                                                 (stdin, stdout, stderr), ends):
            if ours is not None:
                setattr(self, name, os.fdopen(ours, mode, bufsize))

    def _open_pipes(self, stdin, stdout, stderr):
        """Return (the child's, our) descriptor of each stream, and those that were opened."""
        ends, opened = [], []
        for at, wanted in enumerate((stdin, stdout, stderr)):
            if wanted is None:
                ends.append((None, None))
            elif wanted == PIPE:
                reading, writing = self.pipe_cloexec()
                opened += [reading, writing]
                ends.append((writing, reading) if at else (reading, writing))
            elif at == 2 and wanted == STDOUT:
                ends.append((1 if ends[1][0] is None else ends[1][0], None))
            elif isinstance(wanted, (int, long)):
                ends.append((wanted, None))
            else:
                ends.append((wanted.fileno(), None))
        return ends, opened

    def pipe_cloexec(self):
        """Return the two ends of a pipe that other programs don't get."""
        ends = os.pipe()
        for descriptor in ends:
            self._set_cloexec_flag(descriptor)
        return ends

    def _set_cloexec_flag(self, fd, cloexec=True):
        if fcntl is not None:
            flags = fcntl.fcntl(fd, fcntl.F_GETFD)
            bit = getattr(fcntl, 'FD_CLOEXEC', 1)
            fcntl.fcntl(fd, fcntl.F_SETFD, flags | bit if cloexec else flags & ~bit)

    def _start(self, args, executable, preexec_fn, close_fds, cwd, env, ends, opened):
        """Fork; become the program in the child, and close its ends of the pipes here."""
        report, failing = self.pipe_cloexec()
        collecting = gc.isenabled()
        # A collection in the child could run the parent's finalisers.
        gc.disable()
        try:
            try:
                self.pid = os.fork()
            except:
                if collecting:
                    gc.enable()
                raise
            self._child_created = True
            if self.pid == 0:
                self._become(args, executable or args[0], preexec_fn, close_fds, cwd, env, ends,
                             report, failing)
            if collecting:
                gc.enable()
        finally:
            os.close(failing)
        try:
            for _, ours in ends:
                if ours is not None:
                    opened.remove(ours)
            while opened:
                os.close(opened.pop())
            problem = ''
            while True:
                part = _eintr_retry_call(os.read, report, 1 << 16)
                if not part:
                    break
                problem += part
        finally:
            os.close(report)
        if problem:
            try:
                _eintr_retry_call(os.waitpid, self.pid, 0)
            except OSError as gone:
                if gone.errno != errno.ECHILD:
                    raise
            for _, ours in ends:
                if ours is not None:
                    os.close(ours)
            raise pickle.loads(problem)

    def _become(self, args, executable, preexec_fn, close_fds, cwd, env, ends, report, failing):
        """Be the child: never returns."""
        try:
            for _, ours in ends:
                if ours is not None:
                    os.close(ours)
            os.close(report)
            theirs = [end for end, _ in ends]
            # A descriptor that is in the way of another one has to move first.
            for at, end in enumerate(theirs):
                if end is not None and end < at:
                    theirs[at] = os.dup(end)
            for at, end in enumerate(theirs):
                if end == at:
                    self._set_cloexec_flag(end, False)
                elif end is not None:
                    os.dup2(end, at)
            for end in set(theirs):
                if end is not None and end > 2:
                    os.close(end)
            if cwd is not None:
                os.chdir(cwd)
            if preexec_fn:
                preexec_fn()
            if close_fds:
                for low, high in ((3, failing), (failing + 1, MAXFD)):
                    os.closerange(low, high)
            if env is None:
                os.execvp(executable, args)
            else:
                os.execvpe(executable, args, env)
        except:
            kind, value, trace = sys.exc_info()
            value.child_traceback = ''.join(traceback.format_exception(kind, value, trace))
            os.write(failing, pickle.dumps(value))
        finally:
            os._exit(255)

    def __del__(self, _maxint=sys.maxint):
        if not getattr(self, '_child_created', False):
            return
        self._internal_poll(_deadstate=_maxint)
        if self.returncode is None and _active is not None:
            _active.append(self)

    def _handle_exitstatus(self, sts, _WIFSIGNALED=os.WIFSIGNALED, _WTERMSIG=os.WTERMSIG,
                           _WEXITSTATUS=os.WEXITSTATUS):
        # The defaults are there when the program ends and os is gone.
        self.returncode = -_WTERMSIG(sts) if _WIFSIGNALED(sts) else _WEXITSTATUS(sts)

    def _internal_poll(self, _deadstate=None, _waitpid=os.waitpid, _WNOHANG=os.WNOHANG,
                       _os_error=os.error, _ECHILD=errno.ECHILD):
        if self.returncode is None:
            try:
                pid, status = _waitpid(self.pid, _WNOHANG)
                if pid == self.pid:
                    self._handle_exitstatus(status)
            except _os_error as problem:
                if _deadstate is not None:
                    self.returncode = _deadstate
                elif problem.errno == _ECHILD:
                    # Somebody else has asked for the status; it is lost.
                    self.returncode = 0
        return self.returncode

    def poll(self):
        """Return the status if the program has ended, else None."""
        return self._internal_poll()

    def wait(self):
        """Wait until the program has ended; return its status."""
        while self.returncode is None:
            try:
                pid, status = _eintr_retry_call(os.waitpid, self.pid, 0)
            except OSError as problem:
                if problem.errno != errno.ECHILD:
                    raise
                pid, status = self.pid, 0
            if pid == self.pid:
                self._handle_exitstatus(status)
        return self.returncode

    def send_signal(self, sig):
        """Send a signal to the program."""
        os.kill(self.pid, sig)

    def terminate(self):
        """Ask the program to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """Make the program end."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, input=None):
        """Write input, read all output until its end, wait; return (stdout, stderr)."""
        streams = [self.stdin, self.stdout, self.stderr]
        if streams.count(None) < 2:
            parts = self._communicate(input)
            self.wait()
            return parts
        # With one pipe there is nothing to wait for at the same time.
        texts = [None, None]
        if self.stdin:
            if input:
                try:
                    self.stdin.write(input)
                except IOError as problem:
                    if problem.errno not in (errno.EPIPE, errno.EINVAL):
                        raise
            self.stdin.close()
        for at, stream in enumerate(streams[1:]):
            if stream:
                texts[at] = _eintr_retry_call(stream.read)
                stream.close()
        self.wait()
        return tuple(texts)

    def _communicate(self, input):
        """Write and read at the same time, as the pipes allow."""
        texts = {}
        waiting = {}
        if self.stdin:
            self.stdin.flush()
            if input:
                waiting[self.stdin.fileno()] = self.stdin
            else:
                self.stdin.close()
        for stream in (self.stdout, self.stderr):
            if stream:
                waiting[stream.fileno()] = stream
                texts[stream] = []
        done = 0
        while waiting:
            writing = [fd for fd, stream in waiting.items() if stream is self.stdin]
            reading = [fd for fd in waiting if fd not in writing]
            try:
                ready, room, _ = select.select(reading, writing, [])
            except select.error as problem:
                if problem.args[0] == errno.EINTR:
                    continue
                raise
            for fd in room:
                try:
                    # As much as a pipe takes without making us wait.
                    done += os.write(fd, input[done:done + 512])
                except OSError as problem:
                    if problem.errno != errno.EPIPE:
                        raise
                    done = len(input)
                if done >= len(input):
                    waiting.pop(fd).close()
            for fd in ready:
                part = os.read(fd, 4096)
                if part:
                    texts[waiting[fd]].append(part)
                else:
                    waiting.pop(fd).close()
        result = []
        for stream in (self.stdout, self.stderr):
            text = ''.join(texts[stream]) if stream else None
            if text is not None and self.universal_newlines:
                text = text.replace('\r\n', '\n').replace('\r', '\n')
            result.append(text)
        return tuple(result)


def _words(args, shell, executable):
    """Return the list of the program and its arguments."""
    words = [args] if isinstance(args, types.StringTypes) else list(args)
    if shell:
        words = ["/bin/sh", "-c"] + words
        if executable:
            words[0] = executable
    return words
