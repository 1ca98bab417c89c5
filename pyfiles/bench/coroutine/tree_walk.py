"""A recursive generator over a tree."""
import sys
import time

ROUNDS = 6


class Node(object):
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None


def insert(root, key):
    if root is None:
        return Node(key)
    node = root
    while True:
        if key < node.key:
            if node.left is None:
                node.left = Node(key)
                return root
            node = node.left
        else:
            if node.right is None:
                node.right = Node(key)
                return root
            node = node.right


def walk(node):
    if node is not None:
        for key in walk(node.left):
            yield key
        yield node.key
        for key in walk(node.right):
            yield key


def make_tree(n):
    root = None
    key = 1
    for _ in range(n):
        key = key * 7 % 10007
        root = insert(root, key)
    return root


TREE = make_tree(9900)


def run():
    total = 0
    for _ in range(7):
        for index, key in enumerate(walk(TREE)):
            total = (total * 3 + index * key) & 0xffffff
    return total


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
