"""Recursive calls and small integers."""
import sys
import time

ROUNDS = 8


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def run():
    return fib(28)


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
