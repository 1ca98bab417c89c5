"""Values as bytes, by a format."""
from _struct import *
from _struct import _clearcache
from _struct import __doc__
