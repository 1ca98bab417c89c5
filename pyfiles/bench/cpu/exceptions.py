"""Exceptions as control flow: raised, caught, passed through finally and with."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


class NotFound(Exception):
    def __init__(self, key):
        Exception.__init__(self, key)
        self.key = key


class Scope(object):
    left = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        Scope.left += 1
        return False


def find(table, key):
    try:
        return table[key]
    except KeyError:
        raise NotFound(key)


def chain(tables, key):
    for table in tables:
        try:
            with Scope():
                return find(table, key)
        except NotFound as error:
            last = error.key
    return -last


def run():
    Scope.left = 0
    tables = [dict((i, i * n) for i in range(n, 100, n)) for n in (7, 5, 3, 2)]
    total = 0
    for i in xrange(14000):
        total += chain(tables, i % 100)
    return '%d %d' % (total, Scope.left)


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
