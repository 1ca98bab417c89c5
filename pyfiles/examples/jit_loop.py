"""Hot loops and calls, compiled to machine code while they run."""


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def collatz(limit):
    longest = best = 0
    for start in xrange(1, limit):
        n = start
        steps = 0
        while n != 1:
            if n & 1:
                n = 3 * n + 1
            else:
                n >>= 1
            steps += 1
        if steps > longest:
            longest, best = steps, start
    return best, longest


def pi(terms):
    total = 0.0
    sign = 4.0
    for k in xrange(terms):
        total += sign / (2 * k + 1)
        sign = -sign
    return total


print 'fib(30) =', fib(30)
print 'longest Collatz chain below 100000 starts at %d: %d steps' % collatz(100000)
print 'pi is about %.6f' % pi(3000000)

# The module's own loop is compiled as well, and integers grow when they must.
total = 1
for i in xrange(1, 1000001):
    total = total * 31 + i & 0xffffffff
print 'checksum', total
print '2 ** 100 =', 2 ** 100
