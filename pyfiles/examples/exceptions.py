"""Exceptions: handlers, cleanup, with, throwing into generators, walking a traceback."""
import sys


class Refused(Exception):
    def __init__(self, reason, code):
        Exception.__init__(self, reason)
        self.code = code


class Log(object):
    def __enter__(self):
        print '  enter'
        return self

    def __exit__(self, kind, value, trace):
        print '  leave with', kind.__name__ if kind else None
        return kind is Refused


def attempt(n):
    try:
        if n == 0:
            return 'fine'
        if n == 1:
            raise Refused('no reason', 7)
        return 1 // (n - 2)
    except ZeroDivisionError, error:
        return 'caught %s' % error
    finally:
        print '  finally', n


def numbers():
    try:
        yield 1
        yield 2
    except KeyError as error:
        print '  the generator got', repr(error)
        yield 99
    finally:
        print '  the generator is done'


for n in 0, 2, 3:
    print attempt(n)
with Log():
    attempt(1)
try:
    attempt(1)
except (KeyError, Refused) as error:
    print error, error.code, error.args

steps = numbers()
print steps.next()
print steps.throw(KeyError, 'x')
print list(steps)


def deep(n):
    if n == 0:
        return {}['missing']
    return deep(n - 1)


caught = 0
for i in xrange(100000):
    try:
        if i % 3 == 0:
            raise ValueError(i)
    except ValueError:
        caught += 1
print 'caught', caught
try:
    deep(2)
except KeyError:
    kind, value, trace = sys.exc_info()
    print '%s %s, raised through' % (kind.__name__, value),
    while trace is not None:
        print '%s:%d' % (trace.tb_frame.f_code.co_name, trace.tb_lineno),
        trace = trace.tb_next
    print
try:
    deep(10 ** 6)
except RuntimeError as error:
    print error
