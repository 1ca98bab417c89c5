"""Random numbers of many distributions, over the Mersenne Twister or another source.

A generator derives from Random and has at least random(); with getrandbits() too, integers of any
size are drawn evenly. The functions of the module are the methods of one hidden generator.
"""
from __future__ import division
from warnings import warn as _warn
from types import MethodType as _MethodType, BuiltinMethodType as _BuiltinMethodType
from math import (log as _log, exp as _exp, pi as _pi, e as _e, ceil as _ceil, sqrt as _sqrt,
                  acos as _acos, cos as _cos, sin as _sin)
from os import urandom as _urandom
from binascii import hexlify as _hexlify
import hashlib as _hashlib
import _random

__all__ = ["Random", "seed", "random", "uniform", "randint", "choice", "sample", "randrange",
           "shuffle", "normalvariate", "lognormvariate", "expovariate", "vonmisesvariate",
           "gammavariate", "triangular", "gauss", "betavariate", "paretovariate",
           "weibullvariate", "getstate", "setstate", "jumpahead", "WichmannHill", "getrandbits",
           "SystemRandom"]

NV_MAGICCONST = 4 * _exp(-0.5) / _sqrt(2.0)
TWOPI = 2.0 * _pi
LOG4 = _log(4.0)
SG_MAGICCONST = 1.0 + _log(4.5)
BPF = 53
RECIP_BPF = 2 ** -BPF


def _fresh_seed(size):
    """Return a number to seed with: of the system's randomness, else of the clock."""
    try:
        return long(_hexlify(_urandom(size)), 16)
    except NotImplementedError:
        import time
        return long(time.time() * 256)


