# Tasklets that wait inside native code, deep recursion, many tasklets, ping and pong.
import stackless

log = []


def step(value):
    stackless.schedule()
    return value


def natives(name):
    log.append((name, 'map', map(step, range(3))))
    log.append((name, 'sort', sorted([3, 1, 2], key=step)))
    log.append((name, 'generator', list(step(x) for x in range(3))))
    log.append((name, 'reduce', reduce(lambda a, b: step(a) + b, range(4))))


for name in 'ab':
    stackless.tasklet(natives)(name)
stackless.run()
print sorted(log)


def deep(depth):
    if depth:
        return deep(depth - 1) + 1
    stackless.schedule()
    return 0


results = []
for depth in range(0, 500, 50):
    stackless.tasklet(lambda d=depth: results.append(deep(d)))()
stackless.run()
print results


def ping(mine, other, count):
    while count:
        count -= 1
        other.send(mine.receive() + 1)


a, b = stackless.channel(), stackless.channel()
stackless.tasklet(ping)(a, b, 5000)
stackless.tasklet(ping)(b, a, 4999)
total = []
stackless.tasklet(lambda: (a.send(0), total.append(b.receive())))()
stackless.run()
print total

channel = stackless.channel()
for number in xrange(20000):
    stackless.tasklet(lambda n=number: channel.send(n))()
stackless.run()
print channel.balance, sum(channel.receive() for _ in xrange(20000)), channel.balance


def nested(depth):
    if depth:
        stackless.tasklet(nested)(depth - 1)
        stackless.run()
        log.append(depth)


del log[:]
stackless.tasklet(nested)(5)
stackless.run()
print log
with stackless.atomic():
    print stackless.current.atomic
print stackless.current.atomic
