"""One-way constraints between variables, planned by strength and carried out again and again."""
import sys
import time

ROUNDS = 7


REQUIRED, STRONG, NORMAL, WEAK = range(4)


class Variable(object):
    def __init__(self, name, value):
        self.name = name
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.strength = WEAK
        self.stay = True

    def add(self, constraint):
        self.constraints.append(constraint)


class Constraint(object):
    def __init__(self, strength):
        self.strength = strength

    def attach(self):
        for variable in self.variables():
            variable.add(self)

    def is_satisfied(self):
        return self.output().determined_by is self

    def inputs_known(self, known):
        for variable in self.variables():
            if variable is not self.output() and variable not in known and not variable.stay:
                return False
        return True

    def recalculate(self):
        output = self.output()
        output.determined_by = self
        output.strength = self.weakest()
        output.stay = self.strength != REQUIRED
        self.execute()

    def weakest(self):
        weakest = self.strength
        for variable in self.variables():
            if variable is not self.output() and variable.strength > weakest:
                weakest = variable.strength
        return weakest


class Stay(Constraint):
    def __init__(self, variable, strength):
        Constraint.__init__(self, strength)
        self.variable = variable
        self.attach()

    def variables(self):
        return (self.variable,)

    def output(self):
        return self.variable

    def execute(self):
        pass


class Edit(Stay):
    def __init__(self, variable, strength):
        Stay.__init__(self, variable, strength)
        self.wanted = variable.value

    def execute(self):
        self.variable.value = self.wanted


class Equality(Constraint):
    def __init__(self, source, target, strength):
        Constraint.__init__(self, strength)
        self.source = source
        self.target = target
        self.attach()

    def variables(self):
        return (self.source, self.target)

    def output(self):
        return self.target

    def execute(self):
        self.target.value = self.source.value


class Scale(Equality):
    def __init__(self, source, factor, offset, target, strength):
        self.factor = factor
        self.offset = offset
        Equality.__init__(self, source, target, strength)

    def variables(self):
        return (self.source, self.factor, self.offset, self.target)

    def execute(self):
        self.target.value = self.source.value * self.factor.value + self.offset.value


class Planner(object):
    def __init__(self):
        self.mark = 0

    def plan(self, sources):
        self.mark += 1
        known = set()
        todo = list(sources)
        steps = []
        while todo:
            constraint = todo.pop()
            output = constraint.output()
            if output not in known and constraint.inputs_known(known):
                constraint.recalculate()
                steps.append(constraint)
                known.add(output)
                for consumer in output.constraints:
                    if consumer is not constraint and consumer.output() is not output:
                        todo.append(consumer)
        return steps


def chain(length):
    variables = [Variable('v%d' % i, i) for i in range(length)]
    for i in range(length - 1):
        Equality(variables[i], variables[i + 1], REQUIRED)
    Stay(variables[-1], WEAK)
    edit = Edit(variables[0], STRONG)
    steps = Planner().plan([edit])
    total = 0
    for value in range(60):
        edit.wanted = value * 7 % 31
        for step in steps:
            step.execute()
        total += variables[-1].value
    return total


def projection(count):
    factor = Variable('factor', 10)
    offset = Variable('offset', 1000)
    planner = Planner()
    pairs = []
    for i in range(count):
        source = Variable('s%d' % i, i)
        target = Variable('t%d' % i, i)
        Stay(source, NORMAL)
        Scale(source, factor, offset, target, REQUIRED)
        pairs.append((source, target))
    total = 0
    for source, target in pairs:
        edit = Edit(source, STRONG)
        edit.wanted = 17
        for step in planner.plan([edit]):
            step.execute()
        total += target.value
    for number, wanted in ((1, 5), (2, 3)):
        edit = Edit(factor, STRONG)
        edit.wanted = wanted
        planner.plan([edit])
        total += sum(target.value for _, target in pairs) * number
    return total


def run():
    return '%d %d' % (chain(1100), projection(1300))


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
