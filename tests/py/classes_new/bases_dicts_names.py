# What a class dict holds, which types may be derived from, and odd attribute names.
import gc
import imp
import sys
import types


class C(object):
    def m(self):
        pass


print sorted(C.__dict__.keys()), repr(C.__dict__)[:12], C.__doc__


class Base(object):
    pass


class Meta1(type, Base):
    pass


class Meta2(Base, type):
    pass


class D(object):
    __metaclass__ = Meta1


class E(object):
    __metaclass__ = Meta2


class Module1(types.ModuleType, Base):
    pass


class Module2(Base, types.ModuleType):
    pass


for x in C, D, E, Module1("m"), Module2("m"):
    print type(x.__dict__),
    try:
        x.__dict__ = {}
    except (AttributeError, TypeError), error:
        print type(error).__name__
for t in (bool, xrange, slice, type(None), type(len), type(lambda: 0), type(iter([])), buffer, type(sys), property,
          file, enumerate, reversed, super, basestring, type(C.__dict__), type(C.m), type(int.__add__)):
    for bases in (t,), (t, C):
        try:
            type("Z", bases, {})
            print t, "ok",
        except TypeError, error:
            print error,
    print
for call in (lambda: setattr(C(), 1, 2), lambda: getattr(C(), 1), lambda: object.__getattribute__(C, 1),
             lambda: object.__setattr__(C(), None, 1), lambda: object.__delattr__(C(), 2.5),
             lambda: type.__getattribute__(list, list), lambda: type.__setattr__(C, [], 1)):
    try:
        call()
    except TypeError, error:
        print error


class Slots(object):
    __slots__ = unicode("abc")


s = Slots()
s.abc = 5
print s.abc, Slots.__slots__


class Compared(type):
    def __cmp__(self, other):
        return -1


class X(object):
    __metaclass__ = Compared


print X < Compared, cmp(X, Compared), X < int


class Text(str):
    def __str__(self):
        return self


try:
    print Text("w")
except RuntimeError, error:
    print error


def closure():
    kept = []

    class Cycle(object):
        def method(self):
            kept.append(self)
    c = Cycle()
    c.c = c
    del c, Cycle
    gc.collect()
    return kept


print closure()
destroyed = []
module = types.ModuleType("module")
module.destroyed = destroyed
exec """class A:
    def __del__(self, destroyed=destroyed):
        destroyed.append(1)
a = A()
""" in module.__dict__
del module
gc.collect()
print destroyed
imp.acquire_lock()
print imp.lock_held()
imp.release_lock()
try:
    imp.release_lock()
except RuntimeError, error:
    print error
for source in '"a"\n"b"\nfrom __future__ import division', '"a"\nfrom __future__ import division\n', 'x = 1\nfrom __future__ import division':
    try:
        exec source
    except SyntaxError, error:
        print error
for names in {"__builtins__": 5}, {"__builtins__": {}}, {"__builtins__": {"len": 3}}:
    for expression in "len", "None":
        try:
            print eval(expression, names)
        except NameError, error:
            print error
for locals_of in [], "x", 5, {}:
    try:
        print eval("1", {}, locals_of)
    except TypeError, error:
        print error


class Classic:
    pass


print [cmp(Classic(), x) for x in (True, 1, 2L, 1.5, 1j, None, "x", [], object(), len, int)]
