"""Functions to call when the program ends."""
import sys

__all__ = ["register"]

_exithandlers = []


def _run_exitfuncs():
    """Call all functions, the last registered first; the last exception goes on."""
    failure = None
    while _exithandlers:
        function, args, kwargs = _exithandlers.pop()
        try:
            function(*args, **kwargs)
        except SystemExit:
            failure = sys.exc_info()
        except:
            import traceback
            print >> sys.stderr, "Error in atexit._run_exitfuncs:"
            traceback.print_exc()
            failure = sys.exc_info()
    if failure is not None:
        raise failure[0], failure[1], failure[2]


def register(func, *targs, **kargs):
    """Call a function with these arguments when the program ends."""
    _exithandlers.append((func, targs, kargs))
    return func


if hasattr(sys, "exitfunc"):
    register(sys.exitfunc)
sys.exitfunc = _run_exitfuncs
