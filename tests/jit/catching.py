# switches: -X jit=eager
# counter: exceptions caught inside > 2000
# counter: exits Declined = 0
# What a handler of the same function catches does not leave compiled code, and looks as it always did.
import gc
import sys
import traceback
import weakref

class Scope(object):
    def __init__(self, swallow):
        self.swallow = swallow
    def __enter__(self):
        return self
    def __exit__(self, kind, value, trace):
        return self.swallow and kind is KeyError

def lookup(table, key):
    try:
        return table[key]
    except KeyError, error:
        return -error.args[0]

def nested(n):
    out = []
    for i in xrange(n):
        try:
            try:
                try:
                    if i % 3 == 0:
                        raise ValueError(i)
                    elif i % 3 == 1:
                        raise KeyError, i
                    out.append(i)
                except ValueError, e:
                    out.append(('v', e.args))
                    raise TypeError(i)
                finally:
                    out.append('f')
            except (TypeError, AttributeError), e:
                out.append(('t', str(e), sys.exc_info()[0].__name__))
            else:
                out.append('else')
        except KeyError:
            out.append('k')
            continue
    return out

def deep(n):
    if n == 0:
        raise IndexError('deep')
    return deep(n - 1)

def swallow(n):
    count = 0
    for i in xrange(n):
        with Scope(True):
            count += 1
            if i & 1:
                raise KeyError(i)
            count += 10
        try:
            with Scope(False):
                if i % 5 == 0:
                    raise KeyError(i)
        except KeyError as e:
            count += e.args[0]
    return count

def lines(n):
    found = []
    for i in xrange(n):
        try:
            deep(i % 3)
        except IndexError:
            trace = sys.exc_info()[2]
            shown = traceback.extract_tb(trace)
            found.append([(line, name) for _, line, name, _ in shown])
    return found

def frames(n):
    seen = []
    for i in xrange(n):
        local = i * 2
        try:
            raise RuntimeError(i)
        except RuntimeError:
            frame = sys.exc_info()[2].tb_frame
            seen.append((frame is sys._getframe(), frame.f_locals['local'], frame.f_lineno))
            del frame
    return seen

def kept(i):
    word = 'word %d' % i
    try:
        raise ValueError
    except ValueError:
        trace = sys.exc_info()[2]
    return trace

class Thing(object):
    pass

def dies(n):
    alive = 0
    for i in xrange(n):
        thing = Thing()
        watch = weakref.ref(thing)
        try:
            raise ValueError(i)
        except ValueError:
            pass
        thing = None
        alive += watch() is not None
    return alive

def handled(n):
    before = sys.exc_info()[0]
    for i in xrange(n):
        try:
            {}[i]
        except KeyError:
            pass
    return before, sys.exc_info()[0]

def outer(n):
    try:
        raise OverflowError
    except OverflowError:
        inner = handled(n)
        return inner, sys.exc_info()[0]

def again(n):
    count = 0
    for i in xrange(n):
        try:
            try:
                lookup(None, i)
            except TypeError:
                count += 1
                raise
        except TypeError:
            count += len(traceback.extract_tb(sys.exc_info()[2]))
    return count

def escapes(i):
    try:
        raise KeyError(i)
    except KeyError:
        if i % 2:
            raise ValueError('from %d' % i)
    return i

def cleanup(n, log):
    for i in xrange(n):
        try:
            if i == 5:
                return 'returned'
            if i % 2:
                continue
            log.append(i)
        finally:
            log.append('cleanup')

def generator(n):
    for i in xrange(n):
        try:
            yield i
            raise ValueError(i)
        except ValueError:
            yield -i

class Odd(Exception):
    def __init__(self, value):
        sys._getframe(1).f_locals
        Exception.__init__(self, value)

def odd(n):
    total = 0
    for i in xrange(n):
        try:
            raise Odd, i
        except Odd, e:
            total += e.args[0]
    return total

for round in range(3):
    print sum(lookup({1: 2}, i) for i in xrange(600))
    print nested(9), len(nested(300))
    print swallow(200)
    print lines(4), len(lines(100))
    print frames(3), len(frames(20))
    traces = [kept(i) for i in range(20)]
    print traces[7].tb_frame.f_locals['word'], traces[9].tb_frame.f_code.co_name, traces[3].tb_lineno
    print traces[3].tb_frame.f_lineno, sorted(traces[5].tb_frame.f_locals)
    print dies(50)
    print [x and x.__name__ for x in handled(100)], outer(50)
    print again(50), sys.exc_info()
    for i in range(40):
        try:
            assert escapes(i) == i
        except ValueError, e:
            if i < 4:
                print e, [entry[1:3] for entry in traceback.extract_tb(sys.exc_info()[2])]
    log = []
    print cleanup(9, log), log
    print sum(generator(200)), odd(40)
    sys.exc_clear()
