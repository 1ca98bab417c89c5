# switches: -X jit=eager
# counter: quick loops > 0
# counter: exits LastCount > 0
# Numbers replace objects that die of it: code leaves for them, and stops assuming at last.
class Noisy(object):
    def __init__(self, number, log):
        self.number, self.log = number, log
    def __del__(self):
        self.log.append(self.number)

class Holder(object):
    pass

def fill(count, log):
    items = [None] * 4
    holder = Holder()
    holder.slot = 0
    for i in xrange(count):
        if i > 150:
            items[i % 4] = Noisy(i, log)
            holder.slot = Noisy(-i, log)
        items[i % 4] = i
        holder.slot = i * 0.5
        log.append('stored')
    return items, holder.slot

log = []
print fill(400, log)
print len(log), log[300:330], log[-6:]
