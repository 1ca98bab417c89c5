# Records what CPython 2.7 makes of the sources under frontend/tests.
# Run: python2.7 frontend/tools/record_goldens.py  (in the root of the repository)
#
# tests/parse/NAME.py gives NAME.golden: its tree, a line for each statement of the top level.
# tests/errors/NAME.txt holds lines `MODE SOURCE` with escapes (see oracle_ast.py for the modes) and
# gives NAME.golden: the same lines, each with the tree or error below it.
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import oracle_ast

TESTS = os.path.join(os.path.dirname(HERE), 'tests')
HEAD = '# generated: python2.7 frontend/tools/record_goldens.py\n'


def cases(folder, ending):
    folder = os.path.join(TESTS, folder)
    for name in sorted(os.listdir(folder)):
        if name.endswith(ending):
            yield os.path.join(folder, name), os.path.join(folder, name[:-len(ending)] + '.golden')


for path, golden in cases('parse', '.py'):
    tree = oracle_ast.ast_of(open(path).read(), path)
    with open(golden, 'w') as out:
        out.write(HEAD)
        for stmt in tree.body:
            text = []
            oracle_ast.write(stmt, text)
            out.write(''.join(text) + '\n')

for path, golden in cases('errors', '.txt'):
    with open(golden, 'w') as out:
        out.write(HEAD)
        for line in open(path):
            line = line.rstrip('\n')
            if not line or line.startswith('#'):
                continue
            result = oracle_ast.parsed(line[0] + line[2:].decode('string_escape'))
            out.write('%s\n    %s\n' % (line, result))
