"""Rays against spheres and a plane, with vectors as objects."""
import math
import sys
import time

ROUNDS = 14


class Vector(object):
    __slots__ = ('x', 'y', 'z')

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def scaled(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self.scaled(1.0 / math.sqrt(self.dot(self)))

    def mirrored(self, normal):
        return self - normal.scaled(2.0 * self.dot(normal))


class Ray(object):
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction.unit()

    def at(self, distance):
        return self.origin + self.direction.scaled(distance)


class Sphere(object):
    def __init__(self, centre, radius, colour, mirror):
        self.centre = centre
        self.radius = radius
        self.colour = colour
        self.mirror = mirror

    def distance(self, ray):
        to_centre = self.centre - ray.origin
        along = to_centre.dot(ray.direction)
        square = self.radius * self.radius - to_centre.dot(to_centre) + along * along
        if square < 0.0:
            return None
        return along - math.sqrt(square)

    def normal(self, point):
        return (point - self.centre).unit()


class Floor(object):
    mirror = 0.1

    def __init__(self, height):
        self.height = height
        self.up = Vector(0.0, 1.0, 0.0)

    @property
    def colour(self):
        return 0.8

    def distance(self, ray):
        fall = ray.direction.y
        if -1e-9 < fall < 1e-9:
            return None
        return (self.height - ray.origin.y) / fall

    def normal(self, point):
        return self.up


class Scene(object):
    def __init__(self):
        self.things = [Floor(-1.0)]
        self.light = Vector(-4.0, 6.0, -3.0)

    def nearest(self, ray):
        best = None
        thing = None
        for candidate in self.things:
            distance = candidate.distance(ray)
            if distance is not None and distance > 1e-6 and (best is None or distance < best):
                best = distance
                thing = candidate
        return best, thing

    def brightness(self, ray, depth=0):
        distance, thing = self.nearest(ray)
        if thing is None:
            return 0.2 + 0.1 * ray.direction.y
        point = ray.at(distance)
        normal = thing.normal(point)
        to_light = (self.light - point).unit()
        light = 0.1
        if self.nearest(Ray(point, to_light))[1] is None:
            light += max(0.0, normal.dot(to_light))
        result = thing.colour * light
        if depth < 2 and thing.mirror:
            mirrored = Ray(point, ray.direction.mirrored(normal))
            result += thing.mirror * self.brightness(mirrored, depth + 1)
        return result


def run():
    scene = Scene()
    for i in range(6):
        angle = i * 1.05
        centre = Vector(2.0 * math.cos(angle), -0.4 + 0.1 * i, 4.0 + 2.0 * math.sin(angle))
        scene.things.append(Sphere(centre, 0.6, 0.5 + 0.08 * i, 0.3 if i % 2 else 0.0))
    eye = Vector(0.0, 0.3, -2.0)
    total = 0.0
    for row in range(36):
        for column in range(48):
            aim = Vector((column - 24) / 24.0, (18 - row) / 24.0, 1.5)
            total += scene.brightness(Ray(eye, aim))
    return '%.6f' % total


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
