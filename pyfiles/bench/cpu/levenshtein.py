"""Edit distances: rows of integers, comparisons of letters."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


WORDS = ['interpreter', 'interpolation', 'compilation', 'compiler', 'completion', 'continuation',
         'contribution', 'distribution', 'distinction', 'instruction', 'construction', 'constructor']


def distance(a, b):
    previous = list(range(len(b) + 1))
    for i in xrange(len(a)):
        current = [i + 1]
        letter = a[i]
        for j in xrange(len(b)):
            cost = previous[j]
            if letter != b[j]:
                cost += 1
                if previous[j + 1] + 1 < cost:
                    cost = previous[j + 1] + 1
                if current[j] + 1 < cost:
                    cost = current[j] + 1
            current.append(cost)
        previous = current
    return previous[-1]


def run():
    total = 0
    for _ in xrange(26):
        for a in WORDS:
            for b in WORDS:
                total += distance(a, b)
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
