# SIGINT ends hot loops of every kind with KeyboardInterrupt.
import os
import signal
import time


def while_loop():
    i = 0
    while True:
        i += 1


def for_loop():
    total = 0
    for i in xrange(10 ** 15):
        total += i & 3


def calls():
    def step(x):
        return x + 1
    x = 0
    while 1:
        x = step(x)


def generator():
    def count():
        while 1:
            yield 1
    for _ in count():
        pass


def empty():
    while 1:
        pass


for loop in while_loop, for_loop, calls, generator, empty:
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        time.sleep(0.1)
        os.kill(parent, signal.SIGINT)
        os._exit(0)
    try:
        loop()
    except KeyboardInterrupt:
        print loop.__name__, 'interrupted'
    os.waitpid(child, 0)
