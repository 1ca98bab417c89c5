"""An integer while loop, nothing else."""
import sys
import time

ROUNDS = 8


def run():
    i = 0
    total = 0
    while i < 1300000:
        if i & 3:
            total += i
        else:
            total -= 1
        i += 1
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
