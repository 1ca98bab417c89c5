# cPickle: damaged and hostile pickles, read from strings, streams and methods, loaded or skipped
import cPickle, cStringIO
P=cPickle
for s in ['T\xff\xff\xff\xff', 'X\xff\xff\xff\xff', '\x8b\xff\xff\xff\xff', '\x8a\xff', '\x8a\x00.', 'T\x10\x00\x00\x00ab', 'a.', 'e.', '1.', 'K\x01a.', ']a.', '(e.', 'K\x01(K\x02e.', 's.', '}K\x01K\x02s.', '}K\x01s.', 'K\x01K\x02s.', '}(K\x01u.', '}(K\x01K\x02u.', 'u.', '(u.', ']K\x01(.', '(.', 't.', '(t.', '\x85.', '\x86.', 'K\x01\x86.', 'K\x01\x87.','2.', 'K\x012\x86.', 'h\x05.', 'j\x05\x00\x00\x00.', 'q\x00.', 'K\x01q\x00h\x00.', 'K\x01r\x00\x01\x00\x00j\x00\x01\x00\x00.', 'p\n.','K\x01p\n.', 'g\n.', 'K\x01p1\ng1\n.', 'K\x01p1\nh\x01.', 'R.', 'K\x01R.', 'K\x01)R.', 'c__builtin__\nint\nK\x01R.','c__builtin__\nint\n]R.', '\x81.', 'K\x01\x81.', 'K\x01)\x81.', 'c__builtin__\nint\nK\x05\x85\x81.', 'c__builtin__\nint\nK\x05\x81.','b.', 'K\x01b.', 'K\x01K\x02b.', 'c__builtin__\nobject\n)RK\x02b.', 'c__builtin__\nobject\n)R}K\x01K\x02sb.', 'c__builtin__\nobject\n)R}}K\x01K\x02s\x86b.', 'c__builtin__\nobject\n)RNK\x02\x86b.','o.', '(o.', '(K\x01o.', '(c__builtin__\nint\nK\x05o.', '(i__builtin__\nint\n.', 'i__builtin__\nint\n.','(K\x01i__builtin__\nint\n.', '(i\nint\n.', '(i__builtin__\n\n.','c\nint\n.', 'c__builtin__\n\n.', 'c__builtin__\nnope\n.', 'cnope\nnope\n.', 'c__builtin__', 'c__builtin__\nint', '\x82\x00.', '\x82\x01.', '\x83\x01\x00.', '\x84\xff\xff\xff\xff.', '\x84\x01\x00\x00\x00.','\x80\x03.', '\x80.', 'P1\n.', 'Pabc\n.', 'P\n.', 'K\x01Q.', 'Q.', 'I\n.', 'Iabc\n.', 'I 5\n.', 'I0x10\n.', 'I010\n.', 'I99999999999999999999\n.', 'I5L\n.','I1.5\n.', 'I00\n.', 'I01\n.', 'I02\n.','I2\n.', 'L\n.', 'Labc\n.', 'L5\n.', 'L0x10L\n.', 'L010\n.', 'F\n.', 'Fabc\n.', 'Finf\n.', 'Fnan\n.', 'F1e400\n.', 'F 1\n.', 'F1 \n.', "S''\n.", "S'\n.", 'S\n.', "S'a\n.", "S'a'b\n.", "S 'a'\n.", "S'a' \n.", "S'a'\t \n.", "S'\\x4'\n.", "S'\\'\n.", 'V\\u12\n.', 'V\n.', 'V\\U00110000\n.','V\xe9\\u0041\n.', 'X\x01\x00\x00\x00\xff.', 'X\x03\x00\x00\x00\xed\xa0\x80.', 'G\x00\x00.', 'G\x3f\xf0\0\0\0\0\0\0.', 'l.', '(l.', '(K\x01l.', 'd.', '(d.', '(K\x01d.', '(K\x01K\x02d.', '(]K\x01d.', '0.', 'K\x010.', 'K\x01K\x020.', '(0.', 'K\x01(0.', 'N', '', '.', '\0', 'N\0', '\x88.', '\x89.', '\x8a\x01\xff.', '\x8b\x01\x00\x00\x00\x7f.', '\x8b\0\0\0\0.', 'J\xff\xff\xff\xff.', 'M\xff\xff.', 'U\x05abcde.', '\x88)R.', 'c__builtin__\nint\n(S"x"\ntR.', 'c__builtin__\nlen\n)R.', 'ccopy_reg\n_reconstructor\n(c__builtin__\nint\nc__builtin__\nobject\nNtR.', 'x.', '\n.', "'.", '{.', '(K\x01K\x02K\x03', 'K\x01K\x02.', '(K\x01(K\x02t.', '(K\x01(K\x02tt.','(K\x01\x31.', 'K\x05(K\x011.', '}(]K\x01u.', ')(K\x01e.', 'c__builtin__\nlist\n)R(K\x01K\x02e.', 'ccollections\ndeque\n)RK\x01a.','ccollections\ndeque\n)R(K\x01K\x02e.', 'c__builtin__\nset\n)RK\x01a.','NK\x01a.', 'K\x01\x94.', 'c__main__\nX\n.', 'c__builtin__\nobject\n)\x81}U\x01aK\x01sb.']:
    for how in ('s','c'):
        try:
            u = P.Unpickler(cStringIO.StringIO(s)) if how=='c' else None
            r = u.load() if u else P.loads(s)
            print how, repr(s), '->', repr(r).split(' at 0x')[0]
        except Exception, e:
            print how, repr(s), '!!', type(e).__name__, repr(e.args).split(' at 0x')[0]
    class F(object):
        def __init__(self, s): self.f=cStringIO.StringIO(s)
        def read(self, *a): return self.f.read(*a)
        def readline(self, *a): return self.f.readline(*a)
    try:
        r = P.load(F(s))
        print 'o', repr(s), '->', repr(r).split(' at 0x')[0]
    except Exception, e:
        print 'o', repr(s), '!!', type(e).__name__, repr(e.args).split(' at 0x')[0]
    try:
        u=P.Unpickler(F(s))
        r = u.noload()
        print 'n', repr(s), '->', repr(r).split(' at 0x')[0]
    except Exception, e:
        print 'n', repr(s), '!!', type(e).__name__, repr(e.args).split(' at 0x')[0]
