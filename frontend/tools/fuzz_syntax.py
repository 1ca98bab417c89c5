#!/usr/bin/env python3
"""Compares the front end with CPython 2.7 on mutated pieces of programs.

Usage: fuzz_syntax.py --oracle PYTHON2.7 [--astdump BINARY] [--seed N] [--count N] [FOLDER...]

Each piece is parsed by both, in one of the three modes, with some flags, or as a file; trees have
to be equal, and so have errors: class, message, line, offset and text. Exit status 1 if any
differs.
"""
import argparse
import collections
import os
import random
import re
import subprocess
import sys
import tempfile

from ast_compare import HERE, astdump, sources, stdlib

TOKEN = re.compile(r'''[uUbB]?[rR]?"""(?:[^\\]|\\.)*?"""|[uUbB]?[rR]?\'\'\'(?:[^\\]|\\.)*?\'\'\''''
                   r'''|[uUbB]?[rR]?"(?:[^"\\\n]|\\.)*"|[uUbB]?[rR]?'(?:[^'\\\n]|\\.)*'|#[^\n]*'''
                   r'''|\w+|\n[ \t]*|[ \t]+|\*\*=?|//=?|>>=?|<<=?|<>|[-+*/%&|^=!<>]=|.''', re.S)
WORDS = '''( ) [ ] { } , : . ; * ** = == + - not in is if else for lambda print exec x 1 None "s" `
    @ yield return raise except as from import and or ~ <> ... := -> async await nonlocal $ ? ! del
    global assert with while try: finally: class def f"x" 0777 0o17 1L 1_000 += @= *a **k x=1 pass
    elif 08 0xg 1e 1e+ 0x 'unclosed """unclosed print_function u'\\u12' u'\\N{x}' '\\x1' \\ () a.b
    a[1:2] a[::] a[1:2:] a[...,1] __debug__ True 10000000000000000000 1.5 2j break continue
    ur'\\u0041' b"x" u"x" None=1 f(None=1) - -1 -1L'''.split() + [
        "'", "'''", "'''\\", '"\\\n', '"""\\\n', "ur'\\\n", 'lambda x:', 'print >>',
        'yield from', 'x for x in y', 'x for x in 1,2', '[x for x in 1,2]',
        'lambda (a,b):', '1 if 2 else 3', '\n', '\n    ', '\n\t', '\n        \t', '\\\n', ' # c\n',
        'from __future__ import print_function\n', 'from __future__ import unicode_literals;',
        'from . import (a,)', 'from .. import a,', 'import None', 'with a, b as c: pass\n',
        'def f((a, b)=1, c): pass\n', 'def f((a)=1): pass\n', 'except x, y:', '\x0c', '\x0b',
        'print >>f, x,', 'print x,', 'exec a in b, c', 'exec (a, b)', 'raise a, b, c', '{1: 2}',
        '{1, 2}', '{x: y for x in z}', '{x for x in z}', 'not in', 'is not', 'f(a, *b, c=1, **d)',
        'f(x for x in y)', 'f(a, x for x in y)', 'f(a=1, b)', 'f(*a, b)', 'f(a=1, a=2)', '(yield)',
        'x = yield', '() = 1', '[] = 1', 'for x in y: pass\n', 'x, y = 1', 'del ()', '\xe9', '"\xe9"']


def pieces(path, cache):
    if path not in cache:
        text = open(path, encoding='latin-1', newline='').read().replace('\r\n', '\n')
        lines = text.split('\n')
        starts = [i for i, line in enumerate(lines) if line[:1].strip() and line[0] not in '#)]}']
        found = []
        for a, b in zip(starts, starts[1:] + [len(lines)]):
            piece = '\n'.join(lines[a:b])
            if 3 < len(piece) < 1500 and '\0' not in piece:
                found.append(piece + '\n')
        cache[path] = found
    return cache[path]


