"""What kind of object something is, and what it has."""
import types
from collections import namedtuple

# Bits of co_flags.
CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, CO_VARKEYWORDS = 0x1, 0x2, 0x4, 0x8
CO_NESTED, CO_GENERATOR, CO_NOFREE = 0x10, 0x20, 0x40
TPFLAGS_IS_ABSTRACT = 1 << 20


def _tester(kind, what):
    """Return a function that tells whether its argument is of a type."""
    def test(object):
        return isinstance(object, kind)
    test.__doc__ = "Tell whether object is %s." % what
    return test


ismodule = _tester(types.ModuleType, "a module")
isclass = _tester((type, types.ClassType), "a class of either kind")
ismethod = _tester(types.MethodType, "a method of a class written in Python")
isfunction = _tester(types.FunctionType, "a function written in Python")
isgenerator = _tester(types.GeneratorType, "a generator")
istraceback = _tester(types.TracebackType, "a traceback")
isframe = _tester(types.FrameType, "a frame")
iscode = _tester(types.CodeType, "a code object")
isbuiltin = _tester(types.BuiltinFunctionType, "a function or method that is built in")
ismemberdescriptor = _tester(types.MemberDescriptorType, "a descriptor of a slot")
isgetsetdescriptor = _tester(types.GetSetDescriptorType, "a descriptor of a computed attribute")
for _name in ('ismodule', 'isclass', 'ismethod', 'isfunction', 'isgenerator', 'istraceback',
              'isframe', 'iscode', 'isbuiltin', 'ismemberdescriptor', 'isgetsetdescriptor'):
    globals()[_name].__name__ = _name


def isdatadescriptor(object):
    """Tell whether object is a descriptor that reads and sets."""
    return hasattr(object, "__set__") and hasattr(object, "__get__")


def ismethoddescriptor(object):
    """Tell whether object is a descriptor that only reads, such as a method of a built-in type."""
    known = ismethod(object) or isfunction(object) or isclass(object)
    return hasattr(object, "__get__") and not hasattr(object, "__set__") and not known


def isgeneratorfunction(object):
    """Tell whether object is a function that makes generators."""
    return bool((isfunction(object) or ismethod(object)) and
                object.func_code.co_flags & CO_GENERATOR)


def isroutine(object):
    """Tell whether object is a function or method of any kind."""
    return any(test(object) for test in (isbuiltin, isfunction, ismethod, ismethoddescriptor))


def isabstract(object):
    """Tell whether object is an abstract class, one with abstract methods."""
    return bool(isinstance(object, type) and object.__flags__ & TPFLAGS_IS_ABSTRACT)


def getmembers(object, predicate=None):
    """Return the sorted (name, value) of the attributes whose values satisfy predicate."""
    found = []
    for name in dir(object):
        try:
            value = getattr(object, name)
        except AttributeError:
            # dir() promises more than there is.
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    return sorted(found)


Attribute = namedtuple('Attribute', 'name kind defining_class object')


def classify_class_attrs(cls):
    """Return (name, kind, class that has it, value) for each attribute of a class.

    kind is 'class method', 'static method', 'property', 'method' or 'data'.
    """
    order = getmro(cls)
    result = []
    for name in dir(cls):
        homes = [each for each in order if name in vars(each)]
        if name in vars(cls):
            value = vars(cls)[name]
        else:
            value = getattr(cls, name)
        home = getattr(value, "__objclass__", None)
        if home is None and homes:
            home = homes[0]
        if home is not None and name in vars(home):
            value = vars(home)[name]
        result.append(Attribute(name, _kind_of(cls, name, value), home, value))
    return result


def _kind_of(cls, name, value):
    for kind, type_ in (("static method", staticmethod), ("class method", classmethod),
                        ("property", property)):
        if isinstance(value, type_):
            return kind
    if ismethoddescriptor(value):
        return "method"
    if isdatadescriptor(value):
        return "data"
    # A function in the class becomes a method when it is read.
    bound = getattr(cls, name, None)
    return "method" if ismethod(bound) or ismethoddescriptor(bound) else "data"


def _classic_order(cls, order):
    """Add a classic class and its bases to order, depth first."""
    if cls not in order:
        order.append(cls)
        for base in cls.__bases__:
            _classic_order(base, order)
    return order


def getmro(cls):
    """Return the tuple of a class and its bases in the order of lookups."""
    return cls.__mro__ if hasattr(cls, "__mro__") else tuple(_classic_order(cls, []))


def walktree(classes, children, parent):
    """Return (class, bases) of classes and of all below them, as nested lists."""
    tree = []
    for each in sorted(classes, key=lambda cls: (cls.__module__, cls.__name__)):
        tree.append((each, each.__bases__))
        if each in children:
            tree.append(walktree(children[each], children, each))
    return tree


def getclasstree(classes, unique=0):
    """Return the tree of classes below their bases, as nested lists for walktree()'s result."""
    below = {}
    tops = []
    for each in classes:
        for base in each.__bases__:
            members = below.setdefault(base, [])
            if each not in members:
                members.append(each)
            if unique and base in classes:
                break
        if not each.__bases__ and each not in tops:
            tops.append(each)
    tops += [base for base in below if base not in classes]
    return walktree(tops, below, None)
