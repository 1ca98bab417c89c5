"""The interface of threading where there are no threads: start() runs the thread to its end."""
from sys import modules as _modules

import dummy_thread

# threading and what it is made of are imported once more, over dummy_thread.
_held = dict((_name, _modules.pop(_name)) for _name in ('threading', '_threading_local', 'thread')
             if _name in _modules)
try:
    _modules['thread'] = dummy_thread
    import threading
    _dummies = dict((_name, _modules.pop(_name)) for _name in ('threading', '_threading_local')
                    if _name in _modules)
    for _name, _module in _dummies.items():
        _modules['_dummy_' + _name] = _module
    from _dummy_threading import *
    from _dummy_threading import __all__
finally:
    _modules.pop('thread', None)
    _modules.update(_held)
