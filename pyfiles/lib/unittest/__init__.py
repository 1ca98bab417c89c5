"""Tests as methods of classes: fixtures, suites, and a runner that reports on them.

    class TestSquare(unittest.TestCase):
        def test_of_three(self):
            self.assertEqual(square(3), 9)

    unittest.main()
"""
from unittest.result import TestResult
from unittest.case import (
    FunctionTestCase, SkipTest, TestCase, expectedFailure, skip, skipIf, skipUnless)
from unittest.suite import BaseTestSuite, TestSuite
from unittest.loader import (
    TestLoader, defaultTestLoader, findTestCases, getTestCaseNames, makeSuite)
from unittest.main import TestProgram, main
from unittest.runner import TextTestResult, TextTestRunner
from unittest.signals import installHandler, registerResult, removeHandler, removeResult

__all__ = [
    'TestResult', 'TestCase', 'TestSuite', 'TextTestRunner', 'TestLoader', 'FunctionTestCase',
    'main', 'defaultTestLoader', 'SkipTest', 'skip', 'skipIf', 'skipUnless', 'expectedFailure',
    'TextTestResult', 'installHandler', 'registerResult', 'removeResult', 'removeHandler',
    'getTestCaseNames', 'makeSuite', 'findTestCases',
]
_TextTestResult = TextTestResult
__unittest = True
