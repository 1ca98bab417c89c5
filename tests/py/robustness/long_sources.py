# Long sources that are not nested compile and run.
space = {}
exec 'x = ' + '+'.join(['1'] * 5000) in space
print space['x']
exec 'x = [' + ','.join(str(i) for i in xrange(50000)) + ']' in space
print len(space['x']), space['x'][-1]
exec '\n'.join('v%d = %d' % (i, i) for i in xrange(20000)) in space
print space['v19999']
exec 'x = ' + repr('y' * 1000000) in space
print len(space['x'])
exec 'def f(' + ', '.join('a%d' % i for i in xrange(200)) + '): return a199' in space
print space['f'](*range(200))
exec 'if 0: pass\n' + ''.join('elif %d == 0: pass\n' % i for i in xrange(1, 60)) + 'else: x = "end"' in space
print space['x']
exec 'x = 5' + '0' * 3000 + ' % 1000007' in space
print space['x']
