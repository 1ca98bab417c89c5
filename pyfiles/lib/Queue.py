"""Queues for threads: first in first out, last in first out, and by priority."""
from collections import deque
import heapq
import threading as _threading
from time import time as _time

__all__ = ['Empty', 'Full', 'Queue', 'PriorityQueue', 'LifoQueue']


class Empty(Exception):
    "There was no item to get, at once or in time."


class Full(Exception):
    "There was no room to put an item, at once or in time."


class Queue:
    """A queue of at most maxsize items, of any number if maxsize <= 0.

    Derived classes say by _init, _qsize, _put and _get how items are kept; those run under the lock.
    """

    def __init__(self, maxsize=0):
        self.maxsize, self.unfinished_tasks = maxsize, 0
        self._init(maxsize)
        # One lock guards all; three conditions over it are waited for.
        self.mutex = _threading.Lock()
        for name in ('not_empty', 'not_full', 'all_tasks_done'):
            setattr(self, name, _threading.Condition(self.mutex))

    def task_done(self):
        """Tell that an item got before is dealt with; join() returns when all are."""
        with self.all_tasks_done:
            if self.unfinished_tasks <= 0:
                raise ValueError('task_done() called too many times')
            self.unfinished_tasks -= 1
            if not self.unfinished_tasks:
                self.all_tasks_done.notify_all()

    def join(self):
        """Wait until task_done() was called for each item put."""
        with self.all_tasks_done:
            while self.unfinished_tasks:
                self.all_tasks_done.wait()

    def qsize(self):
        """Return the number of items; it may be outdated at once."""
        with self.mutex:
            return self._qsize()

    def empty(self):
        """Tell whether there are no items; it may be outdated at once."""
        with self.mutex:
            return not self._qsize()

    def full(self):
        """Tell whether there is no room; it may be outdated at once."""
        with self.mutex:
            return 0 < self.maxsize == self._qsize()

    def put(self, item, block=True, timeout=None):
        """Add an item; wait for room (at most timeout seconds) if block is true, else raise Full."""
        with self.not_full:
            if self.maxsize > 0:
                self._await(self.not_full, lambda: self._qsize() != self.maxsize, block, timeout,
                            Full)
            self._put(item)
            self.unfinished_tasks += 1
            self.not_empty.notify()

    def put_nowait(self, item):
        """Add an item or raise Full."""
        return self.put(item, False)

    def get(self, block=True, timeout=None):
        """Take an item; wait for one (at most timeout seconds) if block is true, else raise Empty."""
        with self.not_empty:
            self._await(self.not_empty, self._qsize, block, timeout, Empty)
            item = self._get()
            self.not_full.notify()
            return item

    def get_nowait(self):
        """Take an item or raise Empty."""
        return self.get(False)

    def _await(self, condition, ready, block, timeout, failure):
        """Return as soon as ready() is true; raise failure if that takes too long."""
        if not block:
            if not ready():
                raise failure
        elif timeout is None:
            while not ready():
                condition.wait()
        elif timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        else:
            end = _time() + timeout
            while not ready():
                left = end - _time()
                if left <= 0.0:
                    raise failure
                condition.wait(left)

    def _init(self, maxsize):
        self.queue = deque()

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.popleft()


class LifoQueue(Queue):
    """A queue that gives the newest item first."""

    def _init(self, maxsize):
        self.queue = []

    def _get(self):
        return self.queue.pop()


class PriorityQueue(LifoQueue):
    """A queue that gives the smallest item first, such as (priority, data)."""

    def _put(self, item):
        heapq.heappush(self.queue, item)

    def _get(self):
        return heapq.heappop(self.queue)
