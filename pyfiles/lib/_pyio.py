"""The classes of io under the name where a version in plain Python is looked for; here, both are one."""

import io
from io import *
from io import SEEK_SET, SEEK_CUR, SEEK_END, IncrementalNewlineDecoder

OpenWrapper = io.open
_BufferedIOMixin = BufferedIOBase
