r"""Tests in docstrings: what a prompt showed, run again and compared.

    def double(x):
        '''
        >>> double(4)
        8
        '''
        return 2 * x

    if __name__ == '__main__':
        import doctest
        doctest.testmod()
"""
import inspect
import os
import sys
import tempfile
import warnings

from doctest import _texts
from doctest._texts import *
from doctest._texts import OPTIONFLAGS_BY_NAME
from doctest._runner import *
from doctest._runner import (_ellipsis_match, _exception_traceback, _extract_future_flags, _indent, _SpoofOut,
                             StringIO)

__all__ = _texts.COMPARISON_NAMES + _texts.REPORTING_NAMES + """
    COMPARISON_FLAGS REPORTING_FLAGS register_optionflag Example DocTest DocTestParser DocTestFinder
    DocTestRunner OutputChecker DocTestFailure UnexpectedException DebugRunner testmod testfile
    run_docstring_examples Tester DocTestSuite DocFileSuite set_unittest_reportflags script_from_examples
    testsource debug_src debug""".split()

# The runner that collects the counts of all calls of testmod and testfile.
master = None


# Finding modules and files

def _normalize_module(module, depth=2):
    """Return a module that may be given by name, or be the caller's."""
    if inspect.ismodule(module):
        return module
    if isinstance(module, basestring):
        return __import__(module, globals(), locals(), ["*"], 0)
    if module is None:
        return sys.modules[sys._getframe(depth).f_globals['__name__']]
    raise TypeError("Expected a module, string, or None")


def _load_testfile(filename, package, module_relative):
    """Return the text and the name of a file."""
    if module_relative:
        package = _normalize_module(package, 3)
        filename = _module_relative_path(package, filename)
        loader = getattr(package, '__loader__', None)
        if hasattr(loader, 'get_data'):
            return loader.get_data(filename).replace(os.linesep, '\n'), filename
    with open(filename, 'U') as source:
        return source.read(), filename


def _module_relative_path(module, path):
    if not inspect.ismodule(module):
        raise TypeError('Expected a module: %r' % module)
    if path.startswith('/'):
        raise ValueError('Module-relative files may not have absolute paths')
    if hasattr(module, '__file__'):
        folder = os.path.dirname(module.__file__)
    elif module.__name__ == '__main__':
        folder = os.path.dirname(sys.argv[0]) if sys.argv and sys.argv[0] else os.curdir
    else:
        raise ValueError("Can't resolve paths relative to the module %s (it has no __file__)" % module)
    return os.path.join(folder, *path.split('/'))


# Running the tests of modules, files and objects

def _run_all(tests, verbose, optionflags, raise_on_error, report):
    global master
    make = DebugRunner if raise_on_error else DocTestRunner
    runner = make(verbose=verbose, optionflags=optionflags)
    for test in tests:
        runner.run(test)
    if report:
        runner.summarize()
    if master is None:
        master = runner
    else:
        master.merge(runner)
    return TestResults(runner.failures, runner.tries)


def testmod(m=None, name=None, globs=None, verbose=None, report=True, optionflags=0, extraglobs=None,
            raise_on_error=False, exclude_empty=False):
    """Test the docstrings of a module (the main one if none is given); return failures and tries."""
    m = sys.modules.get('__main__') if m is None else m
    if not inspect.ismodule(m):
        raise TypeError("testmod: module required; %r" % (m,))
    finder = DocTestFinder(exclude_empty=exclude_empty)
    tests = finder.find(m, name or m.__name__, globs=globs, extraglobs=extraglobs)
    return _run_all(tests, verbose, optionflags, raise_on_error, report)


def testfile(filename, module_relative=True, name=None, package=None, globs=None, verbose=None, report=True,
             optionflags=0, extraglobs=None, raise_on_error=False, parser=DocTestParser(), encoding=None):
    """Test the examples of a file, found from a module's folder; return failures and tries."""
    if package and not module_relative:
        raise ValueError("Package may only be specified for module-relative paths.")
    text, filename = _load_testfile(filename, package, module_relative)
    names = dict(globs or {})
    names.update(extraglobs or {})
    names.setdefault('__name__', '__main__')
    if encoding is not None:
        text = text.decode(encoding)
    test = parser.get_doctest(text, names, name or os.path.basename(filename), filename, 0)
    return _run_all([test], verbose, optionflags, raise_on_error, report)


def run_docstring_examples(f, globs, verbose=False, name="NoName", compileflags=None, optionflags=0):
    """Test the docstring of one object with the names of globs."""
    runner = DocTestRunner(verbose=verbose, optionflags=optionflags)
    for test in DocTestFinder(verbose=verbose, recurse=False).find(f, name, globs=globs):
        runner.run(test, compileflags=compileflags)


