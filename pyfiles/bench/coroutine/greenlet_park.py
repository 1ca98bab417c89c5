"""A hundred thousand greenlets that wait, and go on once."""
import sys
import time

from greenlet import getcurrent, greenlet

ROUNDS = 1


def body(parent, value):
    return parent.switch(value) + value


def run():
    main = getcurrent()
    waiting = []
    for step in xrange(100000):
        other = greenlet(body)
        other.switch(main, step)
        waiting.append(other)
    return sum(other.switch(1) for other in waiting)


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
