# A producer and a consumer, first as a generator, then as two greenlets, then as tasklets with a channel.
import stackless
from greenlet import getcurrent, greenlet


def numbers(count):
    for number in range(count):
        yield number * number


def consume(values):
    return ', '.join(str(value) for value in values)


print 'generator:', consume(numbers(5))


def produce(count, consumer):
    for number in range(count):
        consumer.switch(number * number)
    consumer.switch(None)


def consume_switched():
    producer = greenlet(produce)
    got = []
    value = producer.switch(5, getcurrent())
    while value is not None:
        got.append(str(value))
        value = producer.switch()
    return ', '.join(got)


print 'greenlets:', consume_switched()


def send_all(channel, count):
    for number in range(count):
        channel.send(number * number)
    channel.send_exception(StopIteration)


channel = stackless.channel()
stackless.tasklet(send_all)(channel, 5)
print 'tasklets: ', consume(channel)
