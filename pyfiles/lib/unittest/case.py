"""Tests: methods of classes, with assertions."""
import functools
import re
import sys
import traceback
import types
import warnings

from unittest import result as _result_module
from unittest import util
from unittest._compare import Comparisons, DIFF_OMITTED
from unittest.util import safe_repr, strclass

__unittest = True


class SkipTest(Exception):
    """Raised by a test that does not want to be run."""


class _ExpectedFailure(Exception):
    """Raised by a test that failed as it should."""

    def __init__(self, exc_info):
        super(_ExpectedFailure, self).__init__()
        self.exc_info = exc_info


class _UnexpectedSuccess(Exception):
    """Raised by a test that passed and should not."""


def _id(obj):
    return obj


def skip(reason):
    """Decorator for tests and classes that are not to be run."""
    def decorator(item):
        if not isinstance(item, (type, types.ClassType)):
            @functools.wraps(item)
            def skipped(*args, **kwargs):
                raise SkipTest(reason)
            item = skipped
        item.__unittest_skip__, item.__unittest_skip_why__ = True, reason
        return item
    return decorator


def skipIf(condition, reason):
    """Decorator that skips if condition is true."""
    return skip(reason) if condition else _id


def skipUnless(condition, reason):
    """Decorator that skips unless condition is true."""
    return _id if condition else skip(reason)


def expectedFailure(func):
    """Decorator for tests that should fail."""
    @functools.wraps(func)
    def run(*args, **named):
        problem = None
        try:
            func(*args, **named)
        except Exception:
            problem = sys.exc_info()
        if problem is None:
            raise _UnexpectedSuccess
        raise _ExpectedFailure(problem)
    return run


class _AssertRaisesContext(object):
    """Context manager that wants an exception, and keeps it."""

    def __init__(self, expected, test_case, expected_regexp=None):
        self.expected, self.expected_regexp = expected, expected_regexp
        self.failureException = test_case.failureException

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            name = getattr(self.expected, '__name__', None) or str(self.expected)
            raise self.failureException("{0} not raised".format(name))
        if not issubclass(kind, self.expected):
            return False
        self.exception = value
        if self.expected_regexp is not None:
            pattern = self.expected_regexp
            if isinstance(pattern, basestring):
                pattern = re.compile(pattern)
            if not pattern.search(str(value)):
                raise self.failureException('"%s" does not match "%s"' %
                                            (pattern.pattern, str(value)))
        return True


