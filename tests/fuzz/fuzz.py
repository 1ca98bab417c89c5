#!/usr/bin/env python3
"""Runs generated programs (programs.py) in all modes of pyston and compares what they print.

    fuzz.py [--first SEED] [--count N] [--minutes M] [--out DIR]     makes, runs, compares, reduces
    fuzz.py --check FILE...                                          compares given programs

PYSTON names the binary; ORACLE a CPython 2.7.18, which is optional: without it the modes are
compared with each other. A difference leaves SEED.py, its reduced form SEED.min.py and SEED.txt
with both outputs in DIR. The exit status is 1 if there was one.
"""
import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

import programs

MODES = {
    'off': ['-X', 'jit=off'],
    'default': ['-X', 'tier-up=15'],
    'eager': ['-X', 'jit=eager'],
    'eager-all': ['-X', 'jit=eager-all'],
    'deopt1': ['-X', 'jit=eager', '-X', 'deopt-every=1'],
    'deopt7': ['-X', 'jit=eager', '-X', 'deopt-every=7'],
    'deopt61': ['-X', 'jit=eager', '-X', 'deopt-every=61'],
}
# Beside jit=off and default, which always run, every third seed takes one of these.
TURNS = ['eager', 'deopt1', 'deopt7', 'deopt61']
CPU_SECONDS = 6
SECONDS = 60
MEMORY = 3 << 30
# What a program gives that used up its time.
TOO_LONG = ('timeout', -9, -24)


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command, folder):
    """Returns what a program shows: status, output without addresses, last line of errors."""
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=SECONDS, preexec_fn=limits)
    except subprocess.TimeoutExpired:
        return ('timeout', '', '')
    text = re.sub(r'0x[0-9a-fA-F]{6,}', '0xADDRESS', done.stdout.decode('latin-1'))
    errors = done.stderr.decode('latin-1').strip().split('\n')
    # Exceptions in __del__ name their objects by address.
    last = re.sub(r'0x[0-9a-fA-F]+', '0xADDRESS', errors[-1])
    return (done.returncode, text, last)


class Runner:
    def __init__(self, pyston, oracle):
        self.pyston = pyston
        self.oracle = oracle
        self.folder = tempfile.mkdtemp()

    def outcome(self, name, source):
        with open(os.path.join(self.folder, 'p.py'), 'w', encoding='latin-1') as file:
            file.write(source)
        if name == 'oracle':
            return run([self.oracle, 'p.py'], self.folder)
        return run([self.pyston] + MODES[name] + ['run', 'p.py'], self.folder)

    def difference(self, source, modes):
        """Returns (reference, mode, outcome of reference, outcome of mode), or None."""
        names = (['oracle'] if self.oracle else []) + modes
        first = self.outcome(names[0], source)
        if first[0] in TOO_LONG or 'SyntaxError' in first[2] or 'MemoryError' in first[1] + first[2]:
            return None
        for name in names[1:]:
            other = self.outcome(name, source)
            if other != first:
                return names[0], name, first, other
        return None

    def reduce(self, source, reference, mode, seconds):
        """Takes out lines, with what is nested in them, while the two still differ."""
        end = time.time() + seconds
        def differs(lines):
            text = '\n'.join(lines) + '\n'
            first = self.outcome(reference, text)
            if first[0] in TOO_LONG or 'SyntaxError' in first[2] or 'IndentationError' in first[2] \
                    or 'NameError' in first[2]:
                return False
            return self.outcome(mode, text) != first
        lines = source.rstrip('\n').split('\n')
        changed = True
        while changed and time.time() < end:
            changed = False
            size = max(1, len(lines) // 4)
            while size and time.time() < end:
                at = len(lines) - 1
                while at >= 0 and time.time() < end:
                    start = max(0, at - size + 1)
                    for smaller in candidates(lines, start, at + 1):
                        if differs(smaller):
                            lines, changed = smaller, True
                            break
                    at = min(start, len(lines)) - 1
                size //= 2
        return '\n'.join(lines) + '\n'


def indent_of(line):
    return len(line) - len(line.lstrip())


def candidates(lines, start, end):
    """Smaller programs without lines[start:end] and what hangs on them."""
    while end < len(lines) and indent_of(lines[end]) > indent_of(lines[start]):
        end += 1
    yield lines[:start] + lines[end:]
    if indent_of(lines[start]):
        yield lines[:start] + [' ' * indent_of(lines[start]) + 'pass'] + lines[end:]
    body = lines[start + 1:end]
    if body and lines[start].endswith(':'):
        depth = indent_of(body[0]) - indent_of(lines[start])
        yield lines[:start] + [line[depth:] for line in body] + lines[end:]


def show(found):
    reference, mode, first, other = found
    out = ['%s: status %s, %s' % (reference, first[0], first[2]), '%s: status %s, %s' % (mode, other[0], other[2])]
    for a, b in zip(first[1].split('\n'), other[1].split('\n')):
        if a != b:
            same = len(os.path.commonprefix([a, b]))
            start = max(0, same - 100)
            out += ['- ' + a[:40] + ' ... ' + a[start:same + 150], '+ ' + b[:40] + ' ... ' + b[start:same + 150]]
            break
    return '\n'.join(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--first', type=int, default=1)
    parser.add_argument('--count', type=int, default=100)
    parser.add_argument('--minutes', type=float, default=1e9)
    parser.add_argument('--reduce-seconds', type=float, default=60)
    parser.add_argument('--modes', help='run these modes for each seed')
    parser.add_argument('--out', default='target/fuzz')
    parser.add_argument('--check', nargs='*')
    options = parser.parse_args()
    runner = Runner(os.path.abspath(os.environ['PYSTON']), os.environ.get('ORACLE'))
    if options.check:
        for path in options.check:
            with open(path, encoding='latin-1') as file:
                found = runner.difference(file.read(), list(MODES))
            print(path, show(found) if found else 'same', flush=True)
        return 0
    os.makedirs(options.out, exist_ok=True)
    end = time.time() + 60 * options.minutes
    found_any = seeds = 0
    for seed in range(options.first, options.first + options.count):
        if time.time() > end:
            break
        seeds += 1
        if seeds % 50 == 0:
            print('%d seeds, now %d' % (seeds, seed), flush=True)
        source = programs.program(seed)
        modes = options.modes.split(',') if options.modes else ['off', 'default'] + ([TURNS[seed // 3 % len(TURNS)]] if seed % 3 == 0 else [])
        found = runner.difference(source, modes)
        if not found:
            continue
        found_any += 1
        base = os.path.join(options.out, str(seed))
        with open(base + '.py', 'w', encoding='latin-1') as file:
            file.write(source)
        if options.reduce_seconds:
            small = runner.reduce(source, found[0], found[1], options.reduce_seconds)
            with open(base + '.min.py', 'w', encoding='latin-1') as file:
                file.write(small)
        with open(base + '.txt', 'w', encoding='latin-1') as file:
            file.write(show(found) + '\n')
        print('seed %d: %s differs from %s' % (seed, found[1], found[0]), flush=True)
        print(show(found)[:600], flush=True)
    print('%d programs, %d differences' % (seeds, found_any))
    return 1 if found_any else 0


if __name__ == '__main__':
    sys.exit(main())
