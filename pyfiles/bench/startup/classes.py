"""Starts and defines some hundred functions and classes, as a large module does."""
SOURCE = '''
class Class%(n)d(object):
    limit = %(n)d

    def __init__(self, value):
        self.value = value

    def check(self, other=None):
        if other is None:
            return self.value < self.limit
        return self.value + other < self.limit


def function%(n)d(a, b=%(n)d, *rest):
    return Class%(n)d(a).check(b) or bool(rest)
'''

space = {}
for n in range(100):
    exec(compile(SOURCE % {'n': n}, 'made', 'exec'), space)
print(sum([space['function%d' % n](n // 2, 1) for n in range(100)]))
