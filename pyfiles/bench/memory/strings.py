"""Half a million different short strings."""
names = ['name%d' % i for i in range(500000)]
print(names[-1])
