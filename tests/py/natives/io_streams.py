import io, os, tempfile
name = tempfile.mktemp()
def t(f, *a, **k):
    try: print repr(f(*a, **k))
    except Exception, e: print type(e).__name__, e
f = io.open(name, 'w', encoding='utf-8'); t(f.write, u'a\u20acb\nline\r\nlast'); t(f.write, 'x'); t(f.close); t(f.write, u'x'); print f.closed
for nl in None, '', u'\n', '\r', '\r\n':
    f = io.open(name, newline=nl, encoding='utf-8'); print list(f); f.seek(0); t(f.read, 3); p = f.tell(); print p; t(f.readline); f.seek(p); t(f.read); t(f.readline); f.close()
t(io.open, name, newline='x'); t(io.open, name, 'rb', encoding='x'); t(io.open, name, 'rw'); t(io.open, name, 'q'); t(io.open, 'nope'); t(io.open, name, 'r', 0); t(io.open, 1.5)
b = io.open(name, 'r+b'); print type(b), b.mode, b.readable(), b.writable(), b.seekable(); t(b.read, 2); t(b.peek); t(b.tell); t(b.write, 'ZZ'); t(b.seek, 0); t(b.read); t(b.seek, 0, 5); t(b.truncate, 3); b.close(); print os.path.getsize(name)
f = io.FileIO(name); print f.mode, f.readable(), f.writable(); t(f.read, 1); t(f.readall); t(f.write, 'x'); t(f.seek, 0); a = bytearray(2); t(f.readinto, a); print repr(a); f.close(); t(f.read); print repr(f)
s = io.StringIO(u'one\ntwo'); print list(s); t(s.getvalue); t(s.write, 'x'); t(s.write, u'!'); t(s.getvalue); t(s.seek, 1); t(s.readline); t(s.tell); t(s.truncate, 2); t(s.getvalue); t(s.seek, -1); s.close(); t(s.read)
s = io.StringIO(newline=None); s.write(u'a\r\nb\rc\n'); t(s.getvalue)
b = io.BytesIO('one\ntwo'); print list(b); t(b.getvalue); t(b.write, u'x'); t(b.write, buffer('!')); t(b.seek, 20); t(b.write, 'z'); t(b.getvalue); t(b.read1, 1); t(b.seek, 0); t(b.readlines); t(b.seek, -1); t(b.readinto, bytearray(3)); t(b.fileno); t(b.detach)
d = io.IncrementalNewlineDecoder(None, True); t(d.decode, u'a\r'); t(d.decode, u'\nb\r'); t(d.decode, u'', True); print d.getstate()
w = io.TextIOWrapper(io.BytesIO(), encoding='ascii', newline='\r\n', line_buffering=True); w.write(u'a\nb'); t(w.buffer.getvalue); t(w.write, u'\u20ac'); print w.encoding, w.errors, w.line_buffering
t(io.TextIOWrapper, io.BytesIO(), encoding='nope'); t(io.BufferedReader, io.BytesIO(), 0); t(io.BufferedWriter, io.BytesIO('x')); t(io.BufferedReader, 5)
p = io.BufferedRWPair(io.BytesIO('read'), io.BytesIO()); t(p.read, 2); t(p.write, 'w'); t(p.flush); t(p.read)
class Raw(io.RawIOBase):
    def readable(self): return True
    def readinto(self, b):
        b[:2] = 'ab'; return 2
r = Raw(); t(r.read, 5); x = io.BufferedReader(r, 4); t(x.read, 5); t(x.peek); t(r.seek, 0); t(r.fileno)
print io.UnsupportedOperation.__bases__
os.unlink(name)
