"""What has become of tests."""
import StringIO
import functools
import sys
import traceback

from unittest import util

__unittest = True
STDOUT_LINE = '\nStdout:\n%s'
STDERR_LINE = '\nStderr:\n%s'


def failfast(method):
    """Have a method of a result end the run if that is wanted."""
    @functools.wraps(method)
    def inner(self, *args, **kw):
        if getattr(self, 'failfast', False):
            self.stop()
        return method(self, *args, **kw)
    return inner


class TestResult(object):
    """Collects what happens: errors, failures and skipped tests as (test, text)."""
    _previousTestClass = None
    _testRunEntered = False
    _moduleSetUpFailed = False

    def __init__(self, stream=None, descriptions=None, verbosity=None):
        self.failfast = self.shouldStop = self.buffer = False
        self.testsRun = 0
        self.failures, self.errors, self.skipped = [], [], []
        self.expectedFailures, self.unexpectedSuccesses = [], []
        self._stdout_buffer = self._stderr_buffer = None
        self._original_stdout, self._original_stderr = sys.stdout, sys.stderr
        self._mirrorOutput = False

    def printErrors(self):
        """Called by a runner at the end."""

    def startTest(self, test):
        """Called before a test."""
        self.testsRun += 1
        self._mirrorOutput = False
        self._setupStdout()

    def _setupStdout(self):
        if self.buffer:
            if self._stderr_buffer is None:
                self._stderr_buffer = StringIO.StringIO()
                self._stdout_buffer = StringIO.StringIO()
            sys.stdout, sys.stderr = self._stdout_buffer, self._stderr_buffer

    def startTestRun(self):
        """Called once before all tests."""

    def stopTest(self, test):
        """Called after a test, whatever became of it."""
        self._restoreStdout()
        self._mirrorOutput = False

    def _restoreStdout(self):
        """Give the streams back; show what was written if the test went wrong."""
        if not self.buffer:
            return
        if self._mirrorOutput:
            for stream, original, shape in (
                    (sys.stdout, self._original_stdout, STDOUT_LINE),
                    (sys.stderr, self._original_stderr, STDERR_LINE)):
                text = stream.getvalue()
                if text:
                    original.write(shape % (text if text.endswith('\n') else text + '\n'))
        sys.stdout, sys.stderr = self._original_stdout, self._original_stderr
        for stream in (self._stdout_buffer, self._stderr_buffer):
            stream.seek(0)
            stream.truncate()

    def stopTestRun(self):
        """Called once after all tests."""

    @failfast
    def addError(self, test, err):
        """Take in an exception other than a failed assertion, as of sys.exc_info()."""
        self.errors.append((test, self._exc_info_to_string(err, test)))
        self._mirrorOutput = True

    @failfast
    def addFailure(self, test, err):
        """Take in a failed assertion, as of sys.exc_info()."""
        self.failures.append((test, self._exc_info_to_string(err, test)))
        self._mirrorOutput = True

    def addSuccess(self, test):
        """Take in that a test passed."""

    def addSkip(self, test, reason):
        """Take in that a test was skipped."""
        self.skipped.append((test, reason))

    def addExpectedFailure(self, test, err):
        """Take in that a test failed as it should."""
        self.expectedFailures.append((test, self._exc_info_to_string(err, test)))

    @failfast
    def addUnexpectedSuccess(self, test):
        """Take in that a test passed that should not."""
        self.unexpectedSuccesses.append(test)

    def wasSuccessful(self):
        """Tell whether nothing went wrong so far."""
        return not self.failures and not self.errors

    def stop(self):
        """Have no more tests run."""
        self.shouldStop = True

    def _exc_info_to_string(self, err, test):
        """Return the traceback without the frames of unittest itself."""
        kind, value, trace = err
        while trace and self._is_relevant_tb_level(trace):
            trace = trace.tb_next
        limit = None
        if kind is test.failureException:
            limit = self._count_relevant_tb_levels(trace)
        lines = traceback.format_exception(kind, value, trace, limit)
        if self.buffer:
            for stream, shape in ((sys.stdout, STDOUT_LINE), (sys.stderr, STDERR_LINE)):
                text = stream.getvalue()
                if text:
                    lines.append(shape % (text if text.endswith('\n') else text + '\n'))
        return ''.join(lines)

    def _is_relevant_tb_level(self, tb):
        return '__unittest' in tb.tb_frame.f_globals

    def _count_relevant_tb_levels(self, tb):
        length = 0
        while tb and not self._is_relevant_tb_level(tb):
            length, tb = length + 1, tb.tb_next
        return length

    def __repr__(self):
        return "<%s run=%i errors=%i failures=%i>" % (
            util.strclass(self.__class__), self.testsRun, len(self.errors), len(self.failures))
