"""A block cipher of shifts, additions and exclusive ors on 32-bit integers."""
import sys
import time

ROUNDS = 15

try:
    xrange
except NameError:
    xrange = range


MASK = 0xFFFFFFFF
DELTA = 0x9E3779B9
KEY = (0x01234567, 0x89ABCDEF, 0xFEDCBA98, 0x76543210)


def encrypt(left, right, key):
    total = 0
    for _ in xrange(32):
        left = (left + ((((right << 4) ^ (right >> 5)) + right) ^ (total + key[total & 3]))) & MASK
        total = (total + DELTA) & MASK
        right = (right + ((((left << 4) ^ (left >> 5)) + left) ^ (total + key[(total >> 11) & 3]))) & MASK
    return left, right


def decrypt(left, right, key):
    total = (DELTA * 32) & MASK
    for _ in xrange(32):
        right = (right - ((((left << 4) ^ (left >> 5)) + left) ^ (total + key[(total >> 11) & 3]))) & MASK
        total = (total - DELTA) & MASK
        left = (left - ((((right << 4) ^ (right >> 5)) + right) ^ (total + key[total & 3]))) & MASK
    return left, right


def run():
    check = 0
    for block in xrange(1600):
        plain = (block * 2654435761 & MASK, block ^ 0x5A5A5A5A)
        coded = encrypt(plain[0], plain[1], KEY)
        check = (check * 31 + coded[0] + coded[1]) & MASK
        if decrypt(coded[0], coded[1], KEY) != plain:
            return 'wrong at %d' % block
    return '%08x' % check


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
