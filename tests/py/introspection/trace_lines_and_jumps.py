# What a trace function is told: line by line, as CPython's line tables have it; and where it may jump.
import sys


def show(function, *args):
    events = []
    first = function.func_code.co_firstlineno

    def tracer(frame, event, arg):
        if frame.f_code is function.func_code or frame.f_code.co_name == "inner":
            events.append((frame.f_lineno - first, event))
        return tracer
    sys.settrace(tracer)
    try:
        try:
            function(*args)
        except Exception, error:
            events.append(type(error).__name__)
    finally:
        sys.settrace(None)
    print function.__name__, args, events


def constant():
    return 1


def passes(a):
    if a:
        pass
    else:
        pass


def branches(a, b):
    if a:
        x = 1
    elif b:
        x = 2
    else:
        x = 3
    return x


def loops(n):
    for i in range(n):
        if i == 1:
            continue
        elif i == 3:
            break
        else:
            pass
    else:
        x = 1
    while n:
        n -= 1
        if n == 1:
            break
    while 1:
        n += 1
        if n > 3:
            return n


def handlers(kind):
    try:
        if kind:
            raise kind("x")
    except ValueError:
        pass
    except (KeyError, TypeError), error:
        x = error
    else:
        x = 5
    finally:
        y = 6
    try:
        pass
    finally:
        pass


def contexts():
    class inner(object):
        def __enter__(self):
            return self

        def __exit__(self, *args):
            pass
    with inner() as a:
        with a:
            pass
    for i in 1, 2:
        with a:
            if i == 1:
                continue
            return i


def generates():
    def inner():
        try:
            for i in 1, 2:
                yield i
        finally:
            x = 3
    for i in inner():
        if i == 1:
            break
    return [j for j in inner()]


def lambdas(a,
            b=2):
    c = (lambda: a +
         b)
    d = [a,
         b,
         c()]
    return sorted(d,
                  key=lambda x: -x)


show(constant)
show(passes, 0)
show(passes, 1)
show(branches, 1, 0)
show(branches, 0, 1)
show(branches, 0, 0)
show(loops, 2)
show(loops, 5)
show(handlers, None)
show(handlers, ValueError)
show(handlers, TypeError)
show(handlers, IndexError)
show(contexts)
show(generates)
show(lambdas, 1)


def jump(function, source, target, event="line"):
    first = function.func_code.co_firstlineno
    out = []
    state = []

    def tracer(frame, what, arg):
        if frame.f_code is function.func_code and not state and what == event:
            if frame.f_lineno == first + source:
                state.append(1)
                frame.f_lineno = first + target
        return tracer
    sys.settrace(tracer)
    try:
        try:
            function(out)
        except Exception, error:
            out.append("%s: %s" % (type(error).__name__, error))
    finally:
        sys.settrace(None)
    print function.__name__, source, target, event, str(out).replace(str(first + target), "LINE")


def straight(out):
    out.append(1)
    out.append(2)
    x = 3
    out.append(x)
    return 5


def nested(out):
    out.append(1)
    for i in 1, 2:
        out.append(3)
        try:
            out.append(5)
            1 / 0
        except ZeroDivisionError:
            out.append(8)
            out.append(9)
        finally:
            out.append(11)
        while i:
            i = 0
            out.append(14)
    out.append(15)


class manager(object):
    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.out.append("exit")


def managed(out):
    m = manager()
    m.out = out
    with m:
        out.append(4)
        with m:
            out.append(6)
        out.append(7)
    out.append(8)


def made(out):
    out.append(1)
    yield 2
    out.append(3)


for source in 1, 2, 4:
    for target in -1, 0, 1, 2, 4, 5, 6:
        jump(straight, source, target)
for source in 1, 3, 5, 8, 14, 15:
    for target in 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 14, 15:
        if (source, target) not in ((14, 12), (14, 13), (14, 4), (14, 3), (14, 2), (14, 1)):
            jump(nested, source, target)
for source in 2, 4, 6, 7, 8:
    for target in 3, 4, 5, 6, 7, 8:
        jump(managed, source, target)
jump(straight, 2, 4, "return")
jump(straight, 0, 2, "call")
jump(straight, 5, 4, "return")
jump(lambda out: list(made(out)), 0, 0)
try:
    sys._getframe().f_lineno = 3
except ValueError, error:
    print error
