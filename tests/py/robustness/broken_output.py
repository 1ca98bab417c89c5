# Output that goes nowhere: a full disk, a pipe nobody reads, a closed file.
import os
import sys

PROGRAMS = [
    ('full', 'print "x" * 100', '> /dev/full'),
    ('full, caught', 'import sys\ntry:\n    sys.stdout.write("x" * 100000); sys.stdout.flush()\n'
     'except IOError, e: sys.stderr.write(repr(e) + "\\n")', '> /dev/full'),
    ('full, unbuffered', 'import os, sys\nf = os.fdopen(1, "w", 0)\ntry: f.write("x")\n'
     'except IOError, e: sys.stderr.write(repr(e) + "\\n")', '> /dev/full'),
    ('pipe', 'for i in xrange(200000): print i', '| head -n 1'),
    ('pipe, caught', 'import sys\ntry:\n    while 1: print "y"\n'
     'except IOError, e: sys.stderr.write(repr(e) + "\\n")', '| head -n 1'),
    ('pipe, hot', 'import sys\ndef f():\n    n = 0\n    while 1:\n        n += 1\n        sys.stdout.write("y\\n")\n'
     'try: f()\nexcept IOError, e: sys.stderr.write(e.strerror + "\\n")', '| head -n 1'),
    ('closed', 'import sys\nsys.stdout.close()\ntry: print 1\n'
     'except ValueError, e: sys.stderr.write(repr(e) + "\\n")', ''),
    ('deleted', 'import sys\ndel sys.stdout\ntry: print 1\n'
     'except RuntimeError, e: sys.stderr.write(repr(e) + "\\n")', ''),
    ('both', 'import sys\nsys.stdout.close(); sys.stderr.close()\n1 / 0', ''),
    ('no errors', 'import sys\nsys.stderr = None\nprint 1\n1 / 0', ''),
    ('full errors', '1 / 0', '2> /dev/full'),
]
for name, source, where in PROGRAMS:
    print '--', name
    sys.stdout.flush()
    command = "'%s' -c '%s' %s" % (sys.executable, source, where)
    status = os.system('( %s ) 2>&1' % command)
    print 'status', status >> 8
