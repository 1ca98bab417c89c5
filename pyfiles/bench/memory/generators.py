"""A hundred thousand suspended generators."""


def task(number):
    total = number
    while True:
        total += yield total


tasks = [task(i) for i in range(100000)]
for number, one in enumerate(tasks):
    next(one)
print(sum([one.send(1) for one in tasks]))
