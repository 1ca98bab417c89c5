"""A million instances with three integer attributes."""


class Point(object):
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z


points = [Point(i, i + 1, i + 2) for i in range(1000000)]
print(points[-1].z)
