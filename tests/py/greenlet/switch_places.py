# Switches from all kinds of places: native calls, handlers, generators, class bodies, imports.
import sys
from greenlet import GreenletExit, getcurrent, greenlet

main = getcurrent()


def show(label, function, *answers):
    g = greenlet(function)
    seen = [g.switch()]
    answers = list(answers)
    while not g.dead:
        seen.append(g.switch(*(answers.pop(0) if answers else ())))
    print label, seen, sys.exc_info()


def ask(value):
    return main.switch(value)


show('sort', lambda: sorted([3, 1, 2], key=lambda x: (ask(('key', x)), -x)[1]))
show('cmp', lambda: sorted([3, 1, 2], cmp=lambda a, b: ask((a, b)) or cmp(a, b)))
show('map', lambda: map(lambda x: ask(x) or x, [1, 2]))
show('filter', lambda: filter(lambda x: ask(x), [1, 2, 3]), (True,), (False,), (True,))
show('reduce', lambda: reduce(lambda a, b: ask((a, b)) or a + b, [1, 2, 3]))
show('comprehension', lambda: [ask(x) for x in range(3)], 'a', 'b', 'c')
show('generator', lambda: list(ask(x) for x in range(3)), (1,), (2,), (3,))
show('dict', lambda: {ask('v'): ask('k')}, (1,), (2,))


class Odd(object):
    def __getattr__(self, name):
        return ask(('getattr', name))

    def __getitem__(self, key):
        return ask(('getitem', key))

    def __len__(self):
        return ask('len')

    def __add__(self, other):
        return ask(('add', other))

    def __eq__(self, other):
        return ask(('eq', other))

    def __hash__(self):
        return ask('hash')

    def __repr__(self):
        return ask('repr')

    def __call__(self, *args, **kwargs):
        return ask((args, sorted(kwargs.items())))

    def __iter__(self):
        for step in range(2):
            yield ask(('iter', step))

    def __contains__(self, item):
        return ask(('contains', item))

    def __enter__(self):
        return ask('enter')

    def __exit__(self, *args):
        return ask(('exit', args[0]))


odd = Odd()
show('getattr', lambda: odd.name, (5,))
show('getitem', lambda: odd[7], (5,))
show('len', lambda: len(odd), (5,))
show('add', lambda: odd + 1, (5,))
show('eq', lambda: odd == 1, (5,))
show('hash', lambda: hash(odd), (5,))
show('repr', lambda: repr([odd]), ('R',))
show('call', lambda: odd(1, 2, a=3), (5,))
show('iter', lambda: list(odd), (5,), (6,))
show('contains', lambda: 3 in odd, (0,))
show('star', lambda: max(*odd), (5,), (6,))


def within():
    with odd as value:
        ask(value)
        1 / 0


show('with', within, ('V',), (), (True,))


def handler():
    try:
        raise KeyError('first')
    except KeyError:
        before = sys.exc_info()[1].args
        ask(before)
        after = sys.exc_info()[1].args
        try:
            ask('inner')
        finally:
            ask('finally')
    return after


show('handlers', handler)


def nested_generators(depth):
    if depth:
        for value in nested_generators(depth - 1):
            yield value
    else:
        for step in range(3):
            yield ask(step)


show('nested', lambda: list(nested_generators(4)), 'x', 'y', 'z')


def class_body():
    class Made(object):
        attribute = ask('in a class body')
    return Made.attribute


show('class', class_body, (9,))
show('exec', lambda: eval(compile("[ask(1), ask(2)]", 's', 'eval'), globals()), (1,), (2,))


def thrown():
    got = []
    for kind in (ValueError, KeyError('k'), GreenletExit):
        try:
            ask('ready')
        except BaseException, e:
            got.append((type(e).__name__, e.args))
    return got


g = greenlet(thrown)
print g.switch(), g.throw(ValueError, 'v'), g.throw(KeyError('k')), g.throw()


def deep(depth):
    return deep(depth - 1) + 1 if depth else ask('bottom')


greenlets = [greenlet(deep) for _ in range(50)]
for g in greenlets:
    g.switch(300)
print [g.switch(n) for n, g in enumerate(greenlets)] == range(300, 350)


def forever(depth):
    return forever(depth + 1)


def limited():
    try:
        forever(0)
    except RuntimeError, e:
        return str(e)


print greenlet(limited).switch()


def chain(n):
    return greenlet(chain).switch(n - 1) + 1 if n else 0


print greenlet(chain).switch(50)


def frames():
    main.switch()


def outer():
    frames()


g = greenlet(outer)
g.switch()
frame, names = g.gr_frame, []
while frame:
    names.append((frame.f_code.co_name, frame.f_lineno > 0))
    frame = frame.f_back
print names
g.switch()
print g.gr_frame, g.dead
