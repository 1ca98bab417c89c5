"""The game of life on a set of tuples."""
import sys
import time

ROUNDS = 6


def step(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    place = x + dx, y + dy
                    counts[place] = counts.get(place, 0) + 1
    return set([place for place in counts
                if counts[place] == 3 or counts[place] == 2 and place in cells])


def run():
    cells = set([(1, 0), (2, 0), (0, 1), (1, 1), (1, 2)])
    for _ in range(350):
        cells = step(cells)
    return '%d %d' % (len(cells), sum([x * 31 + y for x, y in cells]))


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
