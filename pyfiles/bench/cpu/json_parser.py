"""A parser of JSON-like text, character by character."""
import sys
import time

ROUNDS = 6


class Parser(object):
    def __init__(self, text):
        self.text = text
        self.at = 0

    def skip(self):
        text = self.text
        at = self.at
        while at < len(text) and text[at] in ' \n\t':
            at += 1
        self.at = at

    def expect(self, letter):
        self.skip()
        if self.text[self.at] != letter:
            raise ValueError('expected %r at %d' % (letter, self.at))
        self.at += 1

    def value(self):
        self.skip()
        letter = self.text[self.at]
        if letter == '{':
            return self.mapping()
        if letter == '[':
            return self.sequence()
        if letter == '"':
            return self.string()
        for word, value in (('true', True), ('false', False), ('null', None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        return self.number()

    def mapping(self):
        result = {}
        self.expect('{')
        self.skip()
        if self.text[self.at] == '}':
            self.at += 1
            return result
        while True:
            self.skip()
            key = self.string()
            self.expect(':')
            result[key] = self.value()
            self.skip()
            letter = self.text[self.at]
            self.at += 1
            if letter == '}':
                return result
            if letter != ',':
                raise ValueError('bad mapping at %d' % self.at)

    def sequence(self):
        result = []
        self.expect('[')
        self.skip()
        if self.text[self.at] == ']':
            self.at += 1
            return result
        while True:
            result.append(self.value())
            self.skip()
            letter = self.text[self.at]
            self.at += 1
            if letter == ']':
                return result
            if letter != ',':
                raise ValueError('bad sequence at %d' % self.at)

    def string(self):
        text = self.text
        at = self.at + 1
        parts = []
        while True:
            letter = text[at]
            if letter == '"':
                self.at = at + 1
                return ''.join(parts)
            if letter == '\\':
                at += 1
                letter = {'n': '\n', 't': '\t'}.get(text[at], text[at])
            parts.append(letter)
            at += 1

    def number(self):
        text = self.text
        start = at = self.at
        while at < len(text) and (text[at].isdigit() or text[at] in '+-.eE'):
            at += 1
        self.at = at
        digits = text[start:at]
        try:
            return int(digits)
        except ValueError:
            return float(digits)


def write(value):
    if value is None:
        return 'null'
    if value is True:
        return 'true'
    if value is False:
        return 'false'
    if isinstance(value, str):
        return '"%s"' % value.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
    if isinstance(value, list):
        return '[%s]' % ', '.join([write(item) for item in value])
    if isinstance(value, dict):
        return '{%s}' % ', '.join(['%s: %s' % (write(key), write(value[key])) for key in sorted(value)])
    return repr(value)


def make_document():
    rows = []
    for i in range(500):
        rows.append({
            'id': i, 'name': 'row "%d"' % i, 'ratio': i / 8.0, 'flags': [i % 2 == 0, None, -i],
            'nested': {'path': 'a\\b\\%d' % i, 'list': list(range(i % 7))},
        })
    return {'rows': rows, 'title': 'document'}


DOCUMENT = make_document()


def run():
    text = write(DOCUMENT)
    value = Parser(text).value()
    for _ in range(3):
        value = Parser(text).value()
    return '%d %s %s' % (len(text), value == DOCUMENT, write(value) == text)


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
