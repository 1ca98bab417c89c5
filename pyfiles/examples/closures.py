"""Functions as values: closures, decorators, partial application, memoised recursion."""


def counted(function):
    def wrapper(*args, **named):
        wrapper.calls += 1
        return function(*args, **named)
    wrapper.calls = 0
    wrapper.__name__ = function.__name__
    return wrapper


def memoised(function):
    known = {}

    def wrapper(*args):
        if args not in known:
            known[args] = function(*args)
        return known[args]
    return wrapper


@counted
def greet(name, greeting='Hello', *rest, **named):
    return '%s, %s%s %s' % (greeting, name, ''.join(rest), sorted(named.items()))


@memoised
def ways(total, coins):
    if total == 0:
        return 1
    if total < 0 or not coins:
        return 0
    return ways(total - coins[0], coins) + ways(total, coins[1:])


def counter(start=0):
    state = {'value': start}

    def step(by=1):
        state['value'] += by
        return state['value']
    return step


def compose(*functions):
    return reduce(lambda f, g: lambda x: g(f(x)), functions)


print greet('Ann'), greet('Bob', 'Bye', '!', '?', loud=True), greet.calls
print 'ways to change a dollar:', ways(100, (50, 25, 10, 5, 1))
first, second = counter(), counter(10)
print [first() for _ in range(3)], second(5), first(by=10)
pipeline = compose(lambda x: x + 1, lambda x: x * 2, str, lambda s: s.rjust(8, '.'))
print pipeline(20), map(compose(abs, lambda x: x ** 2), [-3, 2, -1])
adders = [lambda x, n=n: x + n for n in range(5)]
total = 0
for i in xrange(200000):
    total = adders[i % 5](total)
print total
