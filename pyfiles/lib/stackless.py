"""Tasklets, channels and their scheduler, under the names of Stackless Python 2.7.

The module replaces itself by an object of a class of its own, because some of its attributes are
computed when they are read.
"""

import sys
import types

import _stackless
import _stackless_wrap
from _stackless import *
from _stackless import TaskletExit, run_watchdog, test_cstate

__all__ = [
    'atomic', 'bomb', 'channel', 'enable_softswitch', 'get_channel_callback',
    'get_schedule_callback', 'get_thread_info', 'getcurrent', 'getcurrentid', 'getmain',
    'getruncount', 'getthreads', 'run', 'schedule', 'schedule_remove', 'set_channel_callback',
    'set_error_handler', 'set_schedule_callback', 'stackless', 'switch_trap', 'tasklet',
]


def getdebug():
    """Return whether this is a debugging build."""
    return False


def getuncollectables():
    """Return the objects that the collector could not free."""
    import gc
    return list(gc.garbage)


def test_cframe(switches, words=0):
    """Call schedule() so many times."""
    for _ in xrange(switches):
        schedule()


test_cframe_nr = test_cframe


def test_outside():
    """Run all tasklets."""
    run()


class _StacklessModule(types.ModuleType):

    @property
    def current(self):
        """The running tasklet."""
        return getcurrent()

    @property
    def main(self):
        """The first tasklet of the thread."""
        return getmain()

    @property
    def runcount(self):
        """How many tasklets are runnable."""
        return getruncount()

    @property
    def threads(self):
        """The numbers of all threads."""
        return getthreads()

    @property
    def debug(self):
        """Whether this is a debugging build."""
        return getdebug()

    @property
    def uncollectables(self):
        """The objects that the collector could not free."""
        return getuncollectables()

    @property
    def pickle_with_tracing_state(self):
        """Whether pickled tasklets keep their trace functions."""
        return _stackless.pickle_with_tracing_state

    @pickle_with_tracing_state.setter
    def pickle_with_tracing_state(self, value):
        _stackless.pickle_with_tracing_state = value

    def __reduce__(self):
        return 'stackless'


def _replace():
    module = _StacklessModule('stackless', __doc__)
    names = dict(globals())
    del names['_replace']
    module.__dict__.update(names)
    module.stackless = module
    module._wrap = sys.modules['stackless._wrap'] = _stackless_wrap
    # The functions above look their names up here: the old module has to live on.
    module._original = sys.modules['stackless']
    sys.modules['stackless'] = module


_replace()
