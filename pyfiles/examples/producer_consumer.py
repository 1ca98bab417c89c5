"""A producer that feeds a consumer, both as generators, and a round-robin scheduler."""


def consumer():
    reply = 'ready'
    while True:
        item = yield reply
        if item is None:
            return
        print '  consumer: got', item
        reply = '%d squared is %d' % (item, item * item)


def produce(sink, count):
    print '  producer:', sink.next()
    for n in range(1, count + 1):
        print '  producer: sends', n
        answer = sink.send(n)
        print '  producer: hears that', answer
    sink.close()


def worker(name, steps):
    for step in range(1, steps + 1):
        print '  %s does step %d of %d' % (name, step, steps)
        yield


def run_all(tasks):
    while tasks:
        task = tasks.pop(0)
        try:
            task.next()
        except StopIteration:
            continue
        tasks.append(task)


print 'One producer, one consumer:'
produce(consumer(), 3)
print 'Three workers take turns:'
run_all([worker('ann', 2), worker('bob', 3), worker('cy', 1)])
print 'A pipeline of a million items:'
print ' ', sum(n * n for n in (k for k in xrange(1000000) if k % 3 == 0))
