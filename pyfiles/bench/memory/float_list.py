"""A list of two million floats."""
values = [i * 0.5 for i in range(2000000)]
print(values[-1])
