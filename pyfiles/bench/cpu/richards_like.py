"""A simulated operating system: classes, dispatch, linked packets."""
import sys
import time

ROUNDS = 6


DEVICE, WORK = 0, 1
BUFFER = 4


class Packet(object):
    def __init__(self, link, target, kind):
        self.link = link
        self.target = target
        self.kind = kind
        self.datum = 0
        self.data = [0] * BUFFER

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task(object):
    def __init__(self, system, name, priority, queue):
        self.system = system
        self.name = name
        self.priority = priority
        self.queue = queue
        self.waiting = queue is None
        self.held = False
        system.add(self)

    def accept(self, packet, sender):
        self.queue = packet.append_to(self.queue)
        if self.waiting:
            self.waiting = False
            if self.priority > sender.priority:
                return self
        return sender

    def take(self):
        packet = self.queue
        if packet is not None:
            self.queue = packet.link
            packet.link = None
        return packet

    def wait(self):
        self.waiting = True
        return self

    def hold(self):
        self.system.holds += 1
        self.held = True
        return self.system.after(self)

    def send(self, packet):
        system = self.system
        system.sent += 1
        target = system.tasks.get(packet.target)
        if target is None:
            return None
        packet.target = self.name
        return target.accept(packet, self)


class Idle(Task):
    def __init__(self, system, name, priority, count):
        Task.__init__(self, system, name, priority, None)
        self.waiting = False
        self.count = count
        self.control = 1

    def step(self):
        self.count -= 1
        if self.count == 0:
            return self.hold()
        if self.control & 1:
            self.control = self.control // 2 ^ 0xd008
            return self.system.release('device b', self)
        self.control = self.control // 2
        return self.system.release('device a', self)


class Worker(Task):
    letter = 0

    def step(self):
        packet = self.take()
        if packet is None:
            return self.wait()
        self.letter += 1
        packet.target = 'handler a' if self.letter & 1 else 'handler b'
        packet.datum = 0
        for i in range(BUFFER):
            self.letter = self.letter % 26 + 1
            packet.data[i] = 64 + self.letter
        return self.send(packet)


class Handler(Task):
    def __init__(self, system, name, priority, device):
        Task.__init__(self, system, name, priority, None)
        self.device = device
        self.work = None
        self.devices = None

    def step(self):
        packet = self.take()
        if packet is not None:
            if packet.kind == WORK:
                self.work = packet.append_to(self.work)
            else:
                self.devices = packet.append_to(self.devices)
            return self
        work = self.work
        if work is None:
            return self.wait()
        if work.datum >= BUFFER:
            self.work = work.link
            work.target = 'worker'
            return self.send(work)
        device = self.devices
        if device is None:
            return self.wait()
        self.devices = device.link
        device.target = self.device
        device.datum = work.data[work.datum]
        work.datum += 1
        return self.send(device)


class Device(Task):
    def __init__(self, system, name, priority):
        Task.__init__(self, system, name, priority, None)
        self.pending = None
        self.checksum = 0

    def step(self):
        packet = self.take()
        if packet is not None:
            self.pending = packet
            self.checksum = (self.checksum * 31 + packet.datum) & 0xffff
            return self.hold()
        packet = self.pending
        if packet is None:
            return self.wait()
        self.pending = None
        return self.send(packet)


class System(object):
    def __init__(self):
        self.tasks = {}
        self.order = []
        self.sent = 0
        self.holds = 0

    def add(self, task):
        self.tasks[task.name] = task
        self.order.append(task)
        self.order.sort(key=lambda task: -task.priority)

    def after(self, task):
        place = self.order.index(task) + 1
        return self.order[place] if place < len(self.order) else None

    def release(self, name, sender):
        task = self.tasks[name]
        task.held = False
        return task if task.priority > sender.priority else sender

    def schedule(self):
        steps = 0
        task = self.order[0]
        while task is not None:
            if task.held or (task.waiting and task.queue is None):
                task = self.after(task)
            else:
                task.waiting = False
                steps += 1
                task = task.step()
        return steps


def packets(target, kind, count):
    first = None
    for _ in range(count):
        first = Packet(first, target, kind)
    return first


def run():
    system = System()
    Idle(system, 'idle', 0, 12000)
    Worker(system, 'worker', 1000, packets('handler a', WORK, 2))
    for letter in 'ab':
        handler = Handler(system, 'handler ' + letter, 2000, 'device ' + letter)
        handler.queue = packets('device ' + letter, DEVICE, 3)
        Device(system, 'device ' + letter, 4000)
    steps = system.schedule()
    sums = [system.tasks['device ' + letter].checksum for letter in 'ab']
    return '%d %d %d %s' % (steps, system.sent, system.holds, sums)


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
