import _socket
def t(f, *a):
    try: print repr(f(*a))
    except Exception, e: print type(e), e, e.args
for n in 'error', 'herror', 'gaierror', 'timeout': print getattr(_socket, n), getattr(_socket, n).__mro__[1:3]
s = _socket.socket()
print s.family, s.type, s.proto, s.timeout, _socket.SocketType is _socket.socket
t(s.connect, ('127.0.0.1', 1)); t(s.connect, 1); t(s.connect, ('a',)); t(s.connect, ('127.0.0.1', 'x')); t(s.connect, ('127.0.0.1', 99999))
t(s.bind, ('127.0.0.1', 0)); t(s.recv, -1); t(s.settimeout, 'x'); t(s.settimeout, -1); s.settimeout(0.05); t(s.gettimeout); s.listen(1); t(s.accept)
s.setblocking(0); t(s.accept); t(s.getsockopt, 1, 2); t(s.setsockopt, 1, 2, 1); t(s.getsockopt, 1, 2); t(s.getpeername); t(s.send, 5); t(s.sendto, 'x', 1)
c = _socket.socket(); c.connect(s.getsockname()); s.settimeout(5); d, where = s.accept(); print where == c.getsockname(), d.getsockname() == s.getsockname()
c.sendall('hello world'); t(d.recv, 5); t(d.recv, 100); d.shutdown(1); t(c.recv, 10); c.close(); d.close(); s.close(); t(s.recv, 1); t(s.fileno)
for f, a in ((_socket.inet_aton, '1.2.3.4'), (_socket.inet_aton, 'x'), (_socket.inet_aton, '127.1'), (_socket.inet_ntoa, 'abcd'), (_socket.inet_ntoa, 'abc'), (_socket.htons, 1), (_socket.htonl, 1),
             (_socket.htons, -1), (_socket.htonl, -1), (_socket.getservbyname, 'http'), (_socket.getservbyname, 'nope'), (_socket.getprotobyname, 'tcp'), (_socket.getprotobyname, 'zz'),
             (_socket.gethostbyname, '127.0.0.1'), (_socket.setdefaulttimeout, -1), (_socket.socket, 99)): t(f, a)
t(_socket.inet_pton, 2, '1.2.3.4'); t(_socket.inet_pton, 10, '::1'); t(_socket.inet_ntop, 10, '\0' * 15 + '\1'); t(_socket.inet_pton, 2, 'x'); t(_socket.inet_pton, 99, 'x'); t(_socket.getaddrinfo, '127.0.0.1', 80); t(_socket.getnameinfo, ('127.0.0.1', 80), 3)
a, b = _socket.socketpair(); a.send('hello'); t(b.recv, 10); x = bytearray(5); a.sendall('wor'); t(b.recv_into, x); print repr(x); t(a.getsockname); a.close(); t(b.recv, 3); t(b.recvfrom, 1)
u = _socket.socket(1); t(u.connect, '/no/such'); t(u.bind, 'x' * 200)
