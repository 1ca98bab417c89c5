# argparse, optparse and getopt: results, messages, help texts
import argparse, getopt, optparse, sys

class Out(object):
    def write(self, text): sys.stdout.write(text)
sys.stderr = Out()
sys.argv = ['prog']

def attempt(function, *args):
    try: print function(*args)
    except SystemExit, e: print 'exit', e.code
    except Exception, e: print type(e).__name__, e

p = argparse.ArgumentParser(description='A program that does this and that. ' * 3, epilog='The end.',
                            formatter_class=argparse.ArgumentDefaultsHelpFormatter)
p.add_argument('source', help='what to read')
p.add_argument('rest', nargs='*', type=int, default=[7])
p.add_argument('-n', '--number', type=int, default=3, metavar='N', help='how many, more than %(default)s')
p.add_argument('--pair', nargs=2, metavar=('KEY', 'VALUE'))
p.add_argument('--mode', choices=['slow', 'fast'], default='slow')
p.add_argument('-v', action='count')
p.add_argument('-q', action='store_true')
p.add_argument('--opt', nargs='?', const='c', default='d')
p.add_argument('-a', action='append', type=float)
p.add_argument('--hidden', help=argparse.SUPPRESS)
p.add_argument('--version', action='version', version='%(prog)s 1.0')
g = p.add_mutually_exclusive_group()
g.add_argument('--yes', action='store_const', const=1)
g.add_argument('--no', dest='yes', action='store_const', const=0)
for line in ('x', 'x 1 2', 'x -n 5 --pair a b', '--mode fast x -vvq', 'x --opt', 'x --opt=z -a 1 -a 2.5', '-h',
             '--version', '', 'x y', 'x -n', 'x -n q', 'x --mode odd', 'x --yes --no', '--p a x', 'x --pair a',
             'x --unknown', '-- -x', 'x -qv -n3', 'x -n=3', 'x -1', 'x --no=5'):
    print '$', line
    attempt(p.parse_args, line.split())
attempt(p.parse_known_args, ['x', '--what', '5'])
s = argparse.ArgumentParser(prog='tool', add_help=False)
s.add_argument('-g', action='store_true')
subs = s.add_subparsers(dest='command', title='commands')
one = subs.add_parser('one', help='first')
one.add_argument('--deep', default='D')
two = subs.add_parser('two', help='second', parents=[s] if 0 else [])
two.add_argument('files', nargs='+')
for line in ('one', '-g one --deep 5', 'two a b', 'two', 'three', ''):
    attempt(s.parse_args, line.split())
print s.format_help(), two.format_usage()
for bad in (lambda: p.add_argument('-n'), lambda: p.add_argument('a', 'b'), lambda: p.add_argument(),
            lambda: p.add_argument('z', required=True), lambda: p.add_argument('-z', action='odd'),
            lambda: p.add_argument('-z', nargs=0), lambda: p.add_argument('-z', nargs=2, metavar=('A',)),
            lambda: argparse.ArgumentParser(conflict_handler='odd')):
    attempt(bad)

o = optparse.OptionParser(usage='%prog [options] file', version='%prog 2', description='About it.', epilog='Bye.')
o.add_option('-n', '--number', type='int', default=1, help='how many [%default]')
o.add_option('-f', dest='name', metavar='FILE')
o.add_option('--pair', nargs=2, type='float')
o.add_option('-c', type='choice', choices=['a', 'b'])
o.add_option('-v', action='count', default=0)
o.add_option('--list', action='append')
group = optparse.OptionGroup(o, 'More', 'Some of them.')
group.add_option('--long-name-of-an-option', help='a text that is long enough for two lines of the message')
o.add_option_group(group)
for line in ('', 'a b', '-n 5 x', '-n0x1f --pair 1 2', '-c a -vv', '--list=1 --list 2', '-h', '--version', '-n q',
             '-c z', '-x', '--nu 4', '--l 1', '--pair 1', '-v3', '--number', '-- -n', '--list='):
    print '$', line
    attempt(lambda: (lambda found: (sorted(vars(found[0]).items()), found[1]))(o.parse_args(line.split())))
for bad in (lambda: optparse.Option('x'), lambda: optparse.Option('-xy'), lambda: optparse.Option('-x', action='odd'),
            lambda: optparse.Option('-x', type='odd'), lambda: optparse.Option('-x', foo=1), lambda: optparse.Option(),
            lambda: optparse.Option('-x', type='choice'), lambda: o.add_option('-n'), lambda: o.remove_option('-y'),
            lambda: optparse.Option('-x', action='callback', callback=5)):
    attempt(bad)

for args in (['-a', '-bx', '--long', '5', 'rest'], ['-z'], ['-b'], ['--lo=1'], ['--none'], ['--flag=1'], ['--long'],
             ['x', '-a'], ['-', '-a'], ['--', '-a'], ['--f']):
    attempt(getopt.getopt, args, 'ab:', ['long=', 'flag', 'flat'])
    attempt(getopt.gnu_getopt, args, 'ab:', ['long=', 'flag', 'flat'])
