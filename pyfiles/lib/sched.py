"""A list of things to do at certain times, by clocks of one's choice."""
import heapq
from collections import namedtuple

__all__ = ["scheduler"]


class Event(namedtuple('Event', 'time, priority, action, argument')):
    """One thing to do; what is earlier, or at the same time of lower priority, comes first."""

    def _order(self):
        return self.time, self.priority

    def __eq__(self, other):
        return self._order() == other._order()

    def __ne__(self, other):
        return self._order() != other._order()

    def __lt__(self, other):
        return self._order() < other._order()

    def __le__(self, other):
        return self._order() <= other._order()

    def __gt__(self, other):
        return self._order() > other._order()

    def __ge__(self, other):
        return self._order() >= other._order()

    __hash__ = None


class scheduler:
    """Does things at their times: timefunc tells the time, delayfunc waits as long as it is told."""

    def __init__(self, timefunc, delayfunc):
        self._queue, self.timefunc, self.delayfunc = [], timefunc, delayfunc

    def enterabs(self, time, priority, action, argument):
        """Add a call of action with the arguments at a time; return the event."""
        event = Event(time, priority, action, argument)
        heapq.heappush(self._queue, event)
        return event

    def enter(self, delay, priority, action, argument):
        """Add a call after a delay; return the event."""
        return self.enterabs(self.timefunc() + delay, priority, action, argument)

    def cancel(self, event):
        """Take an event out; ValueError if it is not there."""
        self._queue.remove(event)
        heapq.heapify(self._queue)

    def empty(self):
        """Tell whether there is nothing to do."""
        return not self._queue

    def run(self):
        """Do everything at its time, until there is nothing left."""
        while self._queue:
            first = self._queue[0]
            now = self.timefunc()
            if now < first.time:
                self.delayfunc(first.time - now)
                continue
            event = heapq.heappop(self._queue)
            if event is not first:
                # Another thread has changed the queue.
                heapq.heappush(self._queue, event)
                continue
            event.action(*event.argument)
            self.delayfunc(0)  # lets other threads run

    @property
    def queue(self):
        """The events in the order they will be done."""
        return heapq.nsmallest(len(self._queue), self._queue)
