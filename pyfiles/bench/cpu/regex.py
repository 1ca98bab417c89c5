"""Regular expressions over a log and a source text."""
import re
import sys
import time

ROUNDS = 45


LOG = re.compile(r'(\d+\.\d+\.\d+\.\d+) - (\w+|-) \[([^\]]+)\] "(GET|POST) (\S+)[^"]*" (\d{3}) (\d+|-)')
TOKEN = re.compile(r"""(?P<name>[A-Za-z_]\w*)|(?P<number>\d+(?:\.\d*)?)|(?P<text>"[^"]*"|'[^']*')"""
                   r"""|(?P<op>[-+*/=<>!]=?|[()\[\]{},:.])|(?P<space>\s+)""")
MAIL = re.compile(r'\b[\w.]+@[\w.]+\.(?:com|org|net)\b', re.I)
SOURCE = """def total(items, start=0):
    for item in items:
        if item.price >= 10.5 and item.name != "none":
            start += item.price * (1 - item.discount)
    return start
"""


def log_lines(count):
    for i in range(count):
        yield '%d.%d.0.1 - %s [01/Jan/2020:00:%02d:00] "%s /page/%d?q=%d HTTP/1.1" %d %d' % (
            i % 250, i % 7, 'user' if i % 3 else '-', i % 60, 'GET' if i % 4 else 'POST', i % 90, i, 200 + i % 5, i * 37)


def run():
    size = 0
    pages = {}
    for line in log_lines(1800):
        match = LOG.match(line)
        pages[match.group(5)] = pages.get(match.group(5), 0) + 1
        size += int(match.group(7))
    kinds = {}
    for _ in range(40):
        for match in TOKEN.finditer(SOURCE):
            kinds[match.lastgroup] = kinds.get(match.lastgroup, 0) + 1
    text = 'write to some.body@example.org or to nobody; ' * 120 + 'x@y.com'
    mails = len(MAIL.findall(text)) + len(MAIL.sub('-', text))
    parts = len(re.split(r'[;,]\s*', text))
    return '%d %d %s %d %d' % (size, len(pages), sorted(kinds.items()), mails, parts)


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
