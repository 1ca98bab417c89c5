"""Round robin over tasks that receive values by send()."""
import sys
import time

ROUNDS = 6


def worker(name, rounds):
    total = 0
    for _ in range(rounds):
        value = yield name
        total += value
    RESULTS[name] = total


RESULTS = {}


def run():
    RESULTS.clear()
    queue = []
    for name in range(100):
        task = worker(name, 1000 + 10 * name)
        next(task)
        queue.append(task)
    tick = 0
    while queue:
        waiting = []
        for task in queue:
            tick += 1
            try:
                task.send(tick & 15)
            except StopIteration:
                continue
            waiting.append(task)
        queue = waiting
    # The same again with throw(), which ends a task from outside.
    for number in range(60000):
        task = worker(number, 3)
        next(task)
        try:
            task.throw(ValueError, number)
        except ValueError:
            tick += 1
    return '%d %d' % (tick, sum(RESULTS.values()))


def main():
    args = [arg for arg in sys.argv[1:] if arg != '--times']
    rounds = int(args[0]) if args else ROUNDS
    clock = getattr(time, 'process_time', None) or time.clock
    for number in range(rounds):
        start = clock()
        result = run()
        if '--times' in sys.argv:
            sys.stderr.write('%d %.6f\n' % (number, clock() - start))
    print(result)


if __name__ == '__main__':
    main()
