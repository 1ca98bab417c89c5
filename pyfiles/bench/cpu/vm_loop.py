"""A stack machine in one big loop of comparisons."""
import sys
import time

ROUNDS = 6


PUSH, LOAD, STORE, ADD, SUB, MUL, MOD, LESS, JUMP, JUMP_IF_NOT, DUP, HALT = range(12)

PROGRAM = [
    (PUSH, 0), (STORE, 0),
    (PUSH, 1), (STORE, 1),
    (LOAD, 0), (PUSH, 24000), (LESS, 0), (JUMP_IF_NOT, 24),
    (LOAD, 1), (PUSH, 31), (MUL, 0), (LOAD, 0), (ADD, 0), (PUSH, 65521), (MOD, 0), (STORE, 1),
    (LOAD, 1), (DUP, 0), (SUB, 0), (LOAD, 0), (ADD, 0), (PUSH, 1), (ADD, 0), (JUMP, 25),
    (HALT, 0),
    (STORE, 0), (JUMP, 4),
]


def execute(program):
    stack = []
    slots = [0] * 4
    pc = 0
    steps = 0
    while True:
        op, arg = program[pc]
        pc += 1
        steps += 1
        if op == PUSH:
            stack.append(arg)
        elif op == LOAD:
            stack.append(slots[arg])
        elif op == STORE:
            slots[arg] = stack.pop()
        elif op == ADD:
            right = stack.pop()
            stack[-1] += right
        elif op == SUB:
            right = stack.pop()
            stack[-1] -= right
        elif op == MUL:
            right = stack.pop()
            stack[-1] *= right
        elif op == MOD:
            right = stack.pop()
            stack[-1] %= right
        elif op == LESS:
            right = stack.pop()
            stack[-1] = stack[-1] < right
        elif op == JUMP:
            pc = arg
        elif op == JUMP_IF_NOT:
            if not stack.pop():
                pc = arg
        elif op == DUP:
            stack.append(stack[-1])
        else:
            return slots[1], steps


def run():
    return '%d %d' % execute(PROGRAM)


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
