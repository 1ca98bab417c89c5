"""A method that increments attributes of its object."""
import sys
import time

ROUNDS = 8

try:
    xrange
except NameError:
    xrange = range


class Counter(object):
    def __init__(self):
        self.count = 0
        self.odd = 0

    def add(self, step):
        self.count += step
        if self.count & 1:
            self.odd += 1


def run():
    counter = Counter()
    for i in xrange(430000):
        counter.add(3)
    return '%d %d' % (counter.count, counter.odd)


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