def mutate(piece, rng):
    tokens = TOKEN.findall(piece)
    for _ in range(rng.choice((1, 1, 1, 2))):
        places = [i for i, t in enumerate(tokens) if t.strip() or '\n' in t]
        if len(places) < 2:
            return piece
        kind, i, j = rng.random(), rng.choice(places), rng.choice(places)
        if kind < 0.25:
            del tokens[i]
        elif kind < 0.55:
            tokens.insert(i, ' ' + rng.choice(WORDS) + ' ')
        elif kind < 0.75:
            tokens[i] = ' ' + rng.choice(WORDS) + ' '
        elif kind < 0.83:
            tokens[i], tokens[j] = tokens[j], tokens[i]
        elif kind < 0.91:
            tokens.insert(i, tokens[j])
        elif kind < 0.95:
            del tokens[i:]
        else:
            text = ''.join(tokens)
            at = rng.randrange(len(text))
            tokens = [text[:at] + chr(rng.randrange(1, 256)) + text[at + 1:]]
    return ''.join(tokens)


def snippets(files, count, rng):
    cache, out = {}, []
    while len(out) < count:
        found = pieces(rng.choice(files), cache)
        for piece in rng.sample(found, min(5, len(found))):
            piece = mutate(piece, rng)
            if rng.random() < 0.1:
                piece = rng.choice(('from __future__ import print_function\n',
                                    'from __future__ import unicode_literals\n',
                                    '# coding: latin-1\n', '# coding: utf-8\n',
                                    '#!x\n# -*- coding: koi8-r -*-\n')) + piece
            mode = 'x'
            if rng.random() < 0.15:
                mode = rng.choice('esd')
                piece = piece.rstrip('\n') + rng.choice(('', '\n', '\n\n'))
            elif rng.random() < 0.1:
                mode = rng.choice('plu')
            elif rng.random() < 0.3:
                mode = 'f'
                if rng.random() < 0.5 or not piece.isascii():
                    piece = 'raise SystemExit\n' + piece
                if rng.random() < 0.3:
                    piece = piece.rstrip('\n')
            if '\0' not in piece:
                out.append((mode + piece).encode('latin-1'))
    return out


def sort_out(ours, theirs):
    """Names the kind of a difference."""
    if ours == theirs:
        return 'equal'
    if ours.startswith('ERR') != theirs.startswith('ERR'):
        return 'ACCEPT' if theirs.startswith('ERR') else 'REJECT'
    if not ours.startswith('ERR'):
        return 'tree'
    a, b = ours.split('|'), theirs.split('|')
    if a[1:3] != b[1:3]:
        return f'message: {"|".join(a[1:3])} <> {"|".join(b[1:3])}'
    names = ('line', 'offset', 'text')
    return ' '.join(n for n, x, y in zip(names, a[3:], b[3:]) if x != y) + ': ' + a[2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--oracle', required=True)
    parser.add_argument('--astdump')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--count', type=int, default=20000)
    parser.add_argument('--show', type=int, default=12)
    parser.add_argument('folders', nargs='*')
    args = parser.parse_args()
    rng = random.Random(args.seed)
    files = list(sources(args.folders or [stdlib(args.oracle)]))
    records = snippets(files, args.count, rng)
    with tempfile.NamedTemporaryFile() as out:
        out.write(b'\0'.join(records))
        out.flush()
        def run(*command):
            result = subprocess.run([*command, 'snippets', out.name], capture_output=True)
            if result.returncode:
                sys.exit(f'{command}: status {result.returncode}\n{result.stderr.decode()[-2000:]}')
            return result.stdout.decode().split('\n')
        ours, theirs = run(astdump(args.astdump)), run(args.oracle, f'{HERE}/oracle_ast.py')
    kinds, examples = collections.Counter(), {}
    for record, a, b in zip(records, ours, theirs):
        kind = sort_out(a, b)
        kinds[kind] += 1
        if kind not in examples or len(record) < len(examples[kind][0]):
            examples[kind] = (record, a, b)
    rejected = sum(line.startswith('ERR') for line in theirs)
    print(f'{len(records)} pieces, {rejected} rejected by the oracle, {kinds["equal"]} equal')
    del kinds['equal']
    for kind, count in kinds.most_common(args.show):
        record, a, b = examples[kind]
        print(f'{count:6} {kind[:150]}\n       {record!r}\n       ours   {a[:200]}\n'
              f'       oracle {b[:200]}')
    sys.exit(1 if kinds else 0)


main()
