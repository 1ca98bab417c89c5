"""The chaos game: a point that jumps along a spline, points as objects."""
import math
import sys
import time

ROUNDS = 12


class Point(object):
    def __init__(self, x=0.0, y=0.0):
        self.x = x
        self.y = y

    def __sub__(self, other):
        return Point(self.x - other.x, self.y - other.y)

    def distance(self, other):
        gap = self - other
        return math.sqrt(gap.x * gap.x + gap.y * gap.y)

    def between(self, other, share):
        return Point(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)


class Curve(object):
    """Four control points, evaluated by cutting the lines between them."""

    def __init__(self, points):
        self.points = points

    def at(self, share):
        points = self.points
        while len(points) > 1:
            points = [points[i].between(points[i + 1], share) for i in range(len(points) - 1)]
        return points[0]

    def length(self):
        total = 0.0
        last = self.at(0.0)
        for i in range(1, 21):
            here = self.at(i / 20.0)
            total += here.distance(last)
            last = here
        return total


class Dice(object):
    def __init__(self, seed):
        self.seed = seed

    def roll(self):
        self.seed = (self.seed * 1103515245 + 12345) % 2147483648
        return self.seed / 2147483648.0


def run():
    curves = [
        Curve([Point(0.0, 0.0), Point(0.2, 1.0), Point(0.6, 1.0), Point(1.0, 0.1)]),
        Curve([Point(1.0, 0.0), Point(0.3, 0.4), Point(0.5, 0.9), Point(0.0, 1.0)]),
        Curve([Point(0.5, 0.5), Point(0.9, 0.0), Point(0.1, 0.7), Point(0.7, 0.9)]),
    ]
    lengths = [curve.length() for curve in curves]
    dice = Dice(42)
    point = Point(0.5, 0.5)
    cells = {}
    for _ in range(5500):
        pick = dice.roll() * sum(lengths)
        number = 0
        while number < 2 and pick > lengths[number]:
            pick -= lengths[number]
            number += 1
        point = point.between(curves[number].at(dice.roll()), 0.4)
        cell = (int(point.x * 40), int(point.y * 40))
        cells[cell] = cells.get(cell, 0) + 1
    return '%d %d %.6f' % (len(cells), max(cells.values()), sum(lengths))


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
