# doctest: what is found, how it is judged, what is reported.
import doctest
import sys


def good(x):
    """
    >>> good(2)
    4
    >>> good('a')
    'aa'
    >>> print 'a\\n\\nb'
    a
    <BLANKLINE>
    b
    """
    return x * 2


def bad():
    """Text before.

    >>> 1 + 1
    3
    >>> {}['k']
    1
    >>> 1 / 0
    Traceback (most recent call last):
        ...
    ZeroDivisionError: integer division or modulo by zero
    >>> int('x')    # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ValueError: something else
    >>> range(20)   # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
    [0,   1, ...,
     19]
    >>> undefined   # doctest: +SKIP
    >>> for i in range(2):
    ...     print i
    0
    2
    """


class Holder(object):
    """
    >>> Holder().method()
    'm'
    """
    def method(self):
        """
        >>> True
        1
        """
        return 'm'

    @property
    def value(self):
        ">>> 5\n5"


__test__ = {'extra': '>>> 6\n6', 'more': good}

runner = doctest.DocTestRunner(verbose=False)
for test in doctest.DocTestFinder().find(sys.modules['__main__']):
    test.filename = 'doctests.py'
    if test.name == '__main__.bad':
        test.examples = [example for example in test.examples if "['k']" not in example.source]
    print test.name, test.lineno, len(test.examples), runner.run(test, out=sys.stdout.write)
print runner.summarize(verbose=True)
for flags in doctest.REPORT_UDIFF, doctest.REPORT_CDIFF, doctest.REPORT_NDIFF:
    example = doctest.Example('x', 'a\nb\nc\nd\n')
    print doctest.OutputChecker().output_difference(example, 'a\nB\nc\n\nd\n', flags)
print doctest.script_from_examples('Some text.\n\n    >>> 1\n    1\n\nMore.\n    >>> if 1:\n    ...     x = 2\n')
for text in '>>>x', '>>> 1\n ... 2', '  >>> 1\n 2', '>>> 1 # doctest: +NOPE', '  >>> 1\n  1\n >>> 2':
    try:
        print doctest.DocTestParser().get_examples(text, 'name')[0].want
    except ValueError as problem:
        print problem
print doctest.DocTestParser().get_doctest('>>> 1\n1', {}, 'n', 'f', 3)
case = doctest.DocTestSuite('__main__')
print case.countTestCases(), sorted(str(test) for test in case)
