"""Search with alpha-beta cuts through a game of dropping stones into columns."""
import sys
import time

ROUNDS = 24


WIDTH, HEIGHT = 7, 6
ORDER = (3, 2, 4, 1, 5, 0, 6)


def make_lines():
    lines = []
    for x in range(WIDTH):
        for y in range(HEIGHT):
            for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1)):
                cells = [(x + i * dx, y + i * dy) for i in range(4)]
                if all(0 <= cx < WIDTH and 0 <= cy < HEIGHT for cx, cy in cells):
                    lines.append(tuple(cy * WIDTH + cx for cx, cy in cells))
    return lines


LINES = make_lines()
THROUGH = [[line for line in LINES if cell in line] for cell in range(WIDTH * HEIGHT)]
WORTH = {0: 0, 1: 1, 2: 5, 3: 25}


class Board(object):
    def __init__(self):
        self.cells = [0] * (WIDTH * HEIGHT)
        self.heights = [0] * WIDTH
        self.visited = 0

    def play(self, column, player):
        cell = self.heights[column] * WIDTH + column
        self.cells[cell] = player
        self.heights[column] += 1
        return cell

    def undo(self, column):
        self.heights[column] -= 1
        self.cells[self.heights[column] * WIDTH + column] = 0

    def wins(self, cell, player):
        cells = self.cells
        for a, b, c, d in THROUGH[cell]:
            if cells[a] == player and cells[b] == player and cells[c] == player and cells[d] == player:
                return True
        return False

    def worth(self, player):
        total = 0
        cells = self.cells
        for line in LINES:
            mine = theirs = 0
            for cell in line:
                owner = cells[cell]
                if owner == player:
                    mine += 1
                elif owner:
                    theirs += 1
            if not theirs:
                total += WORTH[mine]
            elif not mine:
                total -= WORTH[theirs]
        return total

    def search(self, player, depth, low, high):
        self.visited += 1
        if depth == 0:
            return self.worth(player)
        for column in ORDER:
            if self.heights[column] == HEIGHT:
                continue
            cell = self.play(column, player)
            if self.wins(cell, player):
                value = 1000 + depth
            else:
                value = -self.search(-player, depth - 1, -high, -low)
            self.undo(column)
            if value > low:
                low = value
                if low >= high:
                    break
        return low


def run():
    board = Board()
    board.play(3, 1)
    board.play(3, -1)
    value = board.search(1, 5, -10000, 10000)
    return '%d %d' % (value, board.visited)


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
