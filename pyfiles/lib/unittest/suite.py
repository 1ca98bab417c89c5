"""Tests put together, with what classes and modules want done before and after theirs."""
import sys

from unittest import case, util

__unittest = True


def _call_if_exists(parent, attr):
    getattr(parent, attr, lambda: None)()


class BaseTestSuite(object):
    """Tests and suites in a row."""

    # Suites change: they have no hash.
    __hash__ = None

    def __init__(self, tests=()):
        self._tests = []
        self.addTests(tests)

    def addTests(self, tests):
        """Add all tests of an iterable."""
        if isinstance(tests, basestring):
            raise TypeError("tests must be an iterable of tests, not a string")
        for each in tests:
            self.addTest(each)

    def addTest(self, test):
        """Add a test or a suite."""
        if isinstance(test, type) and issubclass(test, (case.TestCase, TestSuite)):
            raise TypeError("TestCases and TestSuites must be instantiated before passing them to addTest()")
        if not hasattr(test, '__call__'):
            raise TypeError("%r is not callable" % (test,))
        self._tests.append(test)

    def countTestCases(self):
        """Return how many tests there are, those inside of suites too."""
        return sum(each.countTestCases() for each in self)

    def __iter__(self):
        return iter(self._tests)

    def __call__(self, *args, **kwds):
        return self.run(*args, **kwds)

    def run(self, result):
        """Run the tests until result wants no more."""
        for each in self:
            if not result.shouldStop:
                each(result)
        return result

    def debug(self):
        """Run the tests without catching exceptions."""
        for each in self:
            each.debug()

    def __eq__(self, other):
        return list(self) == list(other) if isinstance(other, self.__class__) else NotImplemented

    def __ne__(self, other):
        return not self == other

    def __repr__(self):
        return "<%s tests=%s>" % (util.strclass(self.__class__), list(self))


class TestSuite(BaseTestSuite):
    """A suite that calls setUpClass(), setUpModule() and so on between the tests."""

    def run(self, result, debug=False):
        outermost = not getattr(result, '_testRunEntered', False)
        if outermost:
            result._testRunEntered = True
        for test in self:
            if result.shouldStop:
                break
            if _isnotsuite(test):
                self._tearDownPreviousClass(test, result)
                self._handleModuleFixture(test, result)
                self._handleClassSetUp(test, result)
                result._previousTestClass = test.__class__
                if getattr(test.__class__, '_classSetupFailed', False) or getattr(
                        result, '_moduleSetUpFailed', False):
                    continue
            if debug:
                test.debug()
            else:
                test(result)
        if outermost:
            self._tearDownPreviousClass(None, result)
            self._handleModuleTearDown(result)
            result._testRunEntered = False
        return result

    def debug(self):
        self.run(_DebugResult(), True)

    def _fixture(self, owner, name, label, result):
        """Call a function of a class or module; tell whether it went well."""
        function = getattr(owner, name, None)
        if function is None:
            return True
        _call_if_exists(result, '_setupStdout')
        try:
            function()
            return True
        except Exception as problem:
            if isinstance(result, _DebugResult):
                raise
            self._addClassOrModuleLevelException(result, problem, '%s (%s)' % (name, label))
            return False
        finally:
            _call_if_exists(result, '_restoreStdout')

    def _handleClassSetUp(self, test, result):
        current = test.__class__
        if current == getattr(result, '_previousTestClass', None):
            return
        if result._moduleSetUpFailed or getattr(current, "__unittest_skip__", False):
            return
        try:
            current._classSetupFailed = False
        except TypeError:
            # A built-in class that is no test case.
            pass
        if not self._fixture(current, 'setUpClass', util.strclass(current), result):
            current._classSetupFailed = True

    def _get_previous_module(self, result):
        previous = getattr(result, '_previousTestClass', None)
        return None if previous is None else previous.__module__

    def _handleModuleFixture(self, test, result):
        current = test.__class__.__module__
        if current == self._get_previous_module(result):
            return
        self._handleModuleTearDown(result)
        result._moduleSetUpFailed = False
        module = sys.modules.get(current)
        if module is not None and not self._fixture(module, 'setUpModule', current, result):
            result._moduleSetUpFailed = True

    def _addClassOrModuleLevelException(self, result, exception, errorName):
        error = _ErrorHolder(errorName)
        add_skip = getattr(result, 'addSkip', None)
        if add_skip is not None and isinstance(exception, case.SkipTest):
            add_skip(error, str(exception))
        else:
            result.addError(error, sys.exc_info())

    def _handleModuleTearDown(self, result):
        previous = self._get_previous_module(result)
        module = sys.modules.get(previous) if previous is not None else None
        if module is not None and not result._moduleSetUpFailed:
            self._fixture(module, 'tearDownModule', previous, result)

    def _tearDownPreviousClass(self, test, result):
        previous = getattr(result, '_previousTestClass', None)
        if previous is None or test.__class__ == previous:
            return
        if getattr(previous, '_classSetupFailed', False) or getattr(
                result, '_moduleSetUpFailed', False) or getattr(
                previous, "__unittest_skip__", False):
            return
        self._fixture(previous, 'tearDownClass', util.strclass(previous), result)


class _ErrorHolder(object):
    """Stands for a test where a fixture of a class or module has failed."""

    failureException = None

    def __init__(self, description):
        self.description = description

    def __str__(self):
        return self.description

    id = __str__

    def __repr__(self):
        return "<ErrorHolder description=%r>" % (str(self),)

    def shortDescription(self):
        """Return None: all is said."""

    def run(self, result):
        """There is nothing to run."""

    __call__ = run

    def countTestCases(self):
        """Return 0: nothing is tested."""
        return 0


def _isnotsuite(test):
    """Tell whether test is a test; suites can be iterated over."""
    try:
        iter(test)
    except TypeError:
        return True
    return False


class _DebugResult(object):
    """What suites need of a result when exceptions are not caught."""
    _previousTestClass = None
    _moduleSetUpFailed = False
    shouldStop = False
