"""Classes of both kinds: properties, operators, descriptors, metaclasses, classic ones."""


class Vector(object):
    __slots__ = ('x', 'y')

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __cmp__(self, other):
        return cmp((self.x, self.y), (other.x, other.y))

    def __repr__(self):
        return 'Vector(%r, %r)' % (self.x, self.y)

    @property
    def length(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5


class Positive(object):
    def __init__(self, name):
        self.name = '_' + name

    def __get__(self, obj, owner):
        return self if obj is None else getattr(obj, self.name)

    def __set__(self, obj, value):
        if value <= 0:
            raise ValueError('%s must be positive, not %r' % (self.name[1:], value))
        setattr(obj, self.name, value)


class Registry(type):
    known = []

    def __new__(meta, name, bases, space):
        cls = type.__new__(meta, name, bases, space)
        meta.known.append(name)
        return cls


class Shape(object):
    __metaclass__ = Registry

    def describe(self):
        return '%s of area %.2f' % (type(self).__name__, self.area())


class Circle(Shape):
    radius = Positive('radius')

    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return 3.141592653589793 * self.radius ** 2


class Square(Shape):
    side = Positive('side')

    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Base:
    def who(self):
        return 'a classic %s' % self.__class__.__name__


class Left(Base):
    pass


class Right(Base):
    def who(self):
        return 'found too late by a classic class'


class Both(Left, Right):
    pass


print 2 * Vector(1, 2) + Vector(0.5, 0)
print sorted([Vector(3, 1), Vector(1, 2), Vector(1, 1)]), Vector(3, 4).length
for shape in Circle(1.5), Square(2):
    print shape.describe()
try:
    Square(-1)
except ValueError as error:
    print 'refused:', error
print Registry.known, Circle.mro()[:2]
print Both().who()
total = Vector(0, 0)
for i in xrange(300000):
    total = total + Vector(i, 1) * 2
print total
