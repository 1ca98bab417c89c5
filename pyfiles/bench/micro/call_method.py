"""Calls of a method."""
import sys
import time

ROUNDS = 5

try:
    xrange
except NameError:
    xrange = range


class Box(object):
    def __init__(self, value):
        self.value = value

    def get(self, extra):
        return self.value + extra


def run():
    box = Box(1)
    total = 0
    for i in xrange(500000):
        total += box.get(i)
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
