"""Two tasklets, a channel."""
import sys
import time

import stackless

ROUNDS = 2


def sender(channel, count):
    for step in xrange(count):
        channel.send(step)
    channel.send(None)


def receiver(channel, totals):
    total = 0
    while True:
        value = channel.receive()
        if value is None:
            break
        total += value
    totals.append(total)


def run():
    channel, totals = stackless.channel(), []
    stackless.tasklet(receiver)(channel, totals)
    stackless.tasklet(sender)(channel, 500000)
    stackless.run()
    return totals


def main():
    args = [arg for arg in sys.argv[1:] if arg != '--times']
    rounds = int(args[0]) if args else ROUNDS
    clock = getattr(time, 'process_time', None) or time.clock
    for number in range(rounds):
        start = clock()
        result = run()
        if '--times' in sys.argv:
            sys.stderr.write('%d %.6f\n' % (number, clock() - start))
    print(result)


if __name__ == '__main__':
    main()
