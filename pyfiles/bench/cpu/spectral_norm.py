"""Float arithmetic in nested loops and comprehensions."""
import sys
import time

ROUNDS = 5

try:
    xrange
except NameError:
    xrange = range


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    size = len(vector)
    return [sum([entry(i, j) * vector[j] for j in xrange(size)]) for i in xrange(size)]


def transposed_times(vector):
    result = []
    for i in xrange(len(vector)):
        total = 0.0
        for j, value in enumerate(vector):
            total += entry(j, i) * value
        result.append(total)
    return result


def run():
    u = [1.0] * 135
    for _ in xrange(10):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    vbv = 0.0
    vv = 0.0
    for a, b in zip(u, v):
        vbv += a * b
        vv += b * b
    return '%.9f' % (vbv / vv) ** 0.5


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
