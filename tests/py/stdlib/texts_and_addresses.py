# Modules that take texts apart: addresses, queries, shell words, HTML, separated values, headers, commands.
import cmd
import csv
import gzip
import HTMLParser
import httplib
import mimetypes
import rfc822
import sched
import shlex
import StringIO
import urllib
import urlparse
import uuid

for url in ('http://user:word@Host.example:8080/a/b;p?q=1&r=#frag', 'mailto:x@y', '//host/path', 'a:80', 'http://[::1]:5/x',
            'file:///etc/passwd', '', 'HTTP://x?y', 'svn+ssh://h/x'):
    parts = urlparse.urlparse(url)
    print parts, parts.hostname, parts.port, parts.username, parts.password, parts.geturl() == url
for reference in 'g', './g', '../g', '../../../g', '/g', '//g', '?y', 'g?y', '#s', ';x', 'g;x', '', '.', '..', 'http:g', 'x:y':
    print reference, urlparse.urljoin('http://a/b/c/d;p?q', reference)
print urlparse.parse_qs('a=1&a=2&b=&c=%41+d;e', True), urlparse.parse_qsl('a=1&b='), urlparse.urldefrag('x#y')
print urllib.quote('/a b\xe4~'), urllib.quote_plus('a b&c'), urllib.unquote_plus('a+b%2Gc%41'), repr(urllib.unquote(u'%e4\u20ac'))
print urllib.urlencode([('a', 1), ('b', u'x y'), ('c', [1, 2])]), urllib.urlencode({'k': ['v', u'e', 5], 'u': u'\xe9'}, True)
print urllib.splitport('h:1'), urllib.splituser('a:b@c'), urllib.splitnport('h:x'), urllib.splitquery('/a?b?c'), urllib.splitattr('/a;b=c;d')
opened = urllib.urlopen('data:text/x-y;base64,aGVsbG8=')
print opened.read(), opened.info().gettype(), opened.info().getheader('content-length')
for text in ('a "b c" d\\ e', "it's", '"open', "x'y z'w", 'a#b #c', ''):
    for posix in True, False:
        try:
            print shlex.split(text, posix=posix), shlex.split(text, True, posix),
        except ValueError as problem:
            print problem,
    print list(shlex.shlex(text.replace("'", '').replace('"', '')))


class Shown(HTMLParser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        print 'start', tag, attrs, self.getpos()

    def __getattr__(self, name):
        raise AttributeError(name)


def shower(name):
    def show(self, *args):
        print name, args
    return show


for name in 'endtag data charref entityref comment decl pi'.split():
    setattr(Shown, 'handle_' + name, shower(name))
parser = Shown()
for piece in ('<!DOCTYPE html><A HREF="x&amp;y" b=c d>t&lt', ';&#65;</a\n><br/><!-- c --><?pi x><script>a<b</script',
              '><p class=\'q\'>1 < 2 &unknown; <x', ' y="'):
    parser.feed(piece)
parser.close()
print parser.unescape('&lt;&#x41;&nothing;&apos;')

out = StringIO.StringIO()
writer = csv.writer(out, delimiter=';', quoting=csv.QUOTE_NONNUMERIC)
writer.writerows([['a', 1, 2.5, None], ['x;y', 'q"r', 'l\nm', '']])
print repr(out.getvalue()), list(csv.reader(StringIO.StringIO(out.getvalue()), delimiter=';'))
print csv.Sniffer().sniff('a|b|c\n1|2|3\n').delimiter, csv.Sniffer().has_header('name,age\nx,1\ny,2\n')
print [sorted(row.items()) for row in csv.DictReader(['a,b', '1,2,3', '4'], restkey='more')]


class Shell(cmd.Cmd):
    prompt = '> '
    use_rawinput = False

    def do_add(self, line):
        "add NUMBERS"
        print sum(map(int, line.split()))

    def do_quit(self, line):
        return True

    def help_topic(self):
        print 'about it'


Shell(stdin=StringIO.StringIO('add 1 2\n\nhelp\nhelp add\nhelp topic\n?nothing\nwhat now\nquit\n')).cmdloop('hello')

plan, now = [], [0]
queue = sched.scheduler(lambda: now[0], lambda wait: now.__setitem__(0, now[0] + wait))
for delay, priority in (5, 1), (3, 2), (3, 1):
    event = queue.enter(delay, priority, lambda *args: plan.append((now[0], args)), (delay, priority))
queue.cancel(event)
print len(queue.queue), queue.empty()
queue.run()
print plan

packed = StringIO.StringIO()
with gzip.GzipFile('name', 'wb', 9, packed, 0) as stream:
    stream.write('line one\nline two\n' * 3)
print repr(packed.getvalue()[:16]), list(gzip.GzipFile(fileobj=StringIO.StringIO(packed.getvalue())))[:2]
print mimetypes.guess_type('a/b.tar.gz'), mimetypes.guess_type('x.HTML'), mimetypes.guess_type('x.nothing')
one = uuid.UUID('{12345678-1234-5678-1234-567812345678}')
print one, repr(one), one.fields, one.version, one.variant, uuid.uuid5(uuid.NAMESPACE_DNS, 'python.org'), one.bytes_le.encode('hex')
message = rfc822.Message(StringIO.StringIO('From: "A. B" <a@b.c> (note), d@e\nDate: Tue, 20 Jul 1994 10:11:12 -0730\n'
                                           'Long: one\n two\nlong: three\n\nbody\n'))
print message.getaddrlist('from'), message.getdate_tz('date'), message['LONG'], message.getheaders('long'), message.fp.read()
for name in 'punycode', 'uu', 'quopri', 'zlib':
    data = u'b\xfccher'.encode(name) if name == 'punycode' else 'b=\xfc \n'.encode(name)
    print name, repr(data), repr(data.decode(name))


class FakeSocket(object):
    def __init__(self, text):
        self.text, self.sent = text, ''

    def sendall(self, data):
        self.sent += data

    def makefile(self, mode, size=0):
        return StringIO.StringIO(self.text)

    def close(self):
        pass


for body in ('HTTP/1.1 200 Fine\r\nContent-Length: 3\r\nX: y\r\n\r\nabcdef', 'HTTP/1.0 404\r\n\r\nrest', 'old style', '',
             'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n'):
    connection = httplib.HTTPConnection('host', 81)
    connection.sock = FakeSocket(body)
    sock = connection.sock
    try:
        connection.request('POST', '/p', 'data', {'K': 'v'})
        response = connection.getresponse()
        print response.status, repr(response.reason), response.version, sorted(response.getheaders()), repr(response.read())
    except httplib.HTTPException as problem:
        print type(problem).__name__, problem
    print repr(sock.sent)
