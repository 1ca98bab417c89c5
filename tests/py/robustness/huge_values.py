# Values that cannot exist give MemoryError, OverflowError or ValueError at once.


def attempt(name, function):
    try:
        value = function()
    except (MemoryError, OverflowError, ValueError) as error:
        print name, type(error).__name__
    else:
        print name, type(value).__name__


BIG = 10 ** 18
attempt('string', lambda: 'x' * BIG)
attempt('unicode', lambda: u'x' * BIG)
attempt('list', lambda: [None] * BIG)
attempt('tuple', lambda: (None,) * BIG)
attempt('list product', lambda: [1, 2, 3] * (BIG * 8))
attempt('string product', lambda: 'abc' * (2 ** 62))
attempt('shift', lambda: 1 << 10 ** 12)
attempt('shift far', lambda: 1 << 10 ** 30)
attempt('negative shift', lambda: 1 << -1)
attempt('right shift far', lambda: 12345 >> 10 ** 12)
attempt('range', lambda: range(BIG))
attempt('xrange', lambda: xrange(10 ** 30))
attempt('ljust', lambda: 'x'.ljust(BIG))
attempt('zfill', lambda: '1'.zfill(BIG))
attempt('percent width', lambda: '%999999999999d' % 1)
attempt('percent huge width', lambda: '%99999999999999999999d' % 1)
attempt('percent precision', lambda: '%.99999999999f' % 1.0)
attempt('format width', lambda: format(1, '99999999999999999999d'))
attempt('bytearray', lambda: bytearray(BIG))
attempt('float', lambda: float(10 ** 400))
attempt('float power', lambda: 10.0 ** 400)
attempt('int of inf', lambda: int(float('inf')))
attempt('int of nan', lambda: int(float('nan')))
attempt('chr', lambda: chr(256))
attempt('unichr', lambda: unichr(0x110000))
attempt('slice', lambda: [1, 2, 3][-10 ** 30:10 ** 30])
attempt('round', lambda: round(1e308, -309))
attempt('hash', lambda: hash(10 ** 5000))
attempt('join', lambda: len(','.join(['x' * 1000] * 1000)))
value = 10 ** 10 ** 5
print len(str(value)), value % 1000007
