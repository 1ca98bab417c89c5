"""Measures how long a small piece of code takes.

usage: python -m timeit [-n N] [-r N] [-s S] [-t] [-c] [-v] [-h] [statement]

-n N  how many times to run the statement (default: as often as takes 0.2 s)
-r N  how many times to measure (default 3)
-s S  a statement to run once before; may be given several times
-t    measure with time.time()
-c    measure with time.clock()
-v    print unrounded times and more digits
-h    print this text
"""
import gc
import itertools
import sys
import time

__all__ = ["Timer"]

dummy_src_name = "<timeit-src>"
default_number, default_repeat = 1000000, 3
default_timer = time.clock if sys.platform == "win32" else time.time


def reindent(src, indent):
    """Move all lines of a source but the first to the right."""
    return src.replace("\n", "\n" + " " * indent)


def _source(stmt, setup):
    return ("def inner(_it, _timer%s):\n    %s\n    _t0 = _timer()\n    for _i in _it:\n        %s\n"
            "    _t1 = _timer()\n    return _t1 - _t0\n"
            % (setup[1], reindent(setup[0], 4), reindent(stmt, 8)))


class Timer:
    """Measures a statement, after another one has been run once; both are source or functions."""

    def __init__(self, stmt="pass", setup="pass", timer=default_timer):
        self.timer = timer
        names, given = {}, ''
        texts = []
        for name, code in ('_setup', setup), ('_stmt', stmt):
            if hasattr(code, '__call__') and not isinstance(code, basestring):
                names[name] = code
                given += ', %s=%s' % (name, name)
                texts.append(name + '()')
            elif isinstance(code, basestring):
                # What only makes sense inside of a loop or a function is not for the template to allow.
                compile('\n'.join(texts + [code]) if name == '_stmt' and setup is not code else code,
                        dummy_src_name, "exec")
                texts.append(code)
            else:
                raise ValueError("%s is neither a string nor callable" % name.strip('_'))
        self.src = _source(texts[1], (texts[0], given))
        exec compile(self.src, dummy_src_name, "exec") in globals(), names
        self.inner = names["inner"]

    def print_exc(self, file=None):
        """Print the exception being handled with the lines of the source."""
        import linecache
        import traceback
        linecache.cache[dummy_src_name] = len(self.src), None, self.src.split("\n"), dummy_src_name
        traceback.print_exc(file=file)

    def timeit(self, number=default_number):
        """Run the statement some times and return how many seconds that took."""
        turns = itertools.repeat(None, number) if number else itertools.repeat(None, 0)
        collecting = gc.isenabled()
        gc.disable()
        try:
            return self.inner(turns, self.timer)
        finally:
            if collecting:
                gc.enable()

    def repeat(self, repeat=default_repeat, number=default_number):
        """Call timeit several times and return a list of the results."""
        return [self.timeit(number) for _ in range(repeat)]


def timeit(stmt="pass", setup="pass", timer=default_timer, number=default_number):
    """Measure a statement."""
    return Timer(stmt, setup, timer).timeit(number)


def repeat(stmt="pass", setup="pass", timer=default_timer, repeat=default_repeat, number=default_number):
    """Measure a statement several times."""
    return Timer(stmt, setup, timer).repeat(repeat, number)


def main(args=None, _wrap_timer=None):
    """Measure the statement on a command line; return a status if it went wrong."""
    import getopt
    import os
    try:
        options, lines = getopt.getopt(sys.argv[1:] if args is None else args, "n:s:r:tcvh",
                                       "number= setup= repeat= time clock verbose help".split())
    except getopt.error as problem:
        print problem
        print "use -h/--help for command line help"
        return 2
    timer, number, repeats, verbose, precision, setup = default_timer, 0, default_repeat, 0, 3, []
    for option, value in options:
        if option in ("-n", "--number"):
            number = int(value)
        elif option in ("-s", "--setup"):
            setup.append(value)
        elif option in ("-r", "--repeat"):
            repeats = max(int(value), 1)
        elif option in ("-t", "--time"):
            timer = time.time
        elif option in ("-c", "--clock"):
            timer = time.clock
        elif option in ("-v", "--verbose"):
            precision += bool(verbose)
            verbose += 1
        else:
            print __doc__,
            return 0
    sys.path.insert(0, os.curdir)
    measured = Timer("\n".join(lines) or "pass", "\n".join(setup) or "pass",
                     timer if _wrap_timer is None else _wrap_timer(timer))
    try:
        number = number or _enough_turns(measured, verbose, precision)
        times = measured.repeat(repeats, number)
    except:
        measured.print_exc()
        return 1
    if verbose:
        print "raw times:", " ".join("%.*g" % (precision, each) for each in times)
    print "%d loops," % number,
    _print_best(min(times) * 1e6 / number, repeats, precision)


def _enough_turns(measured, verbose, precision):
    for power in range(1, 10):
        number = 10 ** power
        took = measured.timeit(number)
        if verbose:
            print "%d loops -> %.*g secs" % (number, precision, took)
        if took >= 0.2:
            break
    return number


def _print_best(usec, repeats, precision):
    for unit in "usec", "msec":
        if usec < 1000:
            break
        usec /= 1000
    else:
        unit = "sec"
    print "best of %d: %.*g %s per loop" % (repeats, precision, usec, unit)


if __name__ == "__main__":
    sys.exit(main())
