# settrace, subclasses, attributes and the errors of wrong use.
import greenlet
from greenlet import getcurrent

main = getcurrent()


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BaseException, e:
        return type(e).__name__, str(e)


events = []
names = {}


def tracer(event, args):
    events.append((event, names.get(args[0]), names.get(args[1])))


def body(value):
    value = main.switch(value * 2)
    raise ValueError(value)


names[main] = 'main'
g = greenlet.greenlet(body)
names[g] = 'g'
print greenlet.gettrace(), greenlet.settrace(tracer)
print g.switch(4), attempt(g.switch, 'text'), attempt(g.switch, 1), attempt(g.throw, KeyError, 'k')
print greenlet.settrace(None) is tracer, greenlet.gettrace()
print events


def bad_tracer(event, args):
    raise TypeError('tracer')


g = greenlet.greenlet(lambda: 1)
greenlet.settrace(bad_tracer)
print attempt(g.switch), greenlet.gettrace(), g.dead


class Sub(greenlet.greenlet):
    def run(self, *args, **kwargs):
        self.seen = args
        return args, sorted(kwargs.items()), self is getcurrent()


s = Sub()
s.extra = 1
print s.switch(1, 2, x=3), s.seen, s.__dict__ == {'extra': 1, 'seen': (1, 2)}
print bool(s), s.dead, bool(main), main.dead, main.parent

fresh = greenlet.greenlet(len)
print fresh.run, bool(fresh), fresh.dead, fresh.gr_frame, fresh.parent is main
print fresh.switch('four'), attempt(getattr, fresh, 'run'), attempt(setattr, fresh, 'run', 1)
print attempt(greenlet.greenlet, 1, 2), attempt(greenlet.greenlet, None, None, None)
print attempt(greenlet.greenlet().switch), attempt(greenlet.greenlet(None).switch)
print attempt(setattr, fresh, 'parent', 3), attempt(delattr, fresh, 'parent')
print attempt(setattr, main, 'parent', greenlet.greenlet())
print attempt(setattr, fresh, 'parent', fresh)
print attempt(fresh.throw, 5), attempt(fresh.throw, ValueError('x'), 1), attempt(fresh.throw, ValueError, 1, 2)
print attempt(fresh.throw), attempt(fresh.throw, KeyError), attempt(fresh.throw, KeyError, 'message')
print attempt(fresh.__getstate__), attempt(getattr, fresh, 'gr_context')
print attempt(setattr, fresh, '__dict__', 1), attempt(delattr, fresh, '__dict__')
print main.switch(), main.switch(1), main.switch(1, 2), main.switch(a=1), main.switch(1, a=2)
print greenlet.GREENLET_USE_GC, greenlet.GREENLET_USE_TRACING, greenlet.GREENLET_USE_CONTEXT_VARS
print greenlet.__version__, greenlet.error.__mro__, greenlet.GreenletExit.__mro__
print sorted(name for name in dir(greenlet.greenlet) if not name.startswith('__'))
print greenlet.greenlet.getcurrent is greenlet.getcurrent, greenlet.greenlet.error is greenlet.error


def parents():
    order = []

    def leaf():
        order.append('leaf')
        return 'from leaf'

    def middle():
        order.append('middle')
        inner = greenlet.greenlet(leaf)
        order.append(inner.switch())
        other = greenlet.greenlet(leaf, main)
        order.append(other.switch())
        return 'unreached'
    m = greenlet.greenlet(middle)
    result = m.switch()
    order.append((result, m.dead))
    return order


print parents()


def never(*args):
    print 'never runs'


unstarted = greenlet.greenlet(never)
print attempt(unstarted.throw, ValueError, 'early'), unstarted.dead
unstarted = greenlet.greenlet(never)
print attempt(unstarted.throw), unstarted.dead
