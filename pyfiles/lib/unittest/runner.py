"""Running tests with a report as text."""
import sys
import time

from unittest import result
from unittest.signals import registerResult

__unittest = True


class _WritelnDecorator(object):
    """A stream with writeln()."""

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        if name in ('stream', '__getstate__'):
            raise AttributeError(name)
        return getattr(self.stream, name)

    def writeln(self, arg=None):
        if arg:
            self.write(arg)
        self.write('\n')


class TextTestResult(result.TestResult):
    """Writes what becomes of each test: a line, or a character if verbosity is 1."""
    separator1, separator2 = '=' * 70, '-' * 70

    def __init__(self, stream, descriptions, verbosity):
        super(TextTestResult, self).__init__(stream, descriptions, verbosity)
        self.stream, self.descriptions = stream, descriptions
        self.showAll, self.dots = verbosity > 1, verbosity == 1

    def getDescription(self, test):
        doc = test.shortDescription()
        return '\n'.join((str(test), doc)) if self.descriptions and doc else str(test)

    def startTest(self, test):
        super(TextTestResult, self).startTest(test)
        if self.showAll:
            self.stream.write(self.getDescription(test))
            self.stream.write(" ... ")
            self.stream.flush()

    def _tell(self, word, char):
        if self.showAll:
            self.stream.writeln(word)
        elif self.dots:
            self.stream.write(char)
            self.stream.flush()

    def addSuccess(self, test):
        super(TextTestResult, self).addSuccess(test)
        self._tell("ok", '.')

    def addError(self, test, err):
        super(TextTestResult, self).addError(test, err)
        self._tell("ERROR", 'E')

    def addFailure(self, test, err):
        super(TextTestResult, self).addFailure(test, err)
        self._tell("FAIL", 'F')

    def addSkip(self, test, reason):
        super(TextTestResult, self).addSkip(test, reason)
        self._tell("skipped {0!r}".format(reason), "s")

    def addExpectedFailure(self, test, err):
        super(TextTestResult, self).addExpectedFailure(test, err)
        self._tell("expected failure", "x")

    def addUnexpectedSuccess(self, test):
        super(TextTestResult, self).addUnexpectedSuccess(test)
        self._tell("unexpected success", "u")

    def printErrors(self):
        if self.dots or self.showAll:
            self.stream.writeln()
        self.printErrorList('ERROR', self.errors)
        self.printErrorList('FAIL', self.failures)

    def printErrorList(self, flavour, errors):
        for test, text in errors:
            for line in (self.separator1, "%s: %s" % (flavour, self.getDescription(test)),
                         self.separator2, "%s" % text):
                self.stream.writeln(line)


class TextTestRunner(object):
    """Runs tests and writes a report, to standard error if no stream is given."""
    resultclass = TextTestResult

    def __init__(self, stream=sys.stderr, descriptions=True, verbosity=1, failfast=False,
                 buffer=False, resultclass=None):
        self.stream = _WritelnDecorator(stream)
        self.descriptions, self.verbosity = descriptions, verbosity
        self.failfast, self.buffer = failfast, buffer
        if resultclass is not None:
            self.resultclass = resultclass

    def _makeResult(self):
        return self.resultclass(self.stream, self.descriptions, self.verbosity)

    def run(self, test):
        """Run a test or a suite; return the result."""
        outcome = self._makeResult()
        registerResult(outcome)
        outcome.failfast, outcome.buffer = self.failfast, self.buffer
        begun = time.time()
        getattr(outcome, 'startTestRun', lambda: None)()
        try:
            test(outcome)
        finally:
            getattr(outcome, 'stopTestRun', lambda: None)()
        taken = time.time() - begun
        outcome.printErrors()
        if hasattr(outcome, 'separator2'):
            self.stream.writeln(outcome.separator2)
        run = outcome.testsRun
        self.stream.writeln("Ran %d test%s in %.3fs" % (run, run != 1 and "s" or "", taken))
        self.stream.writeln()
        self._summary(outcome)
        return outcome

    def _summary(self, outcome):
        counts = [(name, len(getattr(outcome, attribute, ()))) for name, attribute in (
            ("skipped", 'skipped'), ("expected failures", 'expectedFailures'),
            ("unexpected successes", 'unexpectedSuccesses'))]
        if outcome.wasSuccessful():
            self.stream.write("OK")
        else:
            self.stream.write("FAILED")
            counts = [("failures", len(outcome.failures)),
                      ("errors", len(outcome.errors))] + counts
        infos = ["%s=%d" % (name, count) for name, count in counts if count]
        self.stream.write(" (%s)\n" % (", ".join(infos),) if infos else "\n")
