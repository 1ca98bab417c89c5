"""Abstract base classes."""
import types

from _weakrefset import WeakSet

# Classes of the old kind have no __mro__ and their instances all have the same type.
_CLASSIC_INSTANCE = types.InstanceType


def _is_abstract(member):
    return getattr(member, "__isabstractmethod__", False)


def abstractmethod(funcobj):
    """Mark a method that concrete classes have to override."""
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractproperty(property):
    """A property that concrete classes have to override."""
    __isabstractmethod__ = True


class ABCMeta(type):
    """Metaclass of abstract base classes; other classes can be registered as subclasses.

    Answers to issubclass() are remembered: positive ones for good, negative ones until any class
    is registered anywhere.
    """

    # The number of registrations so far: negative answers are as old as this number then.
    _abc_invalidation_counter = 0

    def __new__(mcls, name, bases, namespace):
        cls = super(ABCMeta, mcls).__new__(mcls, name, bases, namespace)
        open_names = [key for key, member in namespace.items() if _is_abstract(member)]
        for base in bases:
            inherited = getattr(base, "__abstractmethods__", ())
            open_names.extend(key for key in inherited if _is_abstract(getattr(cls, key, None)))
        cls.__abstractmethods__ = frozenset(open_names)
        cls._abc_registry, cls._abc_cache = WeakSet(), WeakSet()
        cls._forget_denials()
        return cls

    def _forget_denials(cls):
        cls._abc_negative_cache = WeakSet()
        cls._abc_negative_cache_version = ABCMeta._abc_invalidation_counter

    def register(cls, subclass):
        """Make a class count as a subclass."""
        if not isinstance(subclass, (type, types.ClassType)):
            raise TypeError("Can only register classes")
        if not issubclass(subclass, cls):
            if issubclass(cls, subclass):
                raise RuntimeError("Refusing to create an inheritance cycle")
            ABCMeta._abc_invalidation_counter += 1
            cls._abc_registry.add(subclass)

    def _dump_registry(cls, file=None):
        """Print what is registered and remembered."""
        print >> file, "Class: %s.%s" % (cls.__module__, cls.__name__)
        print >> file, "Inv.counter: %s" % ABCMeta._abc_invalidation_counter
        for name, value in sorted(cls.__dict__.items()):
            if name.startswith("_abc_"):
                print >> file, "%s: %r" % (name, value)

    def __instancecheck__(cls, instance):
        claimed = getattr(instance, '__class__', None)
        if claimed is not None and claimed in cls._abc_cache:
            return True
        real = type(instance)
        if real is _CLASSIC_INSTANCE:
            real = claimed
        candidates = [real] if claimed is None or claimed is real else [claimed, real]
        return any(cls.__subclasscheck__(candidate) for candidate in candidates)

    def __subclasscheck__(cls, subclass):
        if subclass in cls._abc_cache:
            return True
        if cls._abc_negative_cache_version != ABCMeta._abc_invalidation_counter:
            cls._forget_denials()
        elif subclass in cls._abc_negative_cache:
            return False
        answer = _decide(cls, subclass)
        (cls._abc_cache if answer else cls._abc_negative_cache).add(subclass)
        return answer


def _decide(abstract, candidate):
    """Find out whether candidate counts as a subclass: by hook, descent or registration."""
    verdict = abstract.__subclasshook__(candidate)
    if verdict is not NotImplemented:
        assert isinstance(verdict, bool)
        return verdict
    return (abstract in getattr(candidate, '__mro__', ())
            or any(issubclass(candidate, other) for other in abstract._abc_registry)
            or any(issubclass(candidate, other) for other in abstract.__subclasses__()))
