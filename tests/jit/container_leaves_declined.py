# switches: -X jit=eager
# counter: quick loops > 0
# counter: exits Protocol > 0
# Keys that compare by Python code, missing keys, dicts that change while they are walked: the protocol does it.
class Key(object):
    def __init__(self, number):
        self.number = number
    def __hash__(self):
        return 7
    def __eq__(self, other):
        log.append(self.number)
        return isinstance(other, Key) and self.number == other.number

log = []

def run(count):
    table = {7: 'seven', 'k': 'str'}
    missing = 0
    for i in xrange(count):
        key = i % 11 if i < 120 else Key(i % 3)
        table[key] = i
        if key not in table:
            missing += 1
        try:
            missing += table[i if i < 40 else 'no']
        except KeyError:
            missing += 1000
    return missing, len(table), table[7], table['k']

print run(400)
print len(log)

def walk(table):
    count = 0
    for key in table:
        count += 1
        if count == 50:
            table['more'] = 1
    return count

for i in range(3):
    try:
        print walk(dict.fromkeys(range(100 - i)))
    except RuntimeError as error:
        print error
