"""The command line of tests."""
import os
import sys
import types

from unittest import loader, runner
from unittest.signals import installHandler

__unittest = True

_OPTIONS = """\
Options:
  -h, --help       Show this message
  -v, --verbose    Verbose output
  -q, --quiet      Minimal output
"""
FAILFAST = "  -f, --failfast   Stop on first failure\n"
CATCHBREAK = "  -c, --catch      Catch control-C and display results\n"
BUFFEROUTPUT = "  -b, --buffer     Buffer stdout and stderr during test runs\n"

USAGE_AS_MAIN = "Usage: %(progName)s [options] [tests]\n\n" + _OPTIONS + """\
%(failfast)s%(catchbreak)s%(buffer)s
Examples:
  %(progName)s test_module               - run tests from test_module
  %(progName)s module.TestClass          - run tests from module.TestClass
  %(progName)s module.Class.test_method  - run specified test method

[tests] can be a list of any number of test modules, classes and test
methods.

Alternative Usage: %(progName)s discover [options]

Options:
  -v, --verbose    Verbose output
%(failfast)s%(catchbreak)s%(buffer)s  -s directory     Directory to start discovery ('.' default)
  -p pattern       Pattern to match test files ('test*.py' default)
  -t directory     Top level directory of project (default to
                   start directory)

For test discovery all test modules must be importable from the top
level directory of the project.
"""
USAGE_FROM_MODULE = "Usage: %(progName)s [options] [test] [...]\n\n" + _OPTIONS + """\
%(failfast)s%(catchbreak)s%(buffer)s
Examples:
  %(progName)s                               - run default set of tests
  %(progName)s MyTestSuite                   - run suite 'MyTestSuite'
  %(progName)s MyTestCase.testSomething      - run MyTestCase.testSomething
  %(progName)s MyTestCase                    - run all 'test*' test methods
                                               in MyTestCase
"""


class TestProgram(object):
    """Runs the tests a command line asks for, those of module by default, and exits."""
    USAGE = USAGE_FROM_MODULE
    failfast = catchbreak = buffer = progName = None

    def __init__(self, module='__main__', defaultTest=None, argv=None, testRunner=None,
                 testLoader=loader.defaultTestLoader, exit=True, verbosity=1, failfast=None,
                 catchbreak=None, buffer=None):
        if isinstance(module, basestring):
            name, module = module, __import__(module)
            for part in name.split('.')[1:]:
                module = getattr(module, part)
        self.module = module
        argv = sys.argv if argv is None else argv
        self.exit, self.verbosity = exit, verbosity
        self.failfast, self.catchbreak, self.buffer = failfast, catchbreak, buffer
        self.defaultTest = defaultTest
        self.testRunner, self.testLoader = testRunner, testLoader
        self.progName = os.path.basename(argv[0])
        self.parseArgs(argv)
        self.runTests()

    def usageExit(self, msg=None):
        """Print the usage and exit with status 2."""
        if msg:
            print msg
        texts = {'progName': self.progName}
        for name, text in (('failfast', FAILFAST), ('catchbreak', CATCHBREAK),
                           ('buffer', BUFFEROUTPUT)):
            # An option that the program has decided on is not shown.
            texts[name] = '' if getattr(self, name) not in (None, False) else text
        print self.USAGE % texts
        sys.exit(2)

    def parseArgs(self, argv):
        """Take in the command line and make the suite."""
        if len(argv) > 1 and argv[1].lower() == 'discover':
            self._do_discovery(argv[2:])
            return
        import getopt
        names = ['help', 'verbose', 'quiet', 'failfast', 'catch', 'buffer']
        try:
            options, args = getopt.getopt(argv[1:], 'hHvqfcb', names)
        except getopt.error, problem:
            self.usageExit(problem)
            return
        for option, _ in options:
            if option in ('-h', '-H', '--help'):
                self.usageExit()
            elif option in ('-q', '--quiet'):
                self.verbosity = 0
            elif option in ('-v', '--verbose'):
                self.verbosity = 2
            else:
                attribute = {'f': 'failfast', 'c': 'catchbreak', 'b': 'buffer'}[
                    option.lstrip('-')[0]]
                # None means that nobody has decided yet.
                if getattr(self, attribute) is None:
                    setattr(self, attribute, True)
        if not args and self.defaultTest is None:
            self.testNames = None
        else:
            self.testNames = args if args else (
                (self.defaultTest,) if isinstance(self.defaultTest, basestring)
                else self.defaultTest)
            if __name__ == '__main__':
                self.module = None
        self.createTests()

    def createTests(self):
        if self.testNames is None:
            self.test = self.testLoader.loadTestsFromModule(self.module)
        else:
            self.test = self.testLoader.loadTestsFromNames(self.testNames, self.module)

    def _do_discovery(self, argv, Loader=None):
        import optparse
        parser = optparse.OptionParser()
        parser.prog = self.progName
        parser.add_option('-v', '--verbose', dest='verbose', default=False,
                          help='Verbose output', action='store_true')
        for attribute, names, text in (
                ('failfast', ('-f', '--failfast'), 'Stop on first fail or error'),
                ('catchbreak', ('-c', '--catch'), 'Catch Ctrl-C and display results so far'),
                ('buffer', ('-b', '--buffer'), 'Buffer stdout and stderr during tests')):
            if getattr(self, attribute) != False:
                parser.add_option(*names, dest=attribute, default=False, help=text,
                                  action='store_true')
        for names, dest, default, text in (
                (('-s', '--start-directory'), 'start', '.',
                 "Directory to start discovery ('.' default)"),
                (('-p', '--pattern'), 'pattern', 'test*.py',
                 "Pattern to match tests ('test*.py' default)"),
                (('-t', '--top-level-directory'), 'top', None,
                 'Top level directory of project (defaults to start directory)')):
            parser.add_option(*names, dest=dest, default=default, help=text)
        options, args = parser.parse_args(argv)
        if len(args) > 3:
            self.usageExit()
        for name, value in zip(('start', 'pattern', 'top'), args):
            setattr(options, name, value)
        for attribute in ('failfast', 'catchbreak', 'buffer'):
            if getattr(self, attribute) is None:
                setattr(self, attribute, getattr(options, attribute))
        if options.verbose:
            self.verbosity = 2
        finder = self.testLoader if Loader is None else Loader()
        self.test = finder.discover(options.start, options.pattern, options.top)

    def runTests(self):
        """Run the suite; exit with a status that tells whether all went well."""
        if self.catchbreak:
            installHandler()
        if self.testRunner is None:
            self.testRunner = runner.TextTestRunner
        chosen = self.testRunner
        if isinstance(chosen, (type, types.ClassType)):
            try:
                chosen = chosen(verbosity=self.verbosity, failfast=self.failfast,
                                buffer=self.buffer)
            except TypeError:
                # A runner that does not know these arguments.
                chosen = self.testRunner()
        self.result = chosen.run(self.test)
        if self.exit:
            sys.exit(not self.result.wasSuccessful())


main = TestProgram
