"""Generators that feed each other."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


def source(n):
    for i in xrange(n):
        yield i


def scaled(items, factor):
    for item in items:
        yield item * factor


def odd(items):
    for item in items:
        if item & 1:
            yield item


def pairs(items):
    last = None
    for item in items:
        if last is not None:
            yield last + item
            last = None
        else:
            last = item


def run():
    return sum(pairs(odd(scaled(scaled(source(700000), 3), 7))))


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
