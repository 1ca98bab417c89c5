"""Functions made by functions: cells, defaults, map and reduce."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


def make_counter(step):
    state = [0]

    def count(times=1):
        state[0] += step * times
        return state[0]
    return count


def compose(*functions):
    def composed(value):
        for function in functions:
            value = function(value)
        return value
    return composed


def adder(amount):
    return lambda value: value + amount


def scaler(factor):
    return lambda value: value * factor % 10007


def curry(function, first):
    def curried(*rest):
        return function(first, *rest)
    return curried


def fold(function, items, start):
    result = start
    for item in items:
        result = function(result, item)
    return result


def run():
    counters = [make_counter(step) for step in (1, 2, 3)]
    pipeline = compose(adder(3), scaler(5), adder(-1), scaler(7))
    total = 0
    for i in xrange(110000):
        counters[i % 3](2)
        total += pipeline(i)
    plus = curry(lambda a, b, c: a + b * c, 5)
    total += fold(lambda a, b: (a + plus(b, 3)) % 99991, xrange(200000), 0)
    return '%d %s' % (total, [counter(0) for counter in counters])


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
