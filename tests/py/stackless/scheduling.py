# The order in which tasklets run: ring, channels with every preference, removal, kills, errors.
import stackless

log = []


def note(*args):
    log.append(args if len(args) > 1 else args[0])


def flush(label):
    print label, log
    del log[:]


def loop(name, count):
    for step in range(count):
        note(name + str(step))
        stackless.schedule()


for name in 'abc':
    stackless.tasklet(loop)(name, 3)
print stackless.getruncount()
stackless.run()
print stackless.getruncount()
flush('round robin')


def sender(channel, name, count):
    for step in range(count):
        note('%s sends %d' % (name, step))
        channel.send(step)
        note('%s sent %d' % (name, step))


def receiver(channel, name, count):
    for step in range(count):
        value = channel.receive()
        note('%s got %r' % (name, value))


for preference in (-1, 0, 1):
    for schedule_all in (0, 1):
        channel = stackless.channel()
        channel.preference = preference
        channel.schedule_all = schedule_all
        stackless.tasklet(receiver)(channel, 'R', 2)
        stackless.tasklet(sender)(channel, 'S', 3)
        stackless.tasklet(loop)('x', 2)
        stackless.run()
        flush('preference %d %d' % (preference, schedule_all))
        print channel.balance, channel.queue is not None
        channel.queue.kill()
        print channel.balance

channel = stackless.channel()
blocked = stackless.tasklet(receiver)(channel, 'R', 1)
blocked.run()
print channel.balance, blocked.blocked, blocked.scheduled, blocked.paused, blocked._channel is channel
channel.send('from main')
flush('main sends')
print blocked.alive, blocked.scheduled


def paused():
    note('before')
    stackless.schedule_remove()
    note('after')


t = stackless.tasklet(paused)()
stackless.run()
print t.alive, t.paused, t.scheduled
t.insert()
print t.paused, t.scheduled, t.next is stackless.getmain(), t.prev is stackless.getmain()
t.remove()
t.run()
flush('paused')


def stubborn():
    try:
        stackless.schedule()
    except TaskletExit:
        note('exit')
        raise
    finally:
        note('finally')


t = stackless.tasklet(stubborn)()
stackless.run(), t.kill()
t = stackless.tasklet(stubborn)()
t.run()
t.kill()
flush('killed')
print t.alive


def failing():
    raise ValueError('from a tasklet')


stackless.tasklet(failing)()
stackless.tasklet(loop)('later', 1)
try:
    stackless.run()
except ValueError, e:
    print 'main gets', e, stackless.getruncount()
stackless.run()
flush('later')


def catcher():
    try:
        stackless.getmain().switch() if False else stackless.schedule()
    except KeyError, e:
        note('caught %s' % e)


t = stackless.tasklet(catcher)()
t.run()
t.raise_exception(KeyError, 'k')
flush('raised')
t = stackless.tasklet(catcher)()
t.run()
t.throw(KeyError, KeyError('pending'), pending=True)
flush('not yet')
stackless.run()
flush('now')

channel = stackless.channel()
for function in (lambda: channel.receive(), lambda: channel.send(1)):
    try:
        function()
    except RuntimeError, e:
        print e
channel.close()
print channel.closing, channel.closed
try:
    channel.receive()
except ValueError, e:
    print e
print list(channel)
channel.open()
stackless.tasklet(lambda: (channel.send_sequence(range(3)), channel.send_exception(StopIteration)))()
print list(channel)

current = stackless.getcurrent()
current.block_trap = True
try:
    channel.open()
    channel.receive()
except RuntimeError, e:
    print e
current.block_trap = False


def spin():
    while True:
        pass


t = stackless.tasklet(spin)()
print stackless.run(1000) is t, t.alive, t.scheduled
t.kill()
print stackless.tasklet(len)([1]).alive, stackless.getruncount()
stackless.run()

events = []
stackless.set_channel_callback(lambda *args: events.append(args[2:]))
stackless.tasklet(receiver)(channel, 'R', 1)
stackless.tasklet(sender)(channel, 'S', 1)
stackless.run()
stackless.set_channel_callback(None)
print events
print stackless.current is stackless.main, stackless.runcount
for attempt in (lambda: current.remove(), lambda: stackless.tasklet().run(), lambda: stackless.tasklet(3),
                lambda: stackless.tasklet()(), lambda: current.bind(len), lambda: stackless.tasklet().raise_exception(3)):
    try:
        attempt()
    except (RuntimeError, TypeError), e:
        print type(e).__name__, e
