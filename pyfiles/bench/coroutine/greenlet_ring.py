"""A thousand greenlets that pass control round."""
import sys
import time

from greenlet import getcurrent, greenlet

ROUNDS = 4


def member(ring, position, laps):
    following = ring[(position + 1) % len(ring)]
    ring[0].parent.switch()
    for _ in xrange(laps):
        following.switch()
    ring[0].parent.switch(position)


def run():
    main = getcurrent()
    ring = []
    for position in range(1000):
        ring.append(greenlet(lambda p=position: member(ring, p, 500), main))
    for other in ring:
        other.switch()
    result = ring[0].switch()
    del ring[:]
    return result


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