class Random(_random.Random):
    """A generator of its own, independent of all others.

    A class derived from it that brings its own source overrides random(), seed(), getstate(),
    setstate() and jumpahead(), and perhaps getrandbits().
    """
    VERSION = 3

    def __init__(self, x=None):
        self.seed(x)
        self.gauss_next = None

    def seed(self, a=None):
        """Start anew from a, an integer or the hash of anything else; from the system if None."""
        super(Random, self).seed(_fresh_seed(2500) if a is None else a)
        self.gauss_next = None

    def getstate(self):
        """Return what setstate() needs to go on from here."""
        return self.VERSION, super(Random, self).getstate(), self.gauss_next

    def setstate(self, state):
        """Go on from where getstate() returned state."""
        version = state[0]
        if version not in (2, 3):
            raise ValueError("state with version %s passed to Random.setstate() of version %s" %
                             (version, self.VERSION))
        _, words, self.gauss_next = state
        if version == 2:
            # Version 2 kept its words in a signed type.
            try:
                words = tuple(long(word) & 0xffffffff for word in words)
            except ValueError as problem:
                raise TypeError(problem)
        super(Random, self).setstate(words)

    def jumpahead(self, n):
        """Move on to a state that is likely far from this one."""
        digest = _hashlib.new('sha512', repr(n) + repr(self.getstate())).hexdigest()
        super(Random, self).jumpahead(int(digest, 16))

    def __getstate__(self):
        return self.getstate()

    def __setstate__(self, state):
        self.setstate(state)

    def __reduce__(self):
        return self.__class__, (), self.getstate()

    def randrange(self, start, stop=None, step=1, _int=int, _maxwidth=1L << BPF):
        """Return one item of range(start, stop, step), none of which is made."""
        first = self._whole(start, "arg 1", _int)
        if stop is None:
            if first > 0:
                return self._randbelow(first) if first >= _maxwidth else _int(self.random() * first)
            raise ValueError("empty range for randrange()")
        last = self._whole(stop, "stop", _int)
        width = last - first
        if step == 1:
            if width <= 0:
                raise ValueError("empty range for randrange() (%d,%d, %d)" % (first, last, width))
            return _int(first + (self._randbelow(width) if width >= _maxwidth else _int(self.random() * width)))
        stride = self._whole(step, "step", _int)
        if stride == 0:
            raise ValueError("zero step for randrange()")
        count = (width + stride + (-1 if stride > 0 else 1)) // stride
        if count <= 0:
            raise ValueError("empty range for randrange()")
        number = self._randbelow(count) if count >= _maxwidth else _int(self.random() * count)
        return first + stride * number

    def _whole(self, value, which, _int):
        whole = _int(value)
        if whole != value:
            raise ValueError("non-integer %s for randrange()" % which)
        return whole

    def randint(self, a, b):
        """Return an integer from a to b, both possible."""
        return self.randrange(a, b + 1)

    def _randbelow(self, n, _log=_log, _int=int, _maxwidth=1L << BPF,
                   _Method=_MethodType, _BuiltinMethod=_BuiltinMethodType):
        """Return an integer from 0 to n - 1, n being large."""
        try:
            getrandbits = self.getrandbits
        except AttributeError:
            pass
        else:
            # A class that overrides random() alone expects the numbers to come from it.
            if type(self.random) is _BuiltinMethod or type(getrandbits) is _Method:
                bits = _int(1.00001 + _log(n - 1, 2.0))
                number = getrandbits(bits)
                while number >= n:
                    number = getrandbits(bits)
                return number
        if n >= _maxwidth:
            _warn("Underlying random() generator does not supply \n"
                  "enough bits to choose from a population range this large")
        return _int(self.random() * n)

    def choice(self, seq):
        """Return one item of the sequence seq."""
        return seq[int(self.random() * len(seq))]

    def shuffle(self, x, random=None):
        """Put the list x into random order, by random() -> [0.0, 1.0) if given."""
        if random is None:
            random = self.random
        for last in reversed(xrange(1, len(x))):
            pick = int(random() * (last + 1))
            x[last], x[pick] = x[pick], x[last]

    def sample(self, population, k):
        """Return a list of k different items of population, in the order they were drawn."""
        size = len(population)
        if not 0 <= k <= size:
            raise ValueError("sample larger than population")
        draw = self.random
        result = [None] * k
        # A set of what is taken costs memory by k, a copy of the population by its size.
        set_size = 21
        if k > 5:
            set_size += 4 ** _ceil(_log(k * 3, 4))
        if size <= set_size or hasattr(population, "keys"):
            pool = list(population)
            for done in xrange(k):
                at = int(draw() * (size - done))
                result[done] = pool[at]
                pool[at] = pool[size - done - 1]
            return result
        try:
            taken = set()
            for done in xrange(k):
                at = int(draw() * size)
                while at in taken:
                    at = int(draw() * size)
                taken.add(at)
                result[done] = population[at]
        except (TypeError, KeyError):
            # A set, for example, cannot be indexed.
            if isinstance(population, list):
                raise
            return self.sample(tuple(population), k)
        return result

    def uniform(self, a, b):
        """Return a number between a and b; rounding decides whether b is possible."""
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        """Return a number of the triangular distribution with its peak at mode."""
        draw = self.random()
        try:
            peak = 0.5 if mode is None else (mode - low) / (high - low)
        except ZeroDivisionError:
            return low
        if draw > peak:
            draw = 1.0 - draw
            peak = 1.0 - peak
            low, high = high, low
        return low + (high - low) * (draw * peak) ** 0.5

    def normalvariate(self, mu, sigma):
        """Return a number of the normal distribution: mean mu, standard deviation sigma."""
        # Ratio of two uniform deviates, after Kinderman and Monahan.
        random = self.random
        while True:
            first = random()
            second = 1.0 - random()
            ratio = NV_MAGICCONST * (first - 0.5) / second
            if ratio * ratio / 4.0 <= -_log(second):
                return mu + ratio * sigma

    def lognormvariate(self, mu, sigma):
        """Return a number whose logarithm is of the normal distribution."""
        return _exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd):
        """Return a number of the exponential distribution with mean 1 / lambd."""
        return -_log(1.0 - self.random()) / lambd

    def vonmisesvariate(self, mu, kappa):
        """Return an angle in radians of the von Mises distribution around mu."""
        # Rejection from a wrapped Cauchy distribution, after Best and Fisher.
        random = self.random
        if kappa <= 1e-6:
            return TWOPI * random()
        s = 0.5 / kappa
        r = s + _sqrt(1.0 + s * s)
        while True:
            z = _cos(_pi * random())
            d = z / (r + z)
            level = random()
            if level < 1.0 - d * d or level <= (1.0 - d) * _exp(d):
                break
        q = 1.0 / r
        angle = _acos((q + z) / (1.0 + q * z))
        if random() > 0.5:
            return (mu + angle) % TWOPI
        return (mu - angle) % TWOPI

    def gammavariate(self, alpha, beta):
        """Return a number of the gamma distribution: shape alpha, scale beta."""
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError('gammavariate: alpha and beta must be > 0.0')
        random = self.random
        if alpha > 1.0:
            # After Cheng.
            ainv = _sqrt(2.0 * alpha - 1.0)
            b = alpha - LOG4
            c = alpha + ainv
            while True:
                u = random()
                if not 1e-7 < u < .9999999:
                    continue
                second = 1.0 - random()
                v = _log(u / (1.0 - u)) / ainv
                x = alpha * _exp(v)
                z = u * u * second
                r = b + c * v - x
                if r + SG_MAGICCONST - 4.5 * z >= 0.0 or r >= _log(z):
                    return x * beta
        if alpha == 1.0:
            u = random()
            while u <= 1e-7:
                u = random()
            return -_log(u) * beta
        # After Kennedy and Gentle.
        while True:
            b = (_e + alpha) / _e
            p = b * random()
            x = p ** (1.0 / alpha) if p <= 1.0 else -_log((b - p) / alpha)
            level = random()
            if p > 1.0:
                if level <= x ** (alpha - 1.0):
                    break
            elif level <= _exp(-x):
                break
        return x * beta

    def gauss(self, mu, sigma):
        """Return a number of the normal distribution, faster; not for several threads."""
        # One pair of uniform deviates gives two normal ones: the other is kept.
        draw = self.random
        deviate = self.gauss_next
        self.gauss_next = None
        if deviate is None:
            angle = draw() * TWOPI
            radius = _sqrt(-2.0 * _log(1.0 - draw()))
            deviate = _cos(angle) * radius
            self.gauss_next = _sin(angle) * radius
        return mu + deviate * sigma

    def betavariate(self, alpha, beta):
        """Return a number between 0 and 1 of the beta distribution."""
        y = self.gammavariate(alpha, 1.)
        if y == 0:
            return 0.0
        return y / (y + self.gammavariate(beta, 1.))

    def paretovariate(self, alpha):
        """Return a number of the Pareto distribution of shape alpha."""
        return 1.0 / pow(1.0 - self.random(), 1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        """Return a number of the Weibull distribution: scale alpha, shape beta."""
        return alpha * pow(-_log(1.0 - self.random()), 1.0 / beta)


# Factors and moduli of the three generators.
_WICHMANN_HILL = (171, 30269), (172, 30307), (170, 30323)


class WichmannHill(Random):
    """The generator of Wichmann and Hill, three small congruential ones added up."""
    VERSION = 1

    def seed(self, a=None):
        """Start anew from a, an integer or the hash of anything else; from the system if None."""
        if not isinstance(a, (int, long)):
            a = _fresh_seed(16) if a is None else hash(a)
        seeds = []
        for _, modulus in _WICHMANN_HILL:
            a, rest = divmod(a, modulus - 1)
            seeds.append(int(rest) + 1)
        self._seed = tuple(seeds)
        self.gauss_next = None

    def random(self):
        """Return the next number of [0.0, 1.0)."""
        moved = [factor * part % modulus for part, (factor, modulus) in zip(self._seed, _WICHMANN_HILL)]
        self._seed = tuple(moved)
        return sum(part / float(modulus) for part, (_, modulus) in zip(moved, _WICHMANN_HILL)) % 1.0

    def getstate(self):
        """Return what setstate() needs to go on from here."""
        return self.VERSION, self._seed, self.gauss_next

    def setstate(self, state):
        """Go on from where getstate() returned state."""
        version = state[0]
        if version != 1:
            raise ValueError("state with version %s passed to Random.setstate() of version %s" %
                             (version, self.VERSION))
        version, self._seed, self.gauss_next = state

    def jumpahead(self, n):
        """Act as if random() had been called n times."""
        if n < 0:
            raise ValueError('n must be >= 0')
        self._seed = tuple(int(part * pow(factor, n, modulus)) % modulus
                           for part, (factor, modulus) in zip(self._seed, _WICHMANN_HILL))

    def __whseed(self, x=0, y=0, z=0):
        """Set the three seeds; all of them 0 means by the clock."""
        given = x, y, z
        if any(type(each) is not int for each in given):
            raise TypeError('seeds must be integers')
        if not all(0 <= each < 256 for each in given):
            raise ValueError('seeds must be in range(0, 256)')
        if not any(given):
            import time
            ticks = long(time.time() * 256)
            given = self._bytes(int((ticks & 0xffffff) ^ (ticks >> 24)))[:3]
        self._seed = tuple(each or 1 for each in given)
        self.gauss_next = None

    def _bytes(self, number):
        """Return the three lowest bytes of a number, and what is left of it."""
        low = []
        for _ in range(3):
            number, byte = divmod(number, 256)
            low.append(byte)
        return low + [number]

    def whseed(self, a=None):
        """Seed as Python did before 2.1; different values of a may give the same numbers."""
        if a is None:
            return self.__whseed()
        parts = self._bytes(hash(a))
        rest = parts.pop()
        self.__whseed(*[(part + rest) % 256 or 1 for part in parts])


class SystemRandom(Random):
    """A generator over the operating system's randomness; it has no state and no seed."""

    def random(self):
        """Return the next number of [0.0, 1.0)."""
        return (long(_hexlify(_urandom(7)), 16) >> 3) * RECIP_BPF

    def getrandbits(self, k):
        """Return an integer of k random bits."""
        if k <= 0:
            raise ValueError('number of bits must be greater than zero')
        if k != int(k):
            raise TypeError('number of bits should be an integer')
        size = (k + 7) // 8
        return long(_hexlify(_urandom(size)), 16) >> (size * 8 - k)

    def _stub(self, *args, **kwds):
        """There is nothing to seed."""
        return None
    seed = jumpahead = _stub

    def _notimplemented(self, *args, **kwds):
        """There is no state."""
        raise NotImplementedError('System entropy source does not have state.')
    getstate = setstate = _notimplemented


# The functions of the module: the methods of a generator that nobody else sees.
_inst = Random()
for _name in __all__:
    if _name[0].islower():
        globals()[_name] = getattr(_inst, _name)
del _name
