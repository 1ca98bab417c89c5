"""A thousand tasklets that call schedule()."""
import sys
import time

import stackless

ROUNDS = 2


def body(laps):
    for _ in xrange(laps):
        stackless.schedule()


def run():
    for _ in range(1000):
        stackless.tasklet(body)(500)
    stackless.run()
    return stackless.getruncount()


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
