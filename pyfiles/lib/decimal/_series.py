"""Integers that approximate exponentials and logarithms.

A fixed point number of b bits is an integer, to be divided by 2 ** b. The functions *_digits return
(num, exp) with at least the digits asked for and an error of at most a few units in the last one.
"""
from decimal._rounding import length, pow10


def isqrt(num):
    """Return the integer part of the square root."""
    if num == 0:
        return 0
    root = 1 << (num.bit_length() + 1 >> 1)
    while True:
        better = root + num // root >> 1
        if better >= root:
            return root
        root = better


def integer_root(num, degree):
    """Return the integer part of a root."""
    root = 1 << -(-num.bit_length() // degree)
    while True:
        better = ((degree - 1) * root + num // root ** (degree - 1)) // degree
        if better >= root:
            return root
        root = better


def _fixed(num, exp, bits):
    """Return num * 10 ** exp as a fixed point number."""
    if exp >= 0:
        return num * pow10(exp) << bits
    return (num << bits) // pow10(-exp)


def _ln_series(x, bits):
    """Return ln of a fixed point number between 1/2 and 2."""
    # Square roots bring x near 1, where artanh((x - 1) / (x + 1)) converges quickly.
    one = 1 << bits
    halvings = 0
    while abs(x - one) >> (bits - 8):
        x = isqrt(x << bits)
        halvings += 1
    ratio = ((x - one) << bits) // (x + one)
    square = ratio * ratio >> bits
    term, total, odd = ratio, ratio, 1
    while term not in (0, -1):
        term = term * square >> bits
        odd += 2
        total += term // odd
    return total << (halvings + 1)


# ln 2 and ln 10 as fixed point numbers by what they are of, with the bits that are known.
_known = {}


def _constant(name, bits):
    have, value = _known.get(name, (0, 0))
    if have < bits:
        have = bits + 64
        if name == 2:
            # 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749)
            parts = ((18, 26), (-2, 4801), (8, 8749))
        else:
            # 46 artanh(1/31) + 34 artanh(1/49) + 20 artanh(1/161)
            parts = ((46, 31), (34, 49), (20, 161))
        guarded = have + 16
        value = sum(factor * _artanh_inverse(divisor, guarded) for factor, divisor in parts) >> 16
        _known[name] = have, value
    return value >> (have - bits)


def _artanh_inverse(divisor, bits):
    """Return artanh(1 / divisor) as a fixed point number."""
    term = (1 << bits) // divisor
    total, odd, square = term, 1, divisor * divisor
    while term:
        term //= square
        odd += 2
        total += term // odd
    return total


def _ln_fixed(num, exp, bits):
    """Return ln(num * 10 ** exp) as a fixed point number that is good to nearly all its bits."""
    guarded = bits + 32 + num.bit_length().bit_length() + abs(exp).bit_length()
    size = num.bit_length()
    # num = x * 2 ** size with x between 1/2 and 1.
    shift = guarded - size
    x = num << shift if shift >= 0 else num >> -shift
    total = _ln_series(x, guarded) + size * _constant(2, guarded)
    if exp:
        total += exp * _constant(10, guarded)
    return total >> (guarded - bits)


def _ln_near_one(num, exp):
    """Return how many bits ln(num * 10 ** exp) may begin with that are 0."""
    digits = length(num)
    if digits + exp not in (0, 1):
        return 0
    # The distance from 1 is at least one unit of the last digit.
    one = pow10(-exp) if exp <= 0 else None
    if one is None or num == one:
        return 0
    return max(0, one.bit_length() - abs(num - one).bit_length()) + 2


def ln_digits(num, exp, digits):
    """Return the absolute value of ln(num * 10 ** exp), which is not 0."""
    bits = digits * 10 // 3 + 16 + _ln_near_one(num, exp)
    return _decimal_of(abs(_ln_fixed(num, exp, bits)), bits, digits)


def log10_digits(num, exp, digits):
    """Return the absolute value of log10(num * 10 ** exp), which is not 0."""
    bits = digits * 10 // 3 + 24 + _ln_near_one(num, exp)
    value = (_ln_fixed(num, exp, bits) << bits) // _constant(10, bits)
    return _decimal_of(abs(value), bits, digits)


def _decimal_of(fixed, bits, digits):
    """Return a fixed point number as (num, exp) with about the digits asked for."""
    # The first digit is found by the size of the number.
    places = digits - (fixed.bit_length() - bits) * 3 // 10 + 1
    if places >= 0:
        return fixed * pow10(places) >> bits, -places
    return (fixed >> bits) // pow10(-places), -places


def _exp_of_fixed(x, bits, digits):
    """Return e to a fixed point number as (num, exp)."""
    # x = tens * ln 10 + rest, so that e ** x = e ** rest * 10 ** tens.
    extra = max(x.bit_length() - bits, 0)
    tens, rest = divmod(x, _constant(10, bits))
    del extra
    one = 1 << bits
    halvings = 8
    rest >>= halvings
    term, total, count = one, one, 0
    while term:
        count += 1
        term = (term * rest >> bits) // count
        total += term
    for _ in range(halvings):
        total = total * total >> bits
    places = digits + 1
    return total * pow10(places) >> bits, int(tens) - places


def exp_digits(num, exp, digits):
    """Return e ** (num * 10 ** exp)."""
    whole = max(0, length(abs(num)) + exp)
    bits = (digits + 2 * whole) * 10 // 3 + 40
    return _exp_of_fixed(_fixed(num, exp, bits), bits, digits)


def power_digits(num, exp, power, power_exp, digits):
    """Return (num * 10 ** exp) ** (power * 10 ** power_exp)."""
    # The exponent of e is the product, whose whole part costs digits.
    reach = max(0, length(abs(power)) + power_exp)
    whole = reach + len(str(abs(exp) + length(num)))
    bits = (digits + 2 * whole) * 10 // 3 + 64
    finer = bits + reach * 10 // 3 + 8 + _ln_near_one(num, exp)
    product = _ln_fixed(num, exp, finer) * power
    if power_exp >= 0:
        product *= pow10(power_exp)
    else:
        product //= pow10(-power_exp)
    return _exp_of_fixed(product >> (finer - bits), bits, digits)
