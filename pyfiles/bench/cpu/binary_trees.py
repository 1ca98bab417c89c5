"""Builds and walks trees: allocation and release."""
import sys
import time

ROUNDS = 5

try:
    xrange
except NameError:
    xrange = range


class Node(object):
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def build(depth):
    if depth == 0:
        return Node(None, None)
    depth -= 1
    return Node(build(depth), build(depth))


def run():
    lasting = build(14)
    total = 0
    for depth in range(4, 15, 5):
        for _ in xrange(1 << (15 - depth)):
            total += build(depth).count()
    return '%d %d' % (total, lasting.count())


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
