# Sources nested far beyond any limit are refused with an exception.


def attempt(name, source, mode='exec'):
    try:
        compile(source, name, mode)
    except (SyntaxError, MemoryError, RuntimeError, OverflowError) as error:
        print name, 'refused', isinstance(error, (SyntaxError, MemoryError, RuntimeError))
    else:
        print name, 'accepted'


DEPTH = 100000
attempt('round', '(' * DEPTH + ')' * DEPTH)
attempt('square', '[' * DEPTH + ']' * DEPTH)
attempt('curly', '{1:' * DEPTH + '1' + '}' * DEPTH)
attempt('open', '(' * DEPTH)
attempt('minus', '-' * DEPTH + '1')
attempt('lambda', 'lambda:' * DEPTH + '1')
attempt('backtick', '`' * DEPTH)
attempt('blocks', ''.join(' ' * i + 'if 1:\n' for i in range(300)) + ' ' * 300 + 'pass\n')
attempt('loops', ''.join(' ' * i + 'while 1:\n' for i in range(30)) + ' ' * 30 + 'pass\n')
attempt('shallow', '(' * 50 + ')' * 50)
