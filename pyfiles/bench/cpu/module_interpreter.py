"""A virtual machine at module level: every name is a global."""
import sys
import time

ROUNDS = 2


PUSH, LOAD, STORE, ADD, SUBTRACT, MULTIPLY, MODULO, LESS, JUMP, JUMP_UNLESS, HALT = range(11)
program = [
    (PUSH, 0), (STORE, 0),
    (PUSH, 1), (STORE, 1),
    (LOAD, 0), (PUSH, 60000), (LESS, 0), (JUMP_UNLESS, 22),
    (LOAD, 1), (PUSH, 31), (MULTIPLY, 0), (LOAD, 0), (ADD, 0), (PUSH, 1000003), (MODULO, 0), (STORE, 1),
    (LOAD, 0), (PUSH, 1), (ADD, 0), (STORE, 0),
    (JUMP, 4), (HALT, 0),
    (HALT, 0),
]
args = [arg for arg in sys.argv[1:] if arg != '--times']
clock = getattr(time, 'process_time', None) or time.clock
for number in range(int(args[0]) if args else ROUNDS):
    start = clock()
    stack = []
    variables = [0, 0]
    position = 0
    steps = 0
    while True:
        operation, operand = program[position]
        position += 1
        steps += 1
        if operation == PUSH:
            stack.append(operand)
        elif operation == LOAD:
            stack.append(variables[operand])
        elif operation == STORE:
            variables[operand] = stack.pop()
        elif operation == ADD:
            right = stack.pop()
            stack.append(stack.pop() + right)
        elif operation == SUBTRACT:
            right = stack.pop()
            stack.append(stack.pop() - right)
        elif operation == MULTIPLY:
            right = stack.pop()
            stack.append(stack.pop() * right)
        elif operation == MODULO:
            right = stack.pop()
            stack.append(stack.pop() % right)
        elif operation == LESS:
            right = stack.pop()
            stack.append(stack.pop() < right)
        elif operation == JUMP:
            position = operand
        elif operation == JUMP_UNLESS:
            if not stack.pop():
                position = operand
        else:
            break
    if '--times' in sys.argv:
        sys.stderr.write('%d %.6f\n' % (number, clock() - start))
print('%d %d' % (variables[1], steps))
