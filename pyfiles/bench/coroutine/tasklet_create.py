"""Tasklets that are made, run and end."""
import sys
import time

import stackless

ROUNDS = 2


def body(totals, value):
    totals[0] += value


def run():
    totals = [0]
    for step in xrange(300000):
        stackless.tasklet(body)(totals, step)
        if step % 1000 == 0:
            stackless.run()
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
