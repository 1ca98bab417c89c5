"""Runs kernels: small statements, each timed on its own.

A program hands `main` a list of (name, steps, setup, statement). With --kernels, one line per kernel
goes to standard error: its name and the CPU seconds of the best of the rounds.
"""
import sys
import time

clock = getattr(time, 'process_time', None) or time.clock

TEMPLATE = '''def setup_and_run(rounds, clock):
    %(setup)s
    best = None
    value = None
    for turn in range(rounds):
        start = clock()
        for i in steps:
            value = %(statement)s
        spent = clock() - start
        if best is None or spent < best:
            best = spent
    return best, value
'''


def measure(kernel, rounds):
    name, steps, setup, statement = kernel
    space = {'steps': list(range(steps))}
    code = TEMPLATE % {'setup': '\n    '.join(setup.split('\n')), 'statement': statement}
    exec(code, space)
    return space['setup_and_run'](rounds, clock)


def main(kernels):
    args = [arg for arg in sys.argv[1:] if not arg.startswith('--')]
    rounds = int(args[0]) if args else 3
    wanted = args[1:]
    for kernel in kernels:
        if wanted and not [part for part in wanted if part in kernel[0]]:
            continue
        best, value = measure(kernel, rounds)
        text = repr(value)
        print('%s %d' % (kernel[0], len(text)))
        if '--kernels' in sys.argv:
            sys.stderr.write('%s %.6f\n' % (kernel[0], best))
