"""Small objects with float attributes and operators."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


import math


class Point(object):
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y, self.z + other.z)

    def scaled(self, factor):
        return Point(self.x * factor, self.y * factor, self.z * factor)

    def length(self):
        return math.sqrt(self.x * self.x + self.y * self.y + self.z * self.z)

    def normalize(self):
        length = self.length()
        self.x /= length
        self.y /= length
        self.z /= length

    def larger(self, other):
        return Point(max(self.x, other.x), max(self.y, other.y), max(self.z, other.z))


def run():
    points = []
    for i in xrange(36000):
        angle = i * 0.01
        points.append(Point(math.sin(angle), 3.0 * math.cos(angle), angle))
    total = Point(0.0, 0.0, 0.0)
    top = points[0]
    for point in points:
        point.normalize()
        total = total + point.scaled(0.5)
        top = top.larger(point)
    return '%.6f %.6f %.6f %.6f' % (total.length(), top.x, top.y, top.z)


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
