"""Functions to call when the program ends."""
import sys

__all__ = ["register"]

_exithandlers = []


def _report():
    """Write the exception that was just raised to the error output."""
    import traceback
    sys.stderr.write("Error in atexit._run_exitfuncs:\n")
    traceback.print_exc()


def _run_exitfuncs():
    """Call all functions, the last registered first; the last exception goes on."""
    last = ()
    while _exithandlers:
        function, args, kwargs = _exithandlers.pop()
        try:
            function(*args, **kwargs)
        except:
            last = sys.exc_info()
            if last[0] is not SystemExit:
                _report()
    if last:
        raise last[0], last[1], last[2]


def register(func, *targs, **kargs):
    """Call a function with these arguments when the program ends."""
    _exithandlers.append((func, targs, kargs))
    return func


if hasattr(sys, "exitfunc"):
    register(sys.exitfunc)
sys.exitfunc = _run_exitfuncs
