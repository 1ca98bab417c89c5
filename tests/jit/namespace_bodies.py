# switches: -X jit=eager
# counter: quick loops < 2
# A class body's names are not globals: its loops stay in the interpreter.
class Table(object):
    rows = []
    for number in xrange(500):
        rows.append(number)
    count = len(rows)

print Table.count, Table.number
exec "for k in xrange(500):\n    z = k" in {}, {}
