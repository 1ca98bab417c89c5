"""Places queens by backtracking: lists of flags and recursion."""
import sys
import time

ROUNDS = 8

try:
    xrange
except NameError:
    xrange = range


def place(row, size, columns, rising, falling):
    if row == size:
        return 1
    found = 0
    for column in xrange(size):
        up = row + column
        down = row - column + size - 1
        if columns[column] or rising[up] or falling[down]:
            continue
        columns[column] = rising[up] = falling[down] = True
        found += place(row + 1, size, columns, rising, falling)
        columns[column] = rising[up] = falling[down] = False
    return found


def run():
    size = 10
    return place(0, size, [False] * size, [False] * (2 * size), [False] * (2 * size))


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
