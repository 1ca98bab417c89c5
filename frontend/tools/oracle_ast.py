# Prints CPython 2.7's trees and errors in the text form of frontend::ast::dump.
# Usage: python2.7 oracle_ast.py files < LIST      (lines INPUT<tab>OUTPUT)
#        python2.7 oracle_ast.py snippets FILE     (records between zero bytes: mode, source)
import ast
import os
import struct
import sys
import tempfile
import warnings

warnings.simplefilter('ignore')
sys.setrecursionlimit(100000)
# A record's first byte: mode and compile flags (DONT_IMPLY_DEDENT, print_function,
# unicode_literals).
MODES = {
    'x': ('exec', 0), 'e': ('eval', 0), 's': ('single', 0), 'd': ('single', 0x200),
    'p': ('exec', 0x10000), 'l': ('exec', 0x20000), 'u': ('exec', 0),
}
PLAIN = (ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)


def bits(value):
    return '%016x' % struct.unpack('>Q', struct.pack('>d', value))


def write(node, out):
    if isinstance(node, PLAIN):
        out.append(node.__class__.__name__)
    elif isinstance(node, ast.AST):
        out.append(node.__class__.__name__)
        if 'lineno' in node._attributes:
            out.append('@%d:%d' % (node.lineno, node.col_offset))
        out.append('(')
        if isinstance(node, ast.Num):
            number(node.n, out)
        elif isinstance(node, ast.Str):
            string(node.s, out)
        else:
            for i, field in enumerate(node._fields):
                if i:
                    out.append(',')
                write(getattr(node, field), out)
        out.append(')')
    elif isinstance(node, list):
        out.append('[')
        for i, item in enumerate(node):
            if i:
                out.append(',')
            write(item, out)
        out.append(']')
    elif node is None:
        out.append('~')
    elif node is True or node is False:
        out.append(str(node)[0])
    else:
        out.append(str(node))


def number(value, out):
    if isinstance(value, long):
        out.append('l:%s0x%x' % ('-' if value < 0 else '', abs(value)))
    elif isinstance(value, int):
        out.append('i:%d' % value)
    elif isinstance(value, float):
        out.append('f:' + bits(value))
    else:
        out.append('c:' + bits(value.imag))


def string(value, out):
    if isinstance(value, str):
        out.append('b:' + value.encode('hex'))
    else:
        out.append('u:' + ''.join('%x.' % ord(c) for c in value))


def describe(error):
    name = error.__class__.__name__
    if not isinstance(error, SyntaxError):
        return 'ERR|%s|%s' % (name, error) if str(error) else 'ERR|%s' % name
    text = 'None' if error.text is None else error.text.encode('hex')
    return 'ERR|%s|%s|%s|%s|%s' % (name, error.msg, error.lineno, error.offset, text)


def compiled(source, filename, mode, flags=0):
    try:
        out = []
        write(compile(source, filename, mode, ast.PyCF_ONLY_AST | flags, True), out)
        return ''.join(out)
    except Exception as error:
        return describe(error)


def from_file(source):
    """Reads the source as a file. Only what cannot run is run: it fails to parse, or it begins with
    SAFE."""
    result = compiled(source, '<fuzz>', 'exec')
    if not (result.startswith('ERR') or source.startswith(SAFE)):
        return result
    with open(FILE, 'wb') as out:
        out.write(source)
    try:
        execfile(FILE, {})
        return result
    except SystemExit:
        return result
    except SyntaxError as error:
        if not result.startswith('ERR') and not error.msg.startswith('Non-ASCII'):
            return result    # A complaint of a later pass.
        return describe(error).replace(FILE, '<fuzz>')
    except Exception as error:
        return describe(error)


def parsed(record):
    if record[0] == 'f':
        return from_file(record[1:])
    source = record[1:].decode('latin-1') if record[0] == 'u' else record[1:]
    return compiled(source, '<fuzz>', *MODES[record[0]])


def ast_of(source, filename):
    return compile(source, filename, 'exec', ast.PyCF_ONLY_AST, True)


SAFE = 'raise SystemExit\n'
FILE = tempfile.mktemp('.py')


def main():
    if sys.argv[1] == 'files':
        for line in sys.stdin:
            source, target = line.rstrip('\n').split('\t')
            open(target, 'w').write(compiled(open(source).read(), source, 'exec') + '\n')
    else:
        for record in open(sys.argv[2], 'rb').read().split('\0'):
            if record:
                print parsed(record)
    if os.path.exists(FILE):
        os.remove(FILE)


if __name__ == '__main__':
    main()
