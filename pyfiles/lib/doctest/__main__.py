import sys
import doctest

sys.exit(doctest._test())
