# Random bytes as source give an exception each.
state = 20260101


def random_bytes(n):
    global state
    out = []
    for _ in xrange(n):
        state = (state * 1103515245 + 12345) & 0x7fffffff
        out.append(chr(state >> 16 & 255))
    return ''.join(out)


WORDS = ['def', 'class', 'if', 'else', ':', '\n', '    ', '(', ')', '[', ']', '{', '}', '"', "'''", '\\', 'x',
         '1', '0x', '1e', 'lambda', 'yield', 'return', 'print', '>>', '`', '@', ',', '=', '==', '<>', 'in', 'not',
         'for', 'while', 'try', 'except', 'finally', 'with', 'as', 'import', 'from', '.', '*', '**', 'u"', 'r\'',
         '#', '\t', ';', 'exec', 'global', 'del', 'pass', 'break', 'continue', '\x00', '\xff']


def random_words(n):
    global state
    out = []
    for _ in xrange(n):
        state = (state * 1103515245 + 12345) & 0x7fffffff
        out.append(WORDS[(state >> 16) % len(WORDS)])
    return ' '.join(out)


outcomes = {}
for make, size, count in (random_bytes, 40, 2000), (random_words, 12, 6000), (random_words, 400, 100):
    for _ in xrange(count):
        source = make(size)
        try:
            compile(source, 'random', 'exec')
            kind = 'accepted'
        except (SyntaxError, TypeError, MemoryError, ValueError, OverflowError) as error:
            kind = 'refused'
        outcomes[kind] = outcomes.get(kind, 0) + 1
print sorted(outcomes)

block = random_bytes(4096)
for source in block * 2560, block.replace('\x00', ' ') * 2560:
    try:
        compile(source, 'ten megabytes', 'exec')
    except (SyntaxError, TypeError) as error:
        print len(source), type(error).__name__
