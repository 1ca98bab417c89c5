"""python -m unittest"""
import sys

from unittest.main import TestProgram, USAGE_AS_MAIN, main

if sys.argv[0].endswith("__main__.py"):
    sys.argv[0] = "python -m unittest"
__unittest = True
TestProgram.USAGE = USAGE_AS_MAIN
main(module=None)
