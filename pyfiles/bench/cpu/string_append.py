"""A text that grows by `s += t`, in a local, an attribute and an item."""
import sys
import time

ROUNDS = 24

try:
    xrange
except NameError:
    xrange = range


class Holder(object):
    def __init__(self):
        self.text = ''


def grow_local(count):
    text = ''
    for i in xrange(count):
        text += 'abc'
        text += '-'
    return len(text)


def grow_attribute(count):
    holder = Holder()
    for i in xrange(count):
        holder.text += 'xy'
    return len(holder.text)


def grow_item(count):
    texts = {'a': '', 'b': ''}
    for i in xrange(count):
        texts['a' if i % 3 else 'b'] += 'z'
    return len(texts['a']) - len(texts['b'])


def run():
    return '%d %d %d' % (grow_local(240000), grow_attribute(7000), grow_item(7000))


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
