# dir() of singletons and modules, the collector's counts, errors of starred generators.
import gc
import sys

print dir(None) == dir(NotImplemented) == dir(Ellipsis), bool(None), not None


class Odd(type(sys)):
    __dict__ = property(lambda self: "Not a dict!")


odd = Odd("odd")
for module in odd, type(sys).__new__(type(sys)):
    try:
        print dir(module)
    except (TypeError, SystemError), error:
        print type(error).__name__, error
gc.collect()
for generation in 0, 0, 1, 0, 2:
    gc.collect(generation)
    print gc.get_count()[1:]


def called(*args):
    return args


def broken():
    raise TypeError("myerror")


for starred in (broken() for i in range(1)), 5, None, iter([1]):
    try:
        print called(*starred)
    except TypeError, error:
        print error


class BadLen(object):
    def __iter__(self):
        return iter(range(10))

    def __len__(self):
        raise RuntimeError("len")


for call in list, tuple, bytearray().extend, [].extend, zip, lambda x: filter(None, x):
    try:
        call(BadLen())
    except RuntimeError, error:
        print error
e = BaseException("text")
del e.message
try:
    e.message
except AttributeError, error:
    print error
