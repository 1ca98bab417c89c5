"""Builds strings by appending, joining, formatting and replacing."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


def appended(n):
    text = ''
    for i in xrange(n):
        text += chr(97 + i % 26)
        if i % 64 == 63:
            text += '\n'
    return text


def formatted(n):
    lines = []
    for i in xrange(n):
        lines.append('%5d: %-8s|%08.3f' % (i, 'item%d' % (i % 10), i / 7.0))
    return '\n'.join(lines)


def rotated(text):
    letters = []
    for letter in text:
        code = ord(letter)
        if 97 <= code <= 122:
            code = (code - 97 + 13) % 26 + 97
        letters.append(chr(code))
    return ''.join(letters)


def checksum(text):
    total = 0
    for letter in text:
        total = (total * 33 + ord(letter)) & 0xffffff
    return total


def run():
    first = appended(160000)
    second = formatted(35000)
    third = rotated(first)
    fourth = second.replace('item', 'thing').upper().split('|')
    return '%d %d %d %d' % (checksum(first[:60000]), len(second), checksum(third[:60000]), len(fourth))


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