class Tester:
    """What was used before there were finders and runners."""

    def __init__(self, mod=None, globs=None, verbose=None, optionflags=0):
        warnings.warn("class Tester is deprecated; use class doctest.DocTestRunner instead",
                      DeprecationWarning, stacklevel=2)
        if mod is None and globs is None:
            raise TypeError("Tester.__init__: must specify mod or globs")
        if not (mod is None or inspect.ismodule(mod)):
            raise TypeError("Tester.__init__: mod must be a module; %r" % (mod,))
        self.globs = mod.__dict__ if globs is None else globs
        self.verbose, self.optionflags = verbose, optionflags
        self.testfinder = DocTestFinder()
        self.testrunner = DocTestRunner(verbose=verbose, optionflags=optionflags)

    def _run(self, tests):
        failed = tried = 0
        for test in tests:
            result = self.testrunner.run(test)
            failed, tried = failed + result[0], tried + result[1]
        return TestResults(failed, tried)

    def runstring(self, s, name):
        """Test a text."""
        test = DocTestParser().get_doctest(s, self.globs, name, None, None)
        if self.verbose:
            print "Running string", name
        result = self._run([test])
        if self.verbose:
            print result.failed, "of", result.attempted, "examples failed in string", name
        return result

    def rundoc(self, object, name=None, module=None):
        """Test the docstrings of an object."""
        return self._run(self.testfinder.find(object, name, module=module, globs=self.globs))

    def rundict(self, d, name, module=None):
        """Test the docstrings of the values of a dictionary."""
        import types
        holder = types.ModuleType(name)
        holder.__dict__.update(d)
        return self.rundoc(holder, name, False if module is None else module)

    def run__test__(self, d, name):
        """Test the values of a dictionary like a module's __test__."""
        import types
        holder = types.ModuleType(name)
        holder.__test__ = d
        return self.rundoc(holder, name)

    def summarize(self, verbose=None):
        """Print the counts."""
        return self.testrunner.summarize(verbose)

    def merge(self, other):
        """Add the counts of another tester."""
        self.testrunner.merge(other.testrunner)


# Examples as programs

def _comment_line(line):
    line = line.rstrip()
    return '# ' + line if line else '#'


def script_from_examples(s):
    """Return a program of the examples of a text; all else becomes comments."""
    lines = []
    for part in DocTestParser().parse(s):
        if not isinstance(part, Example):
            lines += map(_comment_line, part.split('\n')[:-1])
            continue
        lines.append(part.source[:-1])
        if part.want:
            lines.append('# Expected:')
            lines += ['## ' + line for line in part.want.split('\n')[:-1]]
    while lines and lines[-1] == '#':
        lines.pop()
    while lines and lines[0] == '#':
        del lines[0]
    return '\n'.join(lines) + '\n'


def testsource(module, name):
    """Return the program of the examples in the docstring of a name of a module."""
    module = _normalize_module(module)
    for test in DocTestFinder().find(module):
        if test.name == name:
            return script_from_examples(test.docstring)
    raise ValueError(name, "not found in tests")


def debug_src(src, pm=False, globs=None):
    """Step through the examples of a text with pdb."""
    debug_script(script_from_examples(src), pm, globs)


def debug_script(src, pm=False, globs=None):
    """Step through a program with pdb, from the start or, with pm, from where it raises."""
    import pdb
    # A file, so that the lines can be shown.
    handle, filename = tempfile.mkstemp(".py", "doctestdebug")
    with os.fdopen(handle, 'w') as script:
        script.write(src)
    names = {} if globs is None else globs.copy()
    try:
        if pm:
            try:
                execfile(filename, names, names)
            except:
                print sys.exc_info()[1]
                pdb.post_mortem(sys.exc_info()[2])
        else:
            pdb.run("execfile(%r)" % filename, names, names)
    finally:
        os.remove(filename)


def debug(module, name, pm=False):
    """Step through the examples in the docstring of a name of a module with pdb."""
    module = _normalize_module(module)
    debug_script(testsource(module, name), pm, module.__dict__)


from doctest._suites import (DocTestCase, SkipDocTestCase, DocTestSuite, DocFileCase, DocFileTest, DocFileSuite,
                             set_unittest_reportflags)

for _thing in globals().values():
    if (getattr(_thing, '__module__', None) or '').startswith('doctest._'):
        _thing.__module__ = __name__
del _thing


def _test():
    """Test the files named as arguments: modules, or texts with examples."""
    names = [arg for arg in sys.argv[1:] if arg != '-v']
    if not names:
        print "usage: %s [-v] file ..." % os.path.basename(sys.argv[0])
        return 2
    for name in names:
        if name.endswith(".py"):
            folder, base = os.path.split(name)
            sys.path.insert(0, folder)
            result = testmod(__import__(base[:-3]))
            del sys.path[0]
        else:
            result = testfile(name, module_relative=False)
        if result.failed:
            return 1
    return 0
