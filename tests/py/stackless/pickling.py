# Tasklets that have begun are pickled with their frames, and go on where they stood.
import copy
import cPickle
import pickle

import stackless

log = []


def counter(name, count):
    total = 0
    for step in xrange(count):
        total += step
        log.append((name, step, total))
        stackless.schedule()
    return total


def nested(depth, items):
    items.append(depth)
    if depth:
        inner = nested(depth - 1, items)
        return inner + [depth]
    stackless.schedule()
    return [0]


def caller(function, *args):
    result = function(*args)
    log.append(result)


def guarded():
    try:
        try:
            raise KeyError('k')
        except KeyError, e:
            stackless.schedule()
            log.append(repr(e))
            raise
    finally:
        log.append('finally')
        stackless.schedule()
        log.append('done')


def catching():
    try:
        guarded()
    except KeyError, e:
        return 'caught %s' % e


class Context(object):
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        stackless.schedule()
        return self

    def __exit__(self, *args):
        stackless.schedule()
        log.append(('exit', self.name, args[0] and args[0].__name__))
        return True


def with_context():
    with Context('outer'), Context('inner') as c:
        stackless.schedule()
        raise ValueError(c.name)
    return 'behind'


def gen(count):
    for step in range(count):
        stackless.schedule()
        yield step


def generators():
    return [value for value in gen(3)] + [pair for pair in enumerate(iter(gen(2)))]


def iterators():
    result = []
    sources = [[1, 2], (3, 4), xrange(5, 9, 2), {6: 7}, set([8]), {9: 1}.iteritems(), 'ab', {1: 2}.itervalues()]
    for source in sources:
        for item in source:
            stackless.schedule()
            result.append(item)
    return result


def closures():
    count = [0]

    def add(n):
        count[0] += n
        stackless.schedule()
        return lambda: (count[0], add.__name__)
    return add(3)(), add(4)()


class Old:
    def __init__(self, value):
        stackless.schedule()
        self.value = value


class New(object):
    def __init__(self, value):
        stackless.schedule()
        self.value = value

    def __call__(self, other):
        stackless.schedule()
        return self.value + other


def instances():
    return Old(1).value, New(2).value, New(3)(4)


def locals_and_exec():
    space = {'stackless': stackless}
    exec 'x = 1\nstackless.schedule()\ny = x + 1' in space
    return space['y'], eval('(stackless.schedule(), x)[1]', space)


def note(value):
    log.append(value)


def run_to_end(tasklet):
    steps = 0
    while tasklet.alive:
        tasklet.run()
        steps += 1
    return steps


for function, args in ((nested, (5, [])), (catching, ()), (with_context, ()), (generators, ()),
                       (iterators, ()), (closures, ()), (instances, ())):
    for module, protocol in ((pickle, 0), (pickle, 2), (cPickle, 1)):
        tasklet = stackless.tasklet(caller)(function, *args)
        tasklet.run()
        data = module.dumps(tasklet, protocol)
        del log[:]
        steps = run_to_end(tasklet)
        first, log[:] = log[:], []
        loaded = module.loads(data)
        print function.__name__, loaded.alive, loaded.frame is not None, loaded.recursion_depth,
        print run_to_end(loaded) == steps, log == first
    print first

# At every step.
tasklet = stackless.tasklet(counter)('t', 4)
tasklet.remove()
while tasklet.alive:
    copied = pickle.loads(pickle.dumps(tasklet, 2))
    copied.run()
    tasklet.run()
print log
del log[:]

# A tasklet that waits at a channel takes the channel with it.
channel = stackless.channel()
tasklet = stackless.tasklet(lambda: note(channel.receive()))()
tasklet.run()
other_channel, other = pickle.loads(pickle.dumps((channel, tasklet), 2))
print other_channel.balance, other.blocked, other._channel is other_channel
other_channel.send('to the copy')
channel.send('to the first')
print log
del log[:]

function = copy.copy(nested)
print function is nested
lambdas = pickle.loads(pickle.dumps([lambda n: n * 2, lambda: 0]))
print lambdas[0](21), lambdas[1].__module__


def fact(n):
    inner = lambda m: 1 if m < 2 else m * inner(m - 1)
    return inner


print pickle.loads(pickle.dumps(fact(0), 2))(6)
it = iter([1, 2, 3])
next(it)
print list(pickle.loads(pickle.dumps(it))), list(copy.copy(it)), list(it)
steps = gen(2)
try:
    pickle.loads(pickle.dumps(stackless.getcurrent()))
except RuntimeError, e:
    print e
stackless.enable_softswitch(False)
tasklet = stackless.tasklet(counter)('hard', 2)
tasklet.run()
copied = pickle.loads(pickle.dumps(tasklet))
print tasklet.nesting_level, copied.alive
try:
    copied.run()
except RuntimeError, e:
    print e
stackless.enable_softswitch(True)
run_to_end(tasklet)
