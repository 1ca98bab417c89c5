"""Running doctests: comparing outputs, reporting, counting."""
import difflib
import linecache
import re
import sys
import traceback
from StringIO import StringIO
from collections import namedtuple

import __future__
from doctest._texts import *
from doctest._texts import OPTIONFLAGS_BY_NAME
globals().update(OPTIONFLAGS_BY_NAME)

BLANKLINE_MARKER = '<BLANKLINE>'
ELLIPSIS_MARKER = '...'

TestResults = namedtuple('TestResults', 'failed attempted')


def _extract_future_flags(globs):
    """Return the compiler flags of the __future__ features among some names."""
    features = ((name, getattr(__future__, name)) for name in __future__.all_feature_names)
    flags = 0
    for name, feature in features:
        if globs.get(name) is feature:
            flags |= feature.compiler_flag
    return flags


def _indent(s, indent=4):
    """Move the lines of a text to the right, except empty ones."""
    if isinstance(s, unicode):
        # Reports are written to streams of bytes.
        s = s.encode(getattr(sys.stdout, 'encoding', None) or 'utf-8', 'backslashreplace')
    return re.sub('(?m)^(?!$)', indent * ' ', s)


def _exception_traceback(exc_info):
    text = StringIO()
    traceback.print_exception(exc_info[0], exc_info[1], exc_info[2], file=text)
    return text.getvalue()


class _SpoofOut(StringIO):
    """Standard output while examples run."""

    def getvalue(self):
        text = StringIO.getvalue(self)
        if text and not text.endswith("\n"):
            text += "\n"
        # The print statement of the next example is not to begin with a blank.
        vars(self).pop('softspace', None)
        return text

    def truncate(self, size=None):
        self.seek(size or 0)
        StringIO.truncate(self, size)
        if not self.buf:
            self.buf = ''
        vars(self).pop('softspace', None)


def _ellipsis_match(want, got):
    """Tell whether a text is another one in which '...' stands for anything."""
    if ELLIPSIS_MARKER not in want:
        return want == got
    parts = want.split(ELLIPSIS_MARKER)
    first, last = parts[0], parts[-1]
    begin, end = len(first), len(got) - len(last)
    if begin > end or not got.startswith(first) or not got.endswith(last):
        return False
    for part in parts[1:-1]:
        found = got.find(part, begin, end)
        if found < 0:
            return False
        begin = found + len(part)
    return True


def _exception_name(message):
    """Return the name of the exception from the last lines of a traceback, without its module."""
    return message.split('\n')[0].split(':')[0].split('.')[-1]


class OutputChecker:
    """Compares outputs, and shows how they differ."""

    def check_output(self, want, got, optionflags):
        """Tell whether an output is as expected."""
        if want == got:
            return True
        if not optionflags & DONT_ACCEPT_TRUE_FOR_1 and (got, want) in (("True\n", "1\n"), ("False\n", "0\n")):
            return True
        if not optionflags & DONT_ACCEPT_BLANKLINE:
            want = re.sub(r'(?m)^%s\s*?$' % re.escape(BLANKLINE_MARKER), '', want)
            got = re.sub(r'(?m)^\s*?$', '', got)
        if optionflags & NORMALIZE_WHITESPACE:
            want, got = ' '.join(want.split()), ' '.join(got.split())
        return want == got or bool(optionflags & ELLIPSIS and _ellipsis_match(want, got))

    def _do_a_fancy_diff(self, want, got, optionflags):
        if optionflags & REPORT_NDIFF:
            return True
        # For few lines, seeing both is simpler.
        return bool(optionflags & (REPORT_UDIFF | REPORT_CDIFF)) and min(want.count('\n'), got.count('\n')) > 2

    def output_difference(self, example, got, optionflags):
        """Return a text that shows how an output differs from what an example expects."""
        want = example.want
        if not optionflags & DONT_ACCEPT_BLANKLINE:
            got = re.sub('(?m)^[ ]*(?=\n)', BLANKLINE_MARKER, got)
        if self._do_a_fancy_diff(want, got, optionflags):
            return self._diff(want.splitlines(True), got.splitlines(True), optionflags)
        told = ''
        for heading, text in ('Expected', want), ('Got', got):
            told += '%s:\n%s' % (heading, _indent(text)) if text else heading + ' nothing\n'
        return told

    def _diff(self, want, got, optionflags):
        if optionflags & REPORT_UDIFF:
            kind, lines = 'unified diff with -expected +actual', list(difflib.unified_diff(want, got, n=2))[2:]
        elif optionflags & REPORT_CDIFF:
            kind = 'context diff with expected followed by actual'
            lines = list(difflib.context_diff(want, got, n=2))[2:]
        else:
            kind = 'ndiff with -expected +actual'
            lines = difflib.Differ(charjunk=difflib.IS_CHARACTER_JUNK).compare(want, got)
        return 'Differences (%s):\n' % kind + _indent(''.join(line.rstrip() + '\n' for line in lines))


