"""Switches thirty calls deep."""
import sys
import time

from greenlet import getcurrent, greenlet

ROUNDS = 3


def descend(depth, parent, count):
    if depth:
        return descend(depth - 1, parent, count)
    for step in xrange(count):
        parent.switch(step)
    return -1


def run():
    main = getcurrent()
    other = greenlet(lambda: descend(30, main, 500000))
    total = 0
    while True:
        value = other.switch()
        if value < 0:
            return total
        total += value


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
