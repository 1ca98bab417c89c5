# A long chain of objects with __del__: each is finalised once, whatever its depth.
class Link(object):
    def __init__(self, number, next):
        self.number = number
        self.next = next

    def __del__(self):
        seen.append(self.number)


seen = []
chain = None
for number in range(300):
    chain = Link(number, chain)
chain = None
[[] for _ in range(3)]
print len(seen), len(set(seen))
