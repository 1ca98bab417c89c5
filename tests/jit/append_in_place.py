# switches: -X jit=eager
# counter: quick loops > 0
# counter: exits Type = 0
# A str that only one local holds grows in place: quadratic copying would take minutes here.
def build(count):
    text = ''
    for i in xrange(count):
        text += 'ab'
    return len(text)

def shared(count):
    text = ''
    kept = []
    for i in xrange(count):
        kept.append(text)
        text += 'x'
    return kept[:4], len(kept[-1])

print build(1500000)
print shared(300)
