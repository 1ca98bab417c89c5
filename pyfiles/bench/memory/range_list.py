"""A list of five million integers."""
items = list(range(5000000))
print(len(items))
