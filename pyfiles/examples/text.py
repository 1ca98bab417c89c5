"""Text: counting words, formatting, unicode, slicing, and a small parser."""

POEM = '''The wind has such a rainy sound
Moaning through the town,
The sea has such a windy sound,
Will the ships go down?'''


def count(text):
    counts = {}
    for line in text.splitlines():
        for word in line.lower().split():
            word = word.strip(',.?!')
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def tokens(text):
    word = ''
    for letter in text + ' ':
        if letter.isdigit() or letter == '.':
            word += letter
            continue
        if word:
            yield float(word) if '.' in word else int(word)
            word = ''
        if not letter.isspace():
            yield letter


def expression(items):
    value = term(items)
    while items and items[0] in ('+', '-'):
        if items.pop(0) == '+':
            value += term(items)
        else:
            value -= term(items)
    return value


def term(items):
    value = factor(items)
    while items and items[0] in ('*', '/'):
        if items.pop(0) == '*':
            value *= factor(items)
        else:
            value /= factor(items)
    return value


def factor(items):
    item = items.pop(0)
    if item == '(':
        value = expression(items)
        items.pop(0)
        return value
    return -factor(items) if item == '-' else item


for word, times in count(POEM)[:4]:
    print '%-6s %s' % (word, '*' * times)
for source in '1 + 2 * 3', '(1 + 2) * 3 - -4', '7 / 2 + 7 / 2.0':
    print '%18s = %r' % (source, expression(list(tokens(source))))
print '{0:>8}|{1:<8}|{2:^8}|{3:08.3f}'.format('right', 'left', 'middle', 3.14159)
name = u'Gr\xfc\xdfe, \u4e16\u754c'
print repr(name.upper()), len(name), name.encode('utf-8') == 'Gr\xc3\xbc\xc3\x9fe, \xe4\xb8\x96\xe7\x95\x8c'
print 'stressed'[::-1], 'a-b-c'.partition('-'), 'x=1;y=2'.replace(';', ' and ')
letters = [chr(ord('a') + i * i % 26) for i in xrange(100000)]
print len(''.join(letters)), ''.join(sorted(set(letters)))