class DocTestRunner:
    """Runs doctests, writes what fails, and counts."""

    DIVIDER = "*" * 70

    def __init__(self, checker=None, verbose=None, optionflags=0):
        self._checker = checker or OutputChecker()
        self._verbose = '-v' in sys.argv if verbose is None else verbose
        self.optionflags = self.original_optionflags = optionflags
        self.tries = self.failures = 0
        # Failures and tries by the names of the tests.
        self._name2ft = {}
        self._fakeout = _SpoofOut()

    # What is written; to be overridden

    def report_start(self, out, test, example):
        """An example is about to be run."""
        if self._verbose:
            expecting = 'Expecting:\n' + _indent(example.want) if example.want else 'Expecting nothing\n'
            out('Trying:\n' + _indent(example.source) + expecting)

    def report_success(self, out, test, example, got):
        """An example has done what is expected."""
        if self._verbose:
            out("ok\n")

    def report_failure(self, out, test, example, got):
        """An example has had another output."""
        difference = self._checker.output_difference(example, got, self.optionflags)
        out(self._failure_header(test, example) + difference)

    def report_unexpected_exception(self, out, test, example, exc_info):
        """An example has raised something."""
        trace = _indent(_exception_traceback(exc_info))
        out(self._failure_header(test, example) + 'Exception raised:\n' + trace)

    def _failure_header(self, test, example):
        line = example.lineno + 1
        if test.filename:
            line = '?' if test.lineno is None else test.lineno + line
            place = 'File "%s", line %s, in %s' % (test.filename, line, test.name)
        else:
            place = 'Line %s, in %s' % (line, test.name)
        return '\n'.join([self.DIVIDER, place, 'Failed example:', _indent(example.source)])

    # Running

    def run(self, test, compileflags=None, out=None, clear_globs=True):
        """Run a doctest and return its failures and tries; what is to be said goes to out."""
        self.test = test
        if compileflags is None:
            compileflags = _extract_future_flags(test.globs)
        before = sys.stdout, sys.displayhook, linecache.getlines
        restore_pdb = self._redirect_pdb(before[0])
        self.save_linecache_getlines = before[2]
        sys.stdout, sys.displayhook = self._fakeout, sys.__displayhook__
        linecache.getlines = self._getlines
        try:
            return self._run_examples(test, compileflags, out or before[0].write)
        finally:
            sys.stdout, sys.displayhook, linecache.getlines = before
            restore_pdb()
            if clear_globs:
                test.globs.clear()
                import __builtin__
                __builtin__._ = None

    def _redirect_pdb(self, stdout):
        """Have pdb.set_trace talk to the real standard output; return what undoes it."""
        try:
            import pdb
        except ImportError:
            return lambda: None

        class RedirectedPdb(pdb.Pdb):
            def __init__(self):
                self._inside = False
                pdb.Pdb.__init__(self, stdout=stdout)
                self.use_rawinput = 1

            def set_trace(self, frame=None):
                self._inside = True
                pdb.Pdb.set_trace(self, frame or sys._getframe().f_back)

            def set_continue(self):
                # Tracing is costly, so only what has begun is ended.
                if self._inside:
                    pdb.Pdb.set_continue(self)

            def trace_dispatch(self, *args):
                current, sys.stdout = sys.stdout, stdout
                try:
                    return pdb.Pdb.trace_dispatch(self, *args)
                finally:
                    sys.stdout = current

        saved = pdb.set_trace
        self.debugger = RedirectedPdb()
        self.debugger.reset()
        pdb.set_trace = self.debugger.set_trace

        def restore():
            pdb.set_trace = saved
        return restore

    debugger = None

    def _getlines(self, filename, module_globals=None):
        """linecache.getlines, for the sources of examples, too."""
        named = re.match(r'<doctest (.+)\[(\d+)\]>$', filename)
        if named and named.group(1) == self.test.name:
            source = self.test.examples[int(named.group(2))].source
            if isinstance(source, unicode):
                source = source.encode('ascii', 'backslashreplace')
            return source.splitlines(True)
        return self.save_linecache_getlines(filename, module_globals)

    def _flags_for(self, example):
        flags = self.original_optionflags
        for flag, on in example.options.items():
            flags = flags | flag if on else flags & ~flag
        return flags

    def _run_examples(self, test, compileflags, out):
        failures = tries = 0
        for number, example in enumerate(test.examples):
            quiet = self.optionflags & REPORT_ONLY_FIRST_FAILURE and failures > 0
            self.optionflags = self._flags_for(example)
            if self.optionflags & SKIP:
                continue
            tries += 1
            if not quiet:
                self.report_start(out, test, example)
            filename = '<doctest %s[%d]>' % (test.name, number)
            exc_info = self._execute(example, filename, compileflags, test.globs)
            got = self._fakeout.getvalue()
            self._fakeout.truncate(0)
            verdict, got = self._judge(example, got, exc_info)
            if verdict == 'success':
                if not quiet:
                    self.report_success(out, test, example, got)
                continue
            failures += 1
            if quiet:
                continue
            if verdict == 'failure':
                self.report_failure(out, test, example, got)
            else:
                self.report_unexpected_exception(out, test, example, exc_info)
        self.optionflags = self.original_optionflags
        self._record(test.name, failures, tries)
        return TestResults(failures, tries)

    def _execute(self, example, filename, compileflags, globs):
        """Run an example; return what it raised as sys.exc_info has it, or None."""
        try:
            exec compile(example.source, filename, "single", compileflags, 1) in globs
            if self.debugger:
                self.debugger.set_continue()
            return None
        except KeyboardInterrupt:
            raise
        except:
            if self.debugger:
                self.debugger.set_continue()
            return sys.exc_info()

    def _judge(self, example, got, exc_info):
        check = self._checker.check_output
        if exc_info is None:
            fits = check(example.want, got, self.optionflags)
            return 'success' if fits else 'failure', got
        message = traceback.format_exception_only(*exc_info[:2])[-1]
        got += _exception_traceback(exc_info)
        expected = example.exc_msg
        if expected is None:
            return 'exception', got
        fits = check(expected, message, self.optionflags)
        if not fits and self.optionflags & IGNORE_EXCEPTION_DETAIL:
            fits = check(_exception_name(expected), _exception_name(message), self.optionflags)
        return 'success' if fits else 'failure', got

    # Counting

    def _record(self, name, failures, tries):
        before = self._name2ft.get(name, (0, 0))
        self._name2ft[name] = before[0] + failures, before[1] + tries
        self.failures += failures
        self.tries += tries

    def summarize(self, verbose=None):
        """Print how many examples failed, by test; return the sums."""
        verbose = self._verbose if verbose is None else verbose
        counts = sorted(self._name2ft.items())
        empty = [name for name, (failed, tried) in counts if not tried]
        passed = [(name, tried) for name, (failed, tried) in counts if tried and not failed]
        bad = [(name, failed, tried) for name, (failed, tried) in counts if failed]
        if verbose:
            if empty:
                print len(empty), "items had no tests:"
                print '\n'.join("    " + name for name in empty)
            if passed:
                print len(passed), "items passed all tests:"
                print '\n'.join(" %3d tests in %s" % (tried, name) for name, tried in passed)
        if bad:
            print self.DIVIDER
            print len(bad), "items had failures:"
            print '\n'.join(" %3d of %3d in %s" % (failed, tried, name) for name, failed, tried in bad)
        tried = sum(pair[1] for name, pair in counts)
        failed = sum(pair[0] for name, pair in counts)
        if verbose:
            print tried, "tests in", len(counts), "items."
            print tried - failed, "passed and", failed, "failed."
        if failed:
            print "***Test Failed***", failed, "failures."
        elif verbose:
            print "Test passed."
        return TestResults(failed, tried)

    def merge(self, other):
        """Add the counts of another runner."""
        for name, (failed, tried) in other._name2ft.items():
            mine = self._name2ft.get(name, (0, 0))
            self._name2ft[name] = mine[0] + failed, mine[1] + tried


class DocTestFailure(Exception):
    """An example has had another output (test, example, got)."""

    def __init__(self, test, example, got):
        self.test, self.example, self.got = test, example, got

    def __str__(self):
        return str(self.test)


class UnexpectedException(Exception):
    """An example has raised something (test, example, exc_info)."""

    def __init__(self, test, example, exc_info):
        self.test, self.example, self.exc_info = test, example, exc_info

    def __str__(self):
        return str(self.test)


class DebugRunner(DocTestRunner):
    """Raises at the first failure, and keeps the names of the test then."""

    def run(self, test, compileflags=None, out=None, clear_globs=True):
        result = DocTestRunner.run(self, test, compileflags, out, clear_globs=False)
        if clear_globs:
            test.globs.clear()
        return result

    def report_unexpected_exception(self, out, test, example, exc_info):
        raise UnexpectedException(test, example, exc_info)

    def report_failure(self, out, test, example, got):
        raise DocTestFailure(test, example, got)
