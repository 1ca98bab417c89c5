"""Generators that walk a tree by delegating to themselves."""
import sys
import time

ROUNDS = 12


class Node(object):
    def __init__(self, key, left, right):
        self.key = key
        self.left = left
        self.right = right

    def __iter__(self):
        if self.left is not None:
            for key in self.left:
                yield key
        yield self.key
        if self.right is not None:
            for key in self.right:
                yield key


def build(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return Node(middle, build(low, middle), build(middle + 1, high))


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [items[i]] + rest


def run():
    total = 0
    for key in build(0, 16000):
        total = (total * 3 + key) % 1000003
    count = 0
    for order in permutations(list(range(7))):
        count += order[0] * order[-1]
    return '%d %d' % (total, count)


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
