"""Doctests as tests of unittest."""
import os
import sys
import unittest
from StringIO import StringIO

import doctest
from doctest._texts import DocTestFinder, DocTestParser, REPORTING_FLAGS
from doctest._runner import DebugRunner, DocTestRunner

_unittest_reportflags = 0


def set_unittest_reportflags(flags):
    """Set the reporting flags of tests that have none of their own; return those of before."""
    global _unittest_reportflags
    if flags & REPORTING_FLAGS != flags:
        raise ValueError("Only reporting flags allowed", flags)
    before, _unittest_reportflags = _unittest_reportflags, flags
    return before


class DocTestCase(unittest.TestCase):
    """One doctest."""

    def __init__(self, test, optionflags=0, setUp=None, tearDown=None, checker=None):
        unittest.TestCase.__init__(self)
        self._dt_test, self._dt_optionflags, self._dt_checker = test, optionflags, checker
        self._dt_setUp, self._dt_tearDown = setUp, tearDown

    def setUp(self):
        if self._dt_setUp is not None:
            self._dt_setUp(self._dt_test)

    def tearDown(self):
        if self._dt_tearDown is not None:
            self._dt_tearDown(self._dt_test)
        self._dt_test.globs.clear()

    def runTest(self):
        flags = self._dt_optionflags
        if not flags & REPORTING_FLAGS:
            flags |= _unittest_reportflags
        runner = DocTestRunner(optionflags=flags, checker=self._dt_checker, verbose=False)
        runner.DIVIDER = "-" * 70
        report, stdout = StringIO(), sys.stdout
        try:
            failures, _ = runner.run(self._dt_test, out=report.write, clear_globs=False)
        finally:
            sys.stdout = stdout
        if failures:
            raise self.failureException(self.format_failure(report.getvalue()))

    def format_failure(self, err):
        """Return the message about failures."""
        test = self._dt_test
        line = 'unknown line number' if test.lineno is None else str(test.lineno)
        last = test.name.split('.')[-1]
        return ('Failed doctest test for %s\n  File "%s", line %s, in %s\n\n%s'
                % (test.name, test.filename, line, last, err))

    def debug(self):
        """Run the test without catching what it raises."""
        self.setUp()
        runner = DebugRunner(optionflags=self._dt_optionflags, checker=self._dt_checker, verbose=False)
        runner.run(self._dt_test, clear_globs=False)
        self.tearDown()

    def id(self):
        return self._dt_test.name

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        names = "_dt_test _dt_optionflags _dt_setUp _dt_tearDown _dt_checker".split()
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def __ne__(self, other):
        same = self.__eq__(other)
        return same if same is NotImplemented else not same

    def __hash__(self):
        return hash((self._dt_optionflags, self._dt_setUp, self._dt_tearDown, self._dt_checker))

    def __repr__(self):
        path, _, name = self._dt_test.name.rpartition('.')
        return "%s (%s)" % (name, path)

    __str__ = __repr__

    def shortDescription(self):
        return "Doctest: " + self._dt_test.name


class SkipDocTestCase(DocTestCase):
    """Stands for the tests of a module when docstrings are left out."""

    def __init__(self, module):
        self.module = module
        DocTestCase.__init__(self, None)

    def setUp(self):
        self.skipTest("DocTestSuite will not work with -O2 and above")

    def test_skip(self):
        pass

    def shortDescription(self):
        return "Skipping tests from %s" % self.module.__name__

    __str__ = shortDescription


def DocTestSuite(module=None, globs=None, extraglobs=None, test_finder=None, **options):
    """Return a suite of the doctests of a module."""
    module = doctest._normalize_module(module)
    tests = (test_finder or DocTestFinder()).find(module, globs=globs, extraglobs=extraglobs)
    suite = unittest.TestSuite()
    if not tests:
        if sys.flags.optimize < 2:
            raise ValueError(module, "has no docstrings")
        suite.addTest(SkipDocTestCase(module))
    for test in sorted(tests):
        if not test.examples:
            continue
        if not test.filename:
            filename = module.__file__
            test.filename = filename[:-1] if filename[-4:] in (".pyc", ".pyo") else filename
        suite.addTest(DocTestCase(test, **options))
    return suite


class DocFileCase(DocTestCase):
    """The examples of one file."""

    def id(self):
        return '_'.join(self._dt_test.name.split('.'))

    def __repr__(self):
        return self._dt_test.filename

    __str__ = __repr__

    def format_failure(self, err):
        return ('Failed doctest test for %s\n  File "%s", line 0\n\n%s'
                % (self._dt_test.name, self._dt_test.filename, err))


def DocFileTest(path, module_relative=True, package=None, globs=None, parser=DocTestParser(),
                encoding=None, **options):
    """Return the test of a file."""
    if package and not module_relative:
        raise ValueError("Package may only be specified for module-relative paths.")
    text, path = doctest._load_testfile(path, package, module_relative)
    names = {} if globs is None else globs.copy()
    names.setdefault("__file__", path)
    if encoding is not None:
        text = text.decode(encoding)
    test = parser.get_doctest(text, names, os.path.basename(path), path, 0)
    return DocFileCase(test, **options)


def DocFileSuite(*paths, **kw):
    """Return a suite of the tests of files."""
    if kw.get('module_relative', True):
        kw['package'] = doctest._normalize_module(kw.get('package'))
    return unittest.TestSuite(DocFileTest(path, **kw) for path in paths)
