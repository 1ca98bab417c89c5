"""Starts and imports what almost every program imports."""
import os
import sys
import time

print(len(sys.argv) > 0 and os.sep and time.time() > 0)
