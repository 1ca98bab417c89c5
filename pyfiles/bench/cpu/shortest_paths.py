"""Shortest paths on a grid with a heap written in Python."""
import sys
import time

ROUNDS = 6


class Heap(object):
    def __init__(self):
        self.items = []

    def push(self, item):
        items = self.items
        items.append(item)
        at = len(items) - 1
        while at > 0:
            parent = (at - 1) >> 1
            if items[parent] <= item:
                break
            items[at] = items[parent]
            at = parent
        items[at] = item

    def pop(self):
        items = self.items
        last = items.pop()
        if not items:
            return last
        first = items[0]
        at = 0
        size = len(items)
        while True:
            child = 2 * at + 1
            if child >= size:
                break
            if child + 1 < size and items[child + 1] < items[child]:
                child += 1
            if last <= items[child]:
                break
            items[at] = items[child]
            at = child
        items[at] = last
        return first


def shortest(width, height):
    costs = [[(x * 7 + y * 13 + x * y) % 9 + 1 for x in range(width)] for y in range(height)]
    best = {(0, 0): 0}
    heap = Heap()
    heap.push((0, 0, 0))
    while heap.items:
        cost, x, y = heap.pop()
        if (x, y) == (width - 1, height - 1):
            return cost, len(best)
        if cost > best[x, y]:
            continue
        for nx, ny in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if 0 <= nx < width and 0 <= ny < height:
                total = cost + costs[ny][nx]
                if total < best.get((nx, ny), 1 << 30):
                    best[nx, ny] = total
                    heap.push((total, nx, ny))
    return None


def run():
    return '%d %d' % shortest(165, 165)


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
