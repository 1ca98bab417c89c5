"""Five thousand functions, each called twenty times: code that never gets hot."""
import sys
import time

ROUNDS = 1


TEMPLATE = """
def function_%(n)d(value, items=(1, 2, 3)):
    total = value %% %(m)d
    for item in items:
        if item > %(k)d:
            total += item * %(m)d
        else:
            total -= item
    table = {'a': total, 'b': value}
    if total > 100 and value:
        table['c'] = [total, value]
    return table['a'] + len(table)
"""


def run():
    scope = {}
    for first in range(0, 5000, 500):
        source = ''.join(TEMPLATE % {'n': n, 'm': n % 13 + 2, 'k': n % 3} for n in range(first, first + 500))
        exec(compile(source, 'cold', 'exec'), scope)
    functions = [scope['function_%d' % n] for n in range(5000)]
    total = 0
    for number in range(20):
        for function in functions:
            total = (total + function(number)) % 1000003
    return '%d' % total


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
