"""Sorting: by hand, and by the built-in sort with keys and comparisons."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


def numbers(count):
    state = 42
    found = []
    for _ in xrange(count):
        state = (state * 1103515245 + 12345) & 0x7fffffff
        found.append(state >> 8)
    return found


def quick(items, low, high):
    while low < high:
        pivot = items[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while items[i] < pivot:
                i += 1
            while items[j] > pivot:
                j -= 1
            if i <= j:
                items[i], items[j] = items[j], items[i]
                i += 1
                j -= 1
        if j - low < high - i:
            quick(items, low, j)
            low = i
        else:
            quick(items, i, high)
            high = j


class Record(object):
    def __init__(self, key):
        self.key = key

    def __lt__(self, other):
        return self.key < other.key


def run():
    items = numbers(38000)
    by_hand = items[:]
    quick(by_hand, 0, len(by_hand) - 1)
    by_key = sorted(items, key=lambda item: -item)
    records = sorted([Record(item % 1000) for item in items[:5000]])
    return '%s %s %s' % (by_hand == sorted(items), by_key[::-1] == by_hand, records[0].key)


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
