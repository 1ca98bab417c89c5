"""Escape times: float arithmetic in a tight loop."""
import sys
import time

ROUNDS = 5

try:
    xrange
except NameError:
    xrange = range


def escape_time(cx, cy, limit):
    x = y = 0.0
    for n in xrange(limit):
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return n
        y = 2.0 * x * y + cy
        x = xx - yy + cx
    return limit


def run():
    size = 220
    total = 0
    inside = 0
    for row in xrange(size):
        cy = 2.0 * row / size - 1.0
        for column in xrange(size):
            n = escape_time(3.0 * column / size - 2.0, cy, 50)
            total += n
            if n == 50:
                inside += 1
    return '%d %d' % (total, inside)


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
