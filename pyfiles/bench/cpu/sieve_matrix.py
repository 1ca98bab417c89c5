"""Primes by a sieve, and products of matrices in nested lists."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0] = flags[1] = False
    n = 2
    while n * n <= limit:
        if flags[n]:
            for multiple in xrange(n * n, limit + 1, n):
                flags[multiple] = False
        n += 1
    count = 0
    for flag in flags:
        if flag:
            count += 1
    return count


def make_matrix(size, seed):
    return [[(i * seed + j * 7) % 11 - 5 for j in xrange(size)] for i in xrange(size)]


def multiply(a, b):
    size = len(a)
    result = []
    for i in xrange(size):
        row = a[i]
        line = []
        for j in xrange(size):
            total = 0
            for k in xrange(size):
                total += row[k] * b[k][j]
            line.append(total)
        result.append(line)
    return result


def run():
    primes = sieve(500000)
    product = multiply(make_matrix(100, 3), make_matrix(100, 5))
    trace = sum([product[i][i] for i in xrange(100)])
    return '%d %d' % (primes, trace)


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
