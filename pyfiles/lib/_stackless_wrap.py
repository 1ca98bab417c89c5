"""Reducers for what tasklets hold: with them pickle and copy take frames, functions and generators.

Code and functions that cannot be found by their name are pickled as such; a frame as its code, its
namespace (by the name of the module, where it is one) and the values it holds.
"""

import copy_reg
import marshal
import sys
import types

import _stackless
from _stackless import _frame as frame, _generator as generator

xrange = xrange


def _a_cell():
    value = None
    return (lambda: value).__closure__[0]


def _a_wrapper():
    return [].__len__


_CellType = type(_a_cell())


def _empty_cell():
    def inner():
        return value
    made = inner.__closure__[0]
    if False:
        value = None
    return made


def _cell(contents):
    return (lambda: contents).__closure__[0]


def _namespace_of(name):
    """Return the namespace of a module."""
    return _module(name).__dict__


def _module(name):
    """Return a module, imported if need be."""
    found = sys.modules.get(name)
    if found is None:
        __import__(name)
        found = sys.modules[name]
    return found


class _Namespace(object):
    """Stands for the namespace of a module."""

    def __init__(self, name):
        self.name = name

    def __reduce__(self):
        return _namespace_of, (self.name,)


def _resolved(namespace):
    """Return a namespace that copy has passed on unpickled."""
    if isinstance(namespace, _Namespace):
        return _namespace_of(namespace.name)
    return namespace


def _by_name(namespace):
    """Return what stands for a namespace: the module that it belongs to, or itself."""
    name = namespace.get('__name__')
    module = sys.modules.get(name) if isinstance(name, str) else None
    if module is not None and getattr(module, '__dict__', None) is namespace:
        return _Namespace(name)
    return namespace


def _code(data):
    return marshal.loads(data)


def _reduce_code(code):
    return _code, (marshal.dumps(code),)


def _reduce_cell(cell):
    try:
        return _cell, (cell.cell_contents,)
    except ValueError:
        return _empty_cell, ()


def _function(code, namespace):
    """Return a function that is yet to get its state, by which its closure may lead to itself."""
    cells = tuple([_empty_cell() for _ in code.co_freevars])
    made = types.FunctionType(code, _resolved(namespace), code.co_name, None, cells)

    def set_state(state):
        del made.__setstate__
        made.__name__, made.__defaults__, made.__module__, made.__doc__ = state[:4]
        _stackless._set_closure(made, state[4])
        made.__dict__.update(state[5])

    made.__setstate__ = set_state
    return made


def _reduce_function(function):
    found = sys.modules.get(function.__module__)
    if found is not None and getattr(found, function.__name__, None) is function:
        return function.__name__
    state = (function.__name__, function.__defaults__, function.__module__, function.__doc__,
             function.__closure__ or (), function.__dict__)
    return _function, (function.__code__, _by_name(function.__globals__)), state


def _new_module(name):
    return types.ModuleType(name)


def _reduce_module(module):
    name = module.__name__
    if sys.modules.get(name) is module:
        return _module, (name,)
    return _new_module, (name,), module.__dict__


def _frame(code, namespace):
    """Return a frame that is yet to get its state."""
    return frame(code, _resolved(namespace))


def _reduce_frame(obj):
    return _frame, (obj.f_code, _by_name(obj.f_globals)), _stackless._frame_state(obj)


def _reduce_generator(obj):
    return generator, (obj.gi_code,), _stackless._generator_state(obj)


def _iterator_at(source, position):
    """Return an iterator over a sequence that has given so many items."""
    return _stackless._sequence_iterator(source, position)


def _range_iterator_at(source, position):
    made = iter(source)
    for _ in xrange(position):
        next(made)
    return made


def _reduce_sequence_iterator(iterator):
    source, position = _stackless._iterator_state(iterator)
    return _iterator_at, (source, position)


def _reduce_range_iterator(iterator):
    start, step, length, position = _stackless._iterator_state(iterator)
    return _range_iterator_at, (xrange(start, start + step * length, step), position)


def _rest(items, count):
    return _iterator_at, (items[len(items) - count:], 0)


def _reduce_set_iterator(iterator):
    source = _stackless._iterator_state(iterator)[0]
    return _rest(list(source), iterator.__length_hint__())


def _reduce_keys(iterator):
    source = _stackless._iterator_state(iterator)[0]
    return _rest(list(source), iterator.__length_hint__())


def _reduce_values(iterator):
    source = _stackless._iterator_state(iterator)[0]
    return _rest(source.values() if source else [], iterator.__length_hint__())


def _reduce_items(iterator):
    source = _stackless._iterator_state(iterator)[0]
    return _rest(source.items() if source else [], iterator.__length_hint__())


def _reduce_call_iterator(iterator):
    state = _stackless._iterator_state(iterator)
    return iter, state or ((),)


def _no_traceback():
    """Stand for a traceback: its frames do not exist any more."""


def _reduce_traceback(traceback):
    return _no_traceback, ()


def _reduce_enumerate(iterator):
    return enumerate, _stackless._iterator_state(iterator)


def _method(function, instance, owner):
    return types.MethodType(function, instance, owner)


def _reduce_method(method):
    return _method, (method.__func__, method.__self__, method.im_class)


def _reduce_builtin(function):
    owner = function.__self__
    if owner is None or isinstance(owner, types.ModuleType):
        return function.__name__
    return getattr, (owner, function.__name__)


def _reduce_wrapper(wrapper):
    return getattr, (wrapper.__self__, wrapper.__name__)


def _reduce_descriptor(descriptor):
    return getattr, (descriptor.__objclass__, descriptor.__name__)


def _register():
    reducers = [
        (types.CodeType, _reduce_code), (_CellType, _reduce_cell),
        (types.FunctionType, _reduce_function), (types.ModuleType, _reduce_module),
        (types.FrameType, _reduce_frame), (types.GeneratorType, _reduce_generator),
        (types.MethodType, _reduce_method), (types.BuiltinFunctionType, _reduce_builtin),
        (type(list.append), _reduce_descriptor), (type(list.__len__), _reduce_descriptor),
        (type([].__len__), _reduce_wrapper), (enumerate, _reduce_enumerate),
        (type(iter([])), _reduce_sequence_iterator), (type(iter(())), _reduce_sequence_iterator),
        (type(iter('')), _reduce_sequence_iterator),
        (type(iter(_a_cell, None)), _reduce_call_iterator),
        (types.TracebackType, _reduce_traceback),
        (type(iter(xrange(0))), _reduce_range_iterator), (type(iter(set())), _reduce_set_iterator),
        (type({}.iterkeys()), _reduce_keys), (type({}.itervalues()), _reduce_values),
        (type({}.iteritems()), _reduce_items),
    ]
    for kind, reducer in reducers:
        copy_reg.pickle(kind, reducer)


_register()
