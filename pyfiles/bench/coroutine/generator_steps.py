"""The cost of one step of a generator."""
import sys
import time

ROUNDS = 8


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def run():
    total = 0
    for value in count(1400000):
        total += value
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
