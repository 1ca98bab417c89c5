"""An interpreter of a small language by methods of its tree."""
import sys
import time

ROUNDS = 6


class Number(object):
    def __init__(self, value):
        self.value = value

    def evaluate(self, scope):
        return self.value


class Variable(object):
    def __init__(self, name):
        self.name = name

    def evaluate(self, scope):
        return scope[self.name]


class Binary(object):
    def __init__(self, left, right):
        self.left = left
        self.right = right


class Add(Binary):
    def evaluate(self, scope):
        return self.left.evaluate(scope) + self.right.evaluate(scope)


class Multiply(Binary):
    def evaluate(self, scope):
        return self.left.evaluate(scope) * self.right.evaluate(scope)


class Modulo(Binary):
    def evaluate(self, scope):
        return self.left.evaluate(scope) % self.right.evaluate(scope)


class Less(Binary):
    def evaluate(self, scope):
        return self.left.evaluate(scope) < self.right.evaluate(scope)


class Assign(object):
    def __init__(self, name, value):
        self.name = name
        self.value = value

    def execute(self, scope):
        scope[self.name] = self.value.evaluate(scope)


class If(object):
    def __init__(self, test, body, other):
        self.test = test
        self.body = body
        self.other = other

    def execute(self, scope):
        if self.test.evaluate(scope):
            self.body.execute(scope)
        else:
            self.other.execute(scope)


class While(object):
    def __init__(self, test, body):
        self.test = test
        self.body = body

    def execute(self, scope):
        while self.test.evaluate(scope):
            self.body.execute(scope)


class Block(object):
    def __init__(self, *statements):
        self.statements = statements

    def execute(self, scope):
        for statement in self.statements:
            statement.execute(scope)


def make_program():
    i, total = Variable('i'), Variable('total')
    return Block(
        Assign('i', Number(0)),
        Assign('total', Number(0)),
        While(Less(i, Number(40000)), Block(
            If(Less(Modulo(i, Number(7)), Number(3)),
               Assign('total', Add(total, Multiply(i, Number(3)))),
               Assign('total', Modulo(Add(total, i), Number(1000003)))),
            Assign('i', Add(i, Number(1))))))


def run():
    scope = {}
    make_program().execute(scope)
    return '%d %d' % (scope['i'], scope['total'])


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
