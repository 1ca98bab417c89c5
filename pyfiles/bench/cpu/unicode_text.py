"""Unicode text: cut, folded, searched, encoded and decoded."""
import sys
import time

ROUNDS = 24


WORDS = u'Gr\u00fcn aus K\u00f6ln na\u00efve \u03b1\u03b2\u03b3 \u4e2d\u6587 d\u00e9j\u00e0 vu plain words too'.split()


def run():
    seed = 12345
    pieces = []
    for _ in range(12000):
        seed = (seed * 1103515245 + 12345) % 2147483648
        pieces.append(WORDS[seed // 65536 % len(WORDS)])
    text = u' '.join(pieces)
    counts = {}
    for word in text.split():
        key = word.lower().strip(u'.,')
        counts[key] = counts.get(key, 0) + 1
    letters = 0
    for character in text:
        if character.isalpha():
            letters += 1
        elif character == u' ':
            letters += 2
    coded = text.encode('utf-8')
    same = coded.decode('utf-8') == text
    upper = text.upper().replace(u'AUS', u'VON').find(u'VON')
    titled = [word for word in text.title().split(u' ') if word.startswith(u'K')]
    order = u'|'.join(sorted(counts))
    total = 0
    for i in range(0, len(text) - 10, 3):
        if text[i:i + 3] == u'aus':
            total += i % 7
    return '%d %d %s %d %d %d %d' % (len(coded), letters, same, upper, len(titled), len(order), total)


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
