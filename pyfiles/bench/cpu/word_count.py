"""Splits text, counts words in dicts, sorts the counts."""
import sys
import time

ROUNDS = 6

try:
    xrange
except NameError:
    xrange = range


SYLLABLES = ('ba', 'ro', 'ki', 'len', 'su', 'tor', 'mi', 'gan', 'e', 'du', 'vo', 'shi')


def make_text(words):
    state = 12345
    lines = []
    line = []
    for i in xrange(words):
        state = (state * 1103515245 + 12345) & 0x7fffffff
        word = SYLLABLES[state >> 8 & 7]
        if state & 64:
            word += SYLLABLES[(state >> 16) % 12]
        if state & 4096:
            word = word.capitalize() + ','
        line.append(word)
        if len(line) == 12:
            lines.append(' '.join(line))
            line = []
    return '\n'.join(lines)


def count_words(text):
    counts = {}
    for line in text.split('\n'):
        for word in line.split():
            word = word.strip(',.').lower()
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
    return counts


def count_pairs(text):
    pairs = {}
    words = text.split()
    for i in xrange(len(words) - 1):
        key = words[i], words[i + 1]
        pairs[key] = pairs.get(key, 0) + 1
    return pairs


def run():
    text = make_text(120000)
    counts = count_words(text)
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    pairs = count_pairs(text)
    best = max(pairs.values())
    return '%d %s %d %d' % (len(counts), order[:3], len(pairs), best)


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
