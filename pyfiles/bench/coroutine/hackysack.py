"""The game of the Stackless tutorial: a thousand players with channels."""
import sys
import time

import stackless

ROUNDS = 1
KICKS = 200000


class Player(object):

    def __init__(self, players, state):
        self.players, self.state = players, state
        self.channel = stackless.channel()
        stackless.tasklet(self.play)()

    def play(self):
        while True:
            sender = self.channel.receive()
            if self.state[0] == 0:
                return
            self.state[0] -= 1
            other = self
            while other is self or other is sender:
                self.state[1] = (self.state[1] * 1103515245 + 12345) & 0x7fffffff
                other = self.players[self.state[1] % len(self.players)]
            other.channel.send(self)


def run():
    players, state = [], [KICKS, 1]
    for _ in range(1000):
        players.append(Player(players, state))
    stackless.tasklet(players[0].channel.send)(None)
    stackless.run()
    for player in players:
        while player.channel.queue:
            player.channel.queue.kill()
    return state


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
