"""Tests of types."""
import sys
import time

ROUNDS = 5

try:
    xrange
except NameError:
    xrange = range


def run():
    values = [1, 2.0, "s", None, [], ()]
    total = 0
    for i in xrange(350000):
        value = values[i % 6]
        if isinstance(value, (int, float)):
            total += 1
        elif isinstance(value, str):
            total += 2
        elif type(value) is list:
            total += 3
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
