"""Generators that feed generators, and generator expressions."""
import sys
import time

ROUNDS = 15

try:
    xrange
except NameError:
    xrange = range


def numbers(count):
    i = 0
    while i < count:
        yield i
        i += 1


def odd(items):
    for item in items:
        if item & 1:
            yield item


def squared(items):
    for item in items:
        yield item * item % 1009


def pairs(items):
    before = 0
    for item in items:
        yield before, item
        before = item


def smoothed(items):
    for left, right in items:
        yield (left + right) // 2


def run():
    total = 0
    for value in smoothed(pairs(squared(odd(numbers(130000))))):
        total += value
    total += sum(x * 3 for x in numbers(60000) if x % 5)
    total += max(x ^ 0x55 for x in xrange(40000))
    return '%d' % total


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
