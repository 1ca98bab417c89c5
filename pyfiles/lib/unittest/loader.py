"""Finding tests: in classes, in modules, by name, in folders."""
import functools
import os
import re
import sys
import traceback
import types
from fnmatch import fnmatch

from unittest import case, suite

__unittest = True
# Folders and files whose names can be those of modules.
VALID_MODULE_NAME = re.compile(r'[_a-z]\w*\.py$', re.IGNORECASE)


def _CmpToKey(mycmp):
    return functools.cmp_to_key(mycmp)


def _failing_suite(kind, name, exception, suite_class):
    """Return a suite of one test that raises exception."""
    def fail(self):
        raise exception
    test_class = type(kind, (case.TestCase,), {name: fail})
    return suite_class((test_class(name),))


def _make_failed_import_test(name, suiteClass):
    message = 'Failed to import test module: %s' % name
    if hasattr(traceback, 'format_exc'):
        message += '\n%s' % traceback.format_exc()
    return _failing_suite('ModuleImportFailure', name, ImportError(message), suiteClass)


def _make_failed_load_tests(name, exception, suiteClass):
    return _failing_suite('LoadTestsFailure', name, exception, suiteClass)


class TestLoader(object):
    """Makes suites of what it is given.

    testMethodPrefix -- begins the names of test methods; sortTestMethodsUsing -- compares these names;
    suiteClass -- makes the suites.
    """
    testMethodPrefix = 'test'
    sortTestMethodsUsing = cmp
    suiteClass = suite.TestSuite
    _top_level_dir = None

    def loadTestsFromTestCase(self, testCaseClass):
        """Return a suite of the tests of a class."""
        if issubclass(testCaseClass, suite.TestSuite):
            raise TypeError("Test cases should not be derived from TestSuite."
                            " Maybe you meant to derive from TestCase?")
        names = self.getTestCaseNames(testCaseClass)
        if not names and hasattr(testCaseClass, 'runTest'):
            names = ['runTest']
        return self.suiteClass(map(testCaseClass, names))

    def loadTestsFromModule(self, module, use_load_tests=True):
        """Return a suite of the test classes of a module, which may have load_tests() to change it."""
        found = [self.loadTestsFromTestCase(each)
                 for each in (getattr(module, name) for name in dir(module))
                 if isinstance(each, type) and issubclass(each, case.TestCase)]
        tests = self.suiteClass(found)
        load_tests = getattr(module, 'load_tests', None)
        if not use_load_tests or load_tests is None:
            return tests
        try:
            return load_tests(self, tests, None)
        except Exception as problem:
            return _make_failed_load_tests(module.__name__, problem, self.suiteClass)

    def loadTestsFromName(self, name, module=None):
        """Return a suite of what a dotted name means: module, class, method, or a callable."""
        parts = name.split('.')
        if module is None:
            imported = parts[:]
            while True:
                try:
                    module = __import__('.'.join(imported))
                    break
                except ImportError:
                    imported.pop()
                    if not imported:
                        raise
            parts = parts[1:]
        found, owner = module, None
        for part in parts:
            owner, found = found, getattr(found, part)
        if isinstance(found, types.ModuleType):
            return self.loadTestsFromModule(found)
        if isinstance(found, type) and issubclass(found, case.TestCase):
            return self.loadTestsFromTestCase(found)
        if isinstance(found, types.UnboundMethodType) and isinstance(owner, type) and issubclass(
                owner, case.TestCase):
            return self.suiteClass([owner(parts[-1])])
        if isinstance(found, suite.TestSuite):
            return found
        if not hasattr(found, '__call__'):
            raise TypeError("don't know how to make test from: %s" % found)
        made = found()
        if isinstance(made, suite.TestSuite):
            return made
        if isinstance(made, case.TestCase):
            return self.suiteClass([made])
        raise TypeError("calling %s returned %s, not a test" % (found, made))

    def loadTestsFromNames(self, names, module=None):
        """Return a suite of suites, one for each name."""
        return self.suiteClass([self.loadTestsFromName(name, module) for name in names])

    def getTestCaseNames(self, testCaseClass):
        """Return the sorted names of the test methods of a class."""
        names = [name for name in dir(testCaseClass) if name.startswith(self.testMethodPrefix) and
                 hasattr(getattr(testCaseClass, name), '__call__')]
        if self.sortTestMethodsUsing:
            names.sort(key=_CmpToKey(self.sortTestMethodsUsing))
        return names

    def discover(self, start_dir, pattern='test*.py', top_level_dir=None):
        """Return a suite of the modules below a folder whose file names match pattern."""
        given_top = top_level_dir is not None
        if top_level_dir is None:
            top_level_dir = self._top_level_dir
            given_top = top_level_dir is not None
        if top_level_dir is None:
            top_level_dir = start_dir
        top_level_dir = os.path.abspath(top_level_dir)
        if top_level_dir not in sys.path:
            # The modules have to be importable by the names found.
            sys.path.insert(0, top_level_dir)
        self._top_level_dir = top_level_dir
        importable = True
        if os.path.isdir(os.path.abspath(start_dir)):
            start_dir = os.path.abspath(start_dir)
            if start_dir != top_level_dir:
                importable = os.path.isfile(os.path.join(start_dir, '__init__.py'))
        else:
            # It may be the name of a package.
            try:
                __import__(start_dir)
            except ImportError:
                importable = False
            else:
                module = sys.modules[start_dir]
                first = start_dir.split('.')[0]
                start_dir = os.path.abspath(os.path.dirname(module.__file__))
                if not given_top:
                    self._top_level_dir = self._get_directory_containing_module(first)
                    sys.path.remove(top_level_dir)
        if not importable:
            raise ImportError('Start directory is not importable: %r' % start_dir)
        return self.suiteClass(list(self._find_tests(start_dir, pattern)))

    def _get_directory_containing_module(self, module_name):
        path = os.path.realpath(sys.modules[module_name].__file__)
        if os.path.basename(path).lower().startswith('__init__.py'):
            path = os.path.dirname(path)
        return os.path.dirname(path)

    def _get_name_from_path(self, path):
        relative = os.path.relpath(os.path.splitext(os.path.normpath(path))[0],
                                   self._top_level_dir)
        assert not os.path.isabs(relative), "Path must be within the project"
        assert not relative.startswith('..'), "Path must be within the project"
        return relative.replace(os.path.sep, '.')

    def _get_module_from_name(self, name):
        __import__(name)
        return sys.modules[name]

    def _match_path(self, path, full_path, pattern):
        return fnmatch(path, pattern)

    def _find_tests(self, start_dir, pattern):
        for name in os.listdir(start_dir):
            path = os.path.join(start_dir, name)
            if os.path.isfile(path):
                if VALID_MODULE_NAME.match(name) and self._match_path(name, path, pattern):
                    yield self._tests_of_file(path, start_dir)
            elif os.path.isfile(os.path.join(path, '__init__.py')):
                package = load_tests = tests = None
                if fnmatch(name, pattern):
                    # The package itself may say what its tests are.
                    package = self._get_module_from_name(self._get_name_from_path(path))
                    load_tests = getattr(package, 'load_tests', None)
                    tests = self.loadTestsFromModule(package, use_load_tests=False)
                if load_tests is None:
                    if tests is not None:
                        yield tests
                    for test in self._find_tests(path, pattern):
                        yield test
                else:
                    try:
                        yield load_tests(self, tests, pattern)
                    except Exception as problem:
                        yield _make_failed_load_tests(package.__name__, problem, self.suiteClass)

    def _tests_of_file(self, path, start_dir):
        name = self._get_name_from_path(path)
        try:
            module = self._get_module_from_name(name)
        except:
            return _make_failed_import_test(name, self.suiteClass)
        loaded = os.path.realpath(os.path.abspath(getattr(module, '__file__', path)))
        if os.path.splitext(loaded)[0].lower() != os.path.splitext(
                os.path.realpath(path))[0].lower():
            raise ImportError(
                "%r module incorrectly imported from %r. Expected %r. "
                "Is this module globally installed?" %
                (os.path.splitext(os.path.basename(path))[0], os.path.dirname(loaded), start_dir))
        return self.loadTestsFromModule(module)


defaultTestLoader = TestLoader()


def _makeLoader(prefix, sortUsing, suiteClass=None):
    loader = TestLoader()
    loader.sortTestMethodsUsing, loader.testMethodPrefix = sortUsing, prefix
    if suiteClass:
        loader.suiteClass = suiteClass
    return loader


def getTestCaseNames(testCaseClass, prefix, sortUsing=cmp):
    return _makeLoader(prefix, sortUsing).getTestCaseNames(testCaseClass)


def makeSuite(testCaseClass, prefix='test', sortUsing=cmp, suiteClass=suite.TestSuite):
    return _makeLoader(prefix, sortUsing, suiteClass).loadTestsFromTestCase(testCaseClass)


def findTestCases(module, prefix='test', sortUsing=cmp, suiteClass=suite.TestSuite):
    return _makeLoader(prefix, sortUsing, suiteClass).loadTestsFromModule(module)
