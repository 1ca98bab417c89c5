"""Shallow and deep copies of objects."""
import types
import weakref
from copy_reg import dispatch_table

__all__ = ["Error", "copy", "deepcopy"]


class Error(Exception):
    pass


error = Error

try:
    from org.python.core import PyStringMap
except ImportError:
    PyStringMap = None


def copy(x):
    """Return a shallow copy."""
    cls = type(x)
    copier = _copiers.get(cls)
    if copier:
        return copier(x)
    copier = getattr(cls, "__copy__", None)
    if copier:
        return copier(x)
    return _reconstruct(x, _reduced(x, cls, 2), 0)


def _reduced(x, cls, protocol):
    reductor = dispatch_table.get(cls)
    if reductor:
        return reductor(x)
    reductor = getattr(x, "__reduce_ex__", None)
    if reductor:
        return reductor(protocol)
    reductor = getattr(x, "__reduce__", None)
    if reductor:
        return reductor()
    raise Error("un(deep)copyable object of type %s" % cls)


_copiers = {}


def _same(x):
    return x


for _kind in (type(None), int, long, float, bool, complex, str, unicode, tuple, frozenset, type,
              xrange, types.ClassType, types.BuiltinFunctionType, type(Ellipsis),
              types.FunctionType, weakref.ref):
    _copiers[_kind] = _same


def _by_constructor(x):
    return type(x)(x)


for _kind in (list, dict, set):
    _copiers[_kind] = _by_constructor


def _by_own_method(x):
    return x.copy()


def _copy_instance(x):
    if hasattr(x, '__copy__'):
        return x.__copy__()
    if hasattr(x, '__getinitargs__'):
        result = x.__class__(*x.__getinitargs__())
    else:
        result = _Empty()
        result.__class__ = x.__class__
    state = x.__getstate__() if hasattr(x, '__getstate__') else x.__dict__
    if hasattr(result, '__setstate__'):
        result.__setstate__(state)
    else:
        result.__dict__.update(state)
    return result


_copiers[types.InstanceType] = _copy_instance


class _Empty:
    pass


def deepcopy(x, memo=None, _nil=[]):
    """Return a copy of an object and of all it holds."""
    if memo is None:
        memo = {}
    key = id(x)
    known = memo.get(key, _nil)
    if known is not _nil:
        return known
    cls = type(x)
    copier = _deep_copiers.get(cls)
    if copier:
        result = copier(x, memo)
    elif isinstance(x, type):
        result = x
    else:
        copier = getattr(x, "__deepcopy__", None)
        if copier:
            result = copier(memo)
        else:
            result = _reconstruct(x, _reduced(x, cls, 2), 1, memo)
    memo[key] = result
    _keep_alive(x, memo)
    return result


_deep_copiers = {}


def _same_deep(x, memo):
    return x


for _kind in (type(None), type(Ellipsis), int, long, float, bool, complex, str, unicode, type,
              types.CodeType, xrange, types.ClassType, types.BuiltinFunctionType,
              types.FunctionType, weakref.ref):
    _deep_copiers[_kind] = _same_deep


def _deepcopy_list(x, memo):
    result = []
    memo[id(x)] = result
    for item in x:
        result.append(deepcopy(item, memo))
    return result


_deep_copiers[list] = _deepcopy_list


def _deepcopy_tuple(x, memo):
    items = [deepcopy(item, memo) for item in x]
    if id(x) in memo:
        return memo[id(x)]
    for before, after in zip(x, items):
        if before is not after:
            return tuple(items)
    return x


_deep_copiers[tuple] = _deepcopy_tuple


def _deepcopy_dict(x, memo):
    result = {}
    memo[id(x)] = result
    for key, value in x.iteritems():
        result[deepcopy(key, memo)] = deepcopy(value, memo)
    return result


_deep_copiers[dict] = _deepcopy_dict


def _deepcopy_method(x, memo):
    return type(x)(x.im_func, deepcopy(x.im_self, memo), x.im_class)


_deep_copiers[types.MethodType] = _deepcopy_method


def _deepcopy_instance(x, memo):
    if hasattr(x, '__deepcopy__'):
        return x.__deepcopy__(memo)
    if hasattr(x, '__getinitargs__'):
        result = x.__class__(*deepcopy(x.__getinitargs__(), memo))
    else:
        result = _Empty()
        result.__class__ = x.__class__
    memo[id(x)] = result
    state = x.__getstate__() if hasattr(x, '__getstate__') else x.__dict__
    state = deepcopy(state, memo)
    if hasattr(result, '__setstate__'):
        result.__setstate__(state)
    else:
        result.__dict__.update(state)
    return result


_deep_copiers[types.InstanceType] = _deepcopy_instance


def _keep_alive(x, memo):
    """Keep the original alive with the memo, so that its id stays taken."""
    try:
        memo[id(memo)].append(x)
    except KeyError:
        memo[id(memo)] = [x]


def _reconstruct(x, info, deep, memo=None):
    if isinstance(info, str):
        return x
    assert isinstance(info, tuple)
    if memo is None:
        memo = {}
    assert 2 <= len(info) <= 5
    function, args = info[:2]
    state, list_items, dict_items = (info[2:] + (None, None, None))[:3]
    if deep:
        args = deepcopy(args, memo)
    result = function(*args)
    memo[id(x)] = result
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if hasattr(result, '__setstate__'):
            result.__setstate__(state)
        else:
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            else:
                slots = None
            if state is not None:
                result.__dict__.update(state)
            if slots is not None:
                for key, value in slots.iteritems():
                    setattr(result, key, value)
    if list_items is not None:
        for item in list_items:
            result.append(deepcopy(item, memo) if deep else item)
    if dict_items is not None:
        for key, value in dict_items:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            result[key] = value
    return result


del _kind
