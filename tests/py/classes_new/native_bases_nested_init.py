# An instance whose first attribute is set after others of its class have grown.


class Node(Exception):
    def __init__(self, depth):
        if depth:
            setattr(self, 'child', Node(depth - 1))
        for name in 'bcdefghijklm':
            setattr(self, name, (name, depth))


class Text(str):
    def __init__(self, depth):
        if not isinstance(depth, str) and depth:
            self.child = Text(depth - 1)
        self.a, self.b, self.c, self.d, self.e, self.f, self.g = range(7)


class Items(list):
    def __init__(self, depth):
        list.__init__(self, [depth])
        if depth:
            self.child = Items(depth - 1)
        self.a, self.b, self.c, self.d, self.e, self.f, self.g = range(7)


class Pair(tuple):
    def __new__(cls, depth):
        made = tuple.__new__(cls, (depth, depth))
        if depth:
            made.child = Pair(depth - 1)
        made.a, made.b, made.c, made.d, made.e, made.f, made.g = range(7)
        return made


kept = []
for cls in (Node, Text, Items, Pair):
    for _ in range(40):
        kept.append(cls(6))
    first = kept[-1]
    depth = 0
    while hasattr(first, 'child'):
        first = first.child
        depth += 1
    print cls.__name__, depth, first.b, first.g, sorted(first.__dict__)[:3]
