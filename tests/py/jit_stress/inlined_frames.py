# Small functions called from hot loops: frames, tracebacks, depth, destruction and exceptions stay as they are.
import sys
import traceback


class Noisy(object):
    def __init__(self, name, log):
        self.name = name
        self.log = log

    def __del__(self):
        self.log.append(self.name)


class Point(object):
    def __init__(self, x, y=0):
        self.x = x
        self.y = y

    def add(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def sum(self):
        return self.x + self.y


class Odd(object):
    def __init__(self, value):
        if value == 2500:
            return value
        self.value = value


def caller_name(depth):
    return sys._getframe(depth).f_code.co_name


def outer_name(flag):
    value = 'n' + str(flag)
    if flag:
        return caller_name(1), caller_name(2), sys._getframe().f_locals['value']
    return None


def divide(a, b):
    return a / b


def half(a, b=2):
    quotient = divide(a, b)
    return quotient + 1


def peek(i):
    local = i * 2
    if i == 3000:
        frame = sys._getframe(1)
        return sorted(frame.f_locals.items()), frame.f_lineno - frame.f_code.co_firstlineno
    return local


def loop_peek():
    total = 0
    seen = None
    for i in range(4000):
        got = peek(i)
        if i == 3000:
            seen = [item for item in got[0] if item[0] in ('i', 'total')], got[1]
        else:
            total += got
    return total, seen


def loop_names():
    found = []
    for i in range(4000):
        names = outer_name(i == 3500)
        if names:
            found.append(names)
    return found


def loop_errors():
    out = []
    for i in range(4000):
        try:
            half(i, 0 if i % 1500 == 1499 else 3)
        except ZeroDivisionError:
            trace = traceback.extract_tb(sys.exc_info()[2])
            out.append([(entry[2], entry[3]) for entry in trace])
    return out


def loop_types():
    total = 0
    for i in range(4000):
        a = i if i % 1000 else float(i)
        b = (1 << 70) if i == 2222 else i
        total += Point(a, 1).add(Point(b)).sum()
    return total


def loop_noisy():
    log = []
    for i in range(3000):
        use(Noisy(i, log), i)
        if i in (1, 2000):
            log.append('after')
    return log[:4], log[1999:2004], len(log)


def use(thing, i):
    other = thing
    return other.name == i


def loop_odd():
    made = 0
    for i in range(4000):
        try:
            Odd(i)
            made += 1
        except TypeError as error:
            made += 10000
            text = str(error)
    return made, text


def down(n):
    if n == 0:
        return 0
    return 1 + down(n - 1)


def fits(depth):
    try:
        return down(depth) == depth
    except RuntimeError as error:
        return str(error)[:32]


def make_adder(amount, step=1):
    def add(value, times=2):
        return value + amount * times + step
    return add


def loop_closures():
    adders = [make_adder(1), make_adder(2, 5), make_adder(0.5)]
    total = 0
    for i in range(3000):
        total += adders[i % 3](i)
        total += adders[i % 3](i, 3)
    return total


def swap():
    global divide
    total = 0
    for i in range(4000):
        if i == 2000:
            divide = lambda a, b: a - b
        total += half(i)
    return total


def defaults():
    total = 0
    for i in range(4000):
        if i == 2000:
            half.__defaults__ = (3,)
        if i == 3000:
            Point.sum = lambda self: 7
        total += half(i) + Point(i).sum()
    return total


def main():
    print loop_names()
    print loop_peek()
    for entry in loop_errors():
        print entry
    print loop_types()
    print loop_noisy()
    print loop_odd()
    sys.setrecursionlimit(300)
    for _ in range(3):
        print fits(250), fits(400)
        for _ in range(200):
            down(50)
    print loop_closures()
    print swap()
    print defaults()


main()
