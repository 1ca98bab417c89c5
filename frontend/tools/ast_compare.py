#!/usr/bin/env python3
"""Compares the front end's trees with CPython 2.7's, over every .py file of some folders.

Usage: ast_compare.py --oracle PYTHON2.7 [--astdump BINARY] [FOLDER...]

Without folders: the oracle's own library. A file counts as valid if the oracle parses it; the
front end then has to give the same tree, positions included. Exit status 1 if any differs.
"""
import argparse
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def astdump(path):
    """Returns the program that prints our trees: the one named, or else one built for this."""
    if path:
        return path
    root = os.path.dirname(os.path.dirname(HERE))
    subprocess.run(['cargo', 'build', '--quiet', '--release', '-p', 'frontend', '--example',
                    'astdump'], cwd=root, check=True)
    target = os.environ.get('CARGO_TARGET_DIR', os.path.join(root, 'target'))
    return os.path.join(root, target, 'release', 'examples', 'astdump')


def sources(folders):
    for folder in folders:
        for base, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith('.py'):
                    yield os.path.join(base, name)


def stdlib(oracle):
    script = 'import sysconfig; print(sysconfig.get_paths()["stdlib"])'
    return subprocess.run([oracle, '-c', script], capture_output=True, text=True).stdout.strip()


def difference(ours, theirs):
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b),
              min(len(ours), len(theirs)))
    start = max(0, at - 100)
    return f'  ours   {ours[start:at + 60]!r}\n  oracle {theirs[start:at + 60]!r}'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--oracle', required=True)
    parser.add_argument('--astdump')
    parser.add_argument('--show', type=int, default=10)
    parser.add_argument('folders', nargs='*')
    args = parser.parse_args()
    files = list(sources(args.folders or [stdlib(args.oracle)]))
    with tempfile.TemporaryDirectory() as folder:
        def listing(kind):
            return ''.join(f'{f}\t{folder}/{i}.{kind}\n' for i, f in enumerate(files)).encode()
        subprocess.run([args.oracle, f'{HERE}/oracle_ast.py', 'files'], input=listing('oracle'),
                       check=True)
        subprocess.run([astdump(args.astdump), 'files'], input=listing('ours'), check=True)
        equal = invalid = shown = differ = 0
        for i, name in enumerate(files):
            theirs = open(f'{folder}/{i}.oracle').read()
            ours = open(f'{folder}/{i}.ours').read()
            if theirs.startswith('ERR'):
                invalid += 1
                if not ours.startswith('ERR'):
                    print(f'{name}: accepted, but the oracle says {theirs[:200].strip()}')
                    differ += 1
            elif ours == theirs:
                equal += 1
            else:
                differ += 1
                if shown < args.show:
                    shown += 1
                    print(f'{name}:\n{difference(ours, theirs)}')
    print(f'{len(files)} files: {equal} equal, {differ} differ, {invalid} rejected by the oracle')
    sys.exit(1 if differ else 0)


if __name__ == '__main__':
    main()
