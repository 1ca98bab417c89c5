"""A dict of a million integers."""
table = {}
for i in range(1000000):
    table[i] = i
print(len(table))