class TestCase(Comparisons):
    """A test: one method of a derived class, with setUp() before and tearDown() after it.

    failureException -- what assertions raise; longMessage -- whether a message given to an assertion is
    added to its own; maxDiff -- the longest difference that is shown, None for any.
    """
    failureException = AssertionError
    longMessage = False
    maxDiff = 80 * 8
    _diffThreshold = 2 ** 16
    _classSetupFailed = False

    def __init__(self, methodName='runTest'):
        self._testMethodName = methodName
        try:
            method = getattr(self, methodName)
        except AttributeError:
            raise ValueError("no such test method in %s: %s" % (self.__class__, methodName))
        self._testMethodDoc = method.__doc__
        self._resultForDoCleanups = None
        self._cleanups = []
        self._type_equality_funcs = {}
        for kind, name in ((dict, 'assertDictEqual'), (list, 'assertListEqual'),
                           (tuple, 'assertTupleEqual'), (set, 'assertSetEqual'),
                           (frozenset, 'assertSetEqual'), (unicode, 'assertMultiLineEqual')):
            self.addTypeEqualityFunc(kind, name)

    def addTypeEqualityFunc(self, typeobj, function):
        """Have assertEqual() call function for two objects of exactly that type."""
        self._type_equality_funcs[typeobj] = function

    def addCleanup(self, function, *args, **kwargs):
        """Have function called after tearDown(), the last one added first."""
        self._cleanups.append((function, args, kwargs))

    def setUp(self):
        """Called before each test."""

    def tearDown(self):
        """Called after each test whose setUp() did not fail."""

    @classmethod
    def setUpClass(cls):
        """Called before the tests of the class."""

    @classmethod
    def tearDownClass(cls):
        """Called after the tests of the class."""

    def countTestCases(self):
        return 1

    def defaultTestResult(self):
        return _result_module.TestResult()

    def shortDescription(self):
        """Return the first line of the docstring, None if there is none."""
        doc = self._testMethodDoc
        return doc.split("\n")[0].strip() if doc else None

    def _names(self):
        return self._testMethodName, strclass(self.__class__)

    def __str__(self):
        return "%s (%s)" % self._names()

    def id(self):
        """Return the name of the method with its class and module."""
        return '.'.join(self._names()[::-1])

    def __repr__(self):
        return "<{1} testMethod={0}>".format(*self._names())

    def __hash__(self):
        return hash((type(self), self._testMethodName))

    def __eq__(self, other):
        if type(other) is type(self):
            return other._testMethodName == self._testMethodName
        return NotImplemented

    def __ne__(self, other):
        return not self == other

    def _addSkip(self, result, reason):
        add = getattr(result, 'addSkip', None)
        if add is None:
            warnings.warn("TestResult has no addSkip method, skips not reported", RuntimeWarning,
                          2)
            result.addSuccess(self)
        else:
            add(self, reason)

    def run(self, result=None):
        """Run the test, telling result, or a new one whose run begins and ends here."""
        own_run = result is None
        if own_run:
            result = self.defaultTestResult()
            getattr(result, 'startTestRun', lambda: None)()
        self._resultForDoCleanups = result
        result.startTest(self)
        method = getattr(self, self._testMethodName)
        try:
            for item in (self.__class__, method):
                if getattr(item, "__unittest_skip__", False):
                    reason = (getattr(self.__class__, '__unittest_skip_why__', '') or
                              getattr(method, '__unittest_skip_why__', ''))
                    self._addSkip(result, reason)
                    return
            if self._run_stages(result, method):
                result.addSuccess(self)
        finally:
            result.stopTest(self)
            if own_run:
                getattr(result, 'stopTestRun', lambda: None)()

    def _run_stages(self, result, method):
        """Run all that belongs to the test; tell whether it went well."""
        ready = self._attempt(result, self.setUp, False)
        passed = ready
        if ready:
            passed = self._attempt(result, method, True)
            if not self._attempt(result, self.tearDown, None):
                passed = False
        return self.doCleanups() and passed

    def _attempt(self, result, function, is_test):
        """Call a function and tell result of its exception; return whether there was none.

        is_test -- whether the function is the test (True), what comes before (False) or after (None)
        """
        try:
            function()
            return True
        except KeyboardInterrupt:
            raise
        except SkipTest as problem:
            self._addSkip(result, str(problem))
        except self.failureException:
            # Only the test itself can fail; in front of it and behind it there are errors.
            (result.addFailure if is_test else result.addError)(self, sys.exc_info())
        except _ExpectedFailure as problem:
            if not is_test:
                result.addError(self, sys.exc_info())
            elif hasattr(result, 'addExpectedFailure'):
                result.addExpectedFailure(self, problem.exc_info)
            else:
                warnings.warn("TestResult has no addExpectedFailure method, reporting as passes",
                              RuntimeWarning)
                result.addSuccess(self)
        except _UnexpectedSuccess:
            if not is_test:
                result.addError(self, sys.exc_info())
            elif hasattr(result, 'addUnexpectedSuccess'):
                result.addUnexpectedSuccess(self)
            else:
                warnings.warn("TestResult has no addUnexpectedSuccess method, "
                              "reporting as failures", RuntimeWarning)
                result.addFailure(self, sys.exc_info())
        except:
            result.addError(self, sys.exc_info())
        return False

    def doCleanups(self):
        """Call the functions of addCleanup(); tell whether none raised."""
        result = self._resultForDoCleanups
        fine = True
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            try:
                function(*args, **kwargs)
            except KeyboardInterrupt:
                raise
            except:
                fine = False
                result.addError(self, sys.exc_info())
        return fine

    def __call__(self, *args, **kwds):
        return self.run(*args, **kwds)

    def debug(self):
        """Run the test without catching exceptions."""
        self.setUp()
        getattr(self, self._testMethodName)()
        self.tearDown()
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            function(*args, **kwargs)

    def skipTest(self, reason):
        """End the test as skipped."""
        raise SkipTest(reason)

    def fail(self, msg=None):
        """Fail."""
        raise self.failureException(msg)

    def _formatMessage(self, msg, standardMsg):
        """Return the message given, the standard one, or both, as longMessage says."""
        if not self.longMessage:
            return msg or standardMsg
        if msg is None:
            return standardMsg
        try:
            return '%s : %s' % (standardMsg, msg)
        except UnicodeDecodeError:
            return '%s : %s' % (safe_repr(standardMsg), safe_repr(msg))

    def _require(self, condition, msg, standard, *values):
        if not condition:
            text = standard % tuple(map(safe_repr, values))
            raise self.failureException(self._formatMessage(msg, text))

    def assertFalse(self, expr, msg=None):
        """Fail if expr is true."""
        self._require(not expr, msg, '%s is not false', expr)

    def assertTrue(self, expr, msg=None):
        """Fail unless expr is true."""
        self._require(expr, msg, '%s is not true', expr)

    def assertRaises(self, excClass, callableObj=None, *args, **kwargs):
        """Fail unless callableObj(*args, **kwargs), or the with statement, raises excClass."""
        context = _AssertRaisesContext(excClass, self)
        if callableObj is None:
            return context
        with context:
            callableObj(*args, **kwargs)

    def assertRaisesRegexp(self, expected_exception, expected_regexp, callable_obj=None, *args,
                           **kwargs):
        """Like assertRaises(), but the text of the exception has to match too."""
        if expected_regexp is not None:
            expected_regexp = re.compile(expected_regexp)
        context = _AssertRaisesContext(expected_exception, self, expected_regexp)
        if callable_obj is None:
            return context
        with context:
            callable_obj(*args, **kwargs)

    def _getAssertEqualityFunc(self, first, second):
        """Return the function that compares two objects: by their type if it is the same."""
        if type(first) == type(second):
            found = self._type_equality_funcs.get(type(first))
            if isinstance(found, basestring):
                found = getattr(self, found)
            if found is not None:
                return found
        return self._baseAssertEqual

    def _baseAssertEqual(self, first, second, msg=None):
        self._require(first == second, msg, '%s != %s', first, second)

    def assertEqual(self, first, second, msg=None):
        """Fail unless first == second."""
        self._getAssertEqualityFunc(first, second)(first, second, msg=msg)

    def assertNotEqual(self, first, second, msg=None):
        """Fail unless first != second."""
        self._require(first != second, msg, '%s == %s', first, second)

    def assertAlmostEqual(self, first, second, places=None, msg=None, delta=None):
        """Fail unless the difference is at most delta, or 0 when rounded to places (7)."""
        self._almost(first, second, places, msg, delta, True)

    def assertNotAlmostEqual(self, first, second, places=None, msg=None, delta=None):
        """Fail if the difference is at most delta, or 0 when rounded to places (7)."""
        self._almost(first, second, places, msg, delta, False)

    def _almost(self, first, second, places, msg, delta, wanted):
        if delta is not None and places is not None:
            raise TypeError("specify delta or places not both")
        if wanted and first == second:
            return
        if delta is not None:
            near = abs(first - second) <= delta
            limit = '%s delta' % safe_repr(delta)
        else:
            places = 7 if places is None else places
            near = round(abs(second - first), places) == 0
            limit = '%r places' % places
        if not wanted:
            near = near if delta is not None else near or first == second
            if delta is not None and first == second:
                near = True
        if bool(near) != wanted:
            text = '%s %s %s within %s' % (safe_repr(first), '!=' if wanted else '==',
                                           safe_repr(second), limit)
            raise self.failureException(self._formatMessage(msg, text))

    def assertIn(self, member, container, msg=None):
        """Fail unless member in container."""
        self._require(member in container, msg, '%s not found in %s', member, container)

    def assertNotIn(self, member, container, msg=None):
        """Fail if member in container."""
        self._require(member not in container, msg, '%s unexpectedly found in %s', member,
                      container)

    def assertIs(self, expr1, expr2, msg=None):
        """Fail unless expr1 is expr2."""
        self._require(expr1 is expr2, msg, '%s is not %s', expr1, expr2)

    def assertIsNot(self, expr1, expr2, msg=None):
        """Fail if expr1 is expr2."""
        if expr1 is expr2:
            self.fail(self._formatMessage(msg, 'unexpectedly identical: %s' % safe_repr(expr1)))

    def assertLess(self, a, b, msg=None):
        """Fail unless a < b."""
        self._require(a < b, msg, '%s not less than %s', a, b)

    def assertLessEqual(self, a, b, msg=None):
        """Fail unless a <= b."""
        self._require(a <= b, msg, '%s not less than or equal to %s', a, b)

    def assertGreater(self, a, b, msg=None):
        """Fail unless a > b."""
        self._require(a > b, msg, '%s not greater than %s', a, b)

    def assertGreaterEqual(self, a, b, msg=None):
        """Fail unless a >= b."""
        self._require(a >= b, msg, '%s not greater than or equal to %s', a, b)

    def assertIsNone(self, obj, msg=None):
        """Fail unless obj is None."""
        self._require(obj is None, msg, '%s is not None', obj)

    def assertIsNotNone(self, obj, msg=None):
        """Fail if obj is None."""
        self._require(obj is not None, msg, 'unexpectedly None')

    def assertIsInstance(self, obj, cls, msg=None):
        """Fail unless isinstance(obj, cls)."""
        if not isinstance(obj, cls):
            self.fail(self._formatMessage(msg, '%s is not an instance of %r' %
                                          (safe_repr(obj), cls)))

    def assertNotIsInstance(self, obj, cls, msg=None):
        """Fail if isinstance(obj, cls)."""
        if isinstance(obj, cls):
            self.fail(self._formatMessage(msg, '%s is an instance of %r' % (safe_repr(obj), cls)))

    # Names of old for the same.
    assertEquals, assertNotEquals, assert_ = assertEqual, assertNotEqual, assertTrue
    assertAlmostEquals, assertNotAlmostEquals = assertAlmostEqual, assertNotAlmostEqual

    def _deprecate(original_func):
        def deprecated_func(*args, **kwargs):
            warnings.warn('Please use %s instead.' % original_func.__name__,
                          PendingDeprecationWarning, 2)
            return original_func(*args, **kwargs)
        return deprecated_func

    failUnlessEqual, failIfEqual = _deprecate(assertEqual), _deprecate(assertNotEqual)
    failUnlessAlmostEqual = _deprecate(assertAlmostEqual)
    failIfAlmostEqual = _deprecate(assertNotAlmostEqual)
    failUnless, failIf = _deprecate(assertTrue), _deprecate(assertFalse)
    failUnlessRaises = _deprecate(assertRaises)


class FunctionTestCase(TestCase):
    """A test made of a function, with functions to call before and after it."""

    def __init__(self, testFunc, setUp=None, tearDown=None, description=None):
        super(FunctionTestCase, self).__init__()
        self._setUpFunc, self._testFunc, self._tearDownFunc = setUp, testFunc, tearDown
        self._description = description

    def setUp(self):
        if self._setUpFunc is not None:
            self._setUpFunc()

    def runTest(self):
        self._testFunc()

    def tearDown(self):
        if self._tearDownFunc is not None:
            self._tearDownFunc()

    def id(self):
        return self._testFunc.__name__

    def _parts(self):
        return self._setUpFunc, self._tearDownFunc, self._testFunc, self._description

    def __eq__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self._parts() == other._parts()

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash((type(self),) + self._parts())

    def __str__(self):
        return "%s (%s)" % (strclass(self.__class__), self._testFunc.__name__)

    def __repr__(self):
        return "<%s tec=%s>" % (strclass(self.__class__), self._testFunc)

    def shortDescription(self):
        if self._description is not None:
            return self._description
        doc = self._testFunc.__doc__
        return doc and doc.split("\n")[0].strip() or None
