"""Greenlets that are made, run and end."""
import sys
import time

from greenlet import greenlet

ROUNDS = 3


def body(value):
    return value + 1


def run():
    total = 0
    for step in xrange(300000):
        total += greenlet(body).switch(step)
    return total


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
