"""Sums a list by index and by iteration."""
import sys
import time

ROUNDS = 8

try:
    xrange
except NameError:
    xrange = range


def by_index(items):
    total = 0
    for i in xrange(len(items)):
        total += items[i]
    return total


def by_iteration(items):
    total = 0
    for item in items:
        total += item
    return total


def run():
    items = list(range(100000))
    total = 0
    for _ in xrange(17):
        total += by_index(items)
        total += by_iteration(items)
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
