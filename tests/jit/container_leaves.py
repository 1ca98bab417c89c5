# switches: -X jit=eager
# counter: quick loops > 0
# counter: exits Protocol = 0
# Dicts, sets, tuples and strs with keys of the language: searched in place, without a safepoint.
def run(count):
    numbers, names, pairs = {}, {}, {}
    words = ['a', 'bc', 'def', 'g']
    seen = set(['bc', 'x'])
    hits = 0
    for i in xrange(count):
        word = words[i & 3]
        numbers[i & 15] = i
        names[word] = numbers[i & 15] + 1
        pairs[i & 3, word] = i
        if word in seen:
            hits += 1
        if i & 7 not in numbers:
            hits += 1000
        if 'e' in word:
            hits += 3
        if (i & 3, word) in pairs and pairs[i & 3, word] == i:
            hits += 1
        hits += len(numbers) + len(word)
    for key, value in names.iteritems():
        hits += value + len(key)
    for key in pairs:
        hits += key[0]
    for place, value in enumerate(words):
        hits += place * len(value)
    text = ''
    for letter in 'some words, and more' * 3:
        hits += ord(letter)
        text += letter
        names[letter] = names.get(letter, 0) + 1
        hits += len(numbers.get(letter, text)) + (names.get('nothing') is None)
    parts = []
    for value in pairs.itervalues():
        parts.append(value)
    work = range(10)
    for i in xrange(20):
        work[:i % 9 + 1] = work[i % 9::-1]
    return hits, sorted(names.items()), sorted(parts), work

print run(500)
