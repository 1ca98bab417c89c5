"""Flips of permutations: short lists, slices and integers."""
import sys
import time

ROUNDS = 2

try:
    xrange
except NameError:
    xrange = range


def fannkuch(n):
    order = list(range(n))
    left = list(range(1, n + 1))
    most_flips = 0
    checksum = 0
    sign = 1
    while True:
        first = order[0]
        if first:
            work = order[:]
            flips = 0
            while first:
                work[:first + 1] = work[first::-1]
                flips += 1
                first = work[0]
            if flips > most_flips:
                most_flips = flips
            checksum += sign * flips
        if sign == 1:
            order[0], order[1] = order[1], order[0]
            sign = -1
            continue
        order[1], order[2] = order[2], order[1]
        sign = 1
        for i in xrange(2, n):
            left[i] -= 1
            if left[i]:
                break
            left[i] = i + 1
            if i == n - 1:
                return checksum, most_flips
            order.insert(i + 1, order.pop(0))


def run():
    return '%d %d' % fannkuch(9)


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
