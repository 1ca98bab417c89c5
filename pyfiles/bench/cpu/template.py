"""A template engine: templates become lists of nodes, nodes become text."""
import sys
import time

ROUNDS = 13


PAGE = """<html><head><title>{{ title|upper }}</title></head><body>
<h1>{{ title }}</h1>
{% if user %}<p>Hello, {{ user.name|escape }}!</p>{% else %}<p>Who are you?</p>{% end %}
<table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% end %}</tr>
{% end %}</table>
{% for item in items %}{% if item.visible %}<li>{{ item.name|escape }}: {{ item.price }}</li>
{% end %}{% end %}</body></html>
"""
FILTERS = {
    'upper': lambda text: text.upper(),
    'escape': lambda text: text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;'),
}


class Text(object):
    def __init__(self, text):
        self.text = text

    def render(self, scope, write):
        write(self.text)


class Expression(object):
    def __init__(self, source):
        parts = source.split('|')
        self.path = parts[0].strip().split('.')
        self.filters = [FILTERS[name.strip()] for name in parts[1:]]

    def value(self, scope):
        value = scope[self.path[0]]
        for name in self.path[1:]:
            value = value[name]
        return value

    def render(self, scope, write):
        text = str(self.value(scope))
        for function in self.filters:
            text = function(text)
        write(text)


class If(object):
    def __init__(self, source):
        self.test = Expression(source)
        self.body = []
        self.other = []

    def render(self, scope, write):
        for node in self.body if self.test.value(scope) else self.other:
            node.render(scope, write)


class For(object):
    def __init__(self, source):
        self.name, _, source = source.split(None, 2)
        self.items = Expression(source)
        self.body = []

    def render(self, scope, write):
        scope = dict(scope)
        for item in self.items.value(scope):
            scope[self.name] = item
            for node in self.body:
                node.render(scope, write)


def parse(source):
    nodes = []
    current = nodes
    stack = []
    while source:
        start = source.find('{')
        while start >= 0 and source[start + 1:start + 2] not in ('{', '%'):
            start = source.find('{', start + 1)
        if start < 0:
            current.append(Text(source))
            break
        if start:
            current.append(Text(source[:start]))
        closing = '}}' if source[start + 1] == '{' else '%}'
        end = source.index(closing, start)
        inner = source[start + 2:end].strip()
        source = source[end + 2:]
        if closing == '}}':
            current.append(Expression(inner))
            continue
        word, _, rest = inner.partition(' ')
        if word == 'end':
            current = stack.pop()[1]
        elif word == 'else':
            current = stack[-1][0].other
        else:
            node = If(rest) if word == 'if' else For(rest)
            current.append(node)
            stack.append((node, current))
            current = node.body
    return nodes


def render(nodes, scope):
    pieces = []
    for node in nodes:
        node.render(scope, pieces.append)
    return ''.join(pieces)


def run():
    total = 0
    for number in range(14):
        nodes = parse(PAGE)
        scope = {
            'title': 'Page %d' % number,
            'user': {'name': 'A & B <c>'} if number % 2 else None,
            'rows': [[row * column for column in range(10)] for row in range(60)],
            'items': [{'name': 'item <%d>' % i, 'price': i * 1.25, 'visible': i % 3} for i in range(120)],
        }
        for _ in range(3):
            text = render(nodes, scope)
            total = (total * 7 + len(text)) % 1000003
    return '%d %d' % (total, sum(map(ord, text)))


def main():
    args = [arg for arg in sys.argv[1:] if arg != '--times']
    rounds = int(args[0]) if args else ROUNDS
    clock = getattr(time, 'process_time', None) or time.clock
    for number in range(rounds):
        start = clock()
        result = run()
        if '--times' in sys.argv:
            sys.stderr.write('%d %.6f\n' % (number, clock() - start))
    print(result)


if __name__ == '__main__':
    main()
