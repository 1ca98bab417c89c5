"""Half a million tuples of three."""
rows = [(i, i + 1, None) for i in range(500000)]
print(rows[-1][1])
