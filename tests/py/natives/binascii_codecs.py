import binascii
def t(f, *a, **k):
    try: print f.__name__, repr(f(*a, **k))
    except Exception, e: print f.__name__, type(e).__name__, e
data = ''.join(map(chr, range(256)))
for f in (binascii.b2a_base64, binascii.b2a_hex, binascii.hexlify, binascii.b2a_hqx, binascii.rlecode_hqx, binascii.b2a_qp, binascii.crc32):
    t(f, data); t(f, ''); t(f, u'abc'); t(f, buffer('abc')); t(f, bytearray('abc')); t(f, 1)
t(binascii.b2a_uu, data[:45]); t(binascii.b2a_uu, data); t(binascii.b2a_uu, ''); t(binascii.b2a_uu, 'x')
for s in ['', 'YQ==', 'YQ=', 'YQ', 'YQ=\n=', 'YWI=', 'YWJj', 'Y', 'Y Q=x=', '====', 'YWJjZA==YWJj', 'YQ==YQ==', '\xff\xfeYQ==', 'YWI', 'YW=Jj']:
    t(binascii.a2b_base64, s)
for s in ['', '0', '00', 'zz', 'AbCd', u'ff', '0x', 'f']: t(binascii.a2b_hex, s)
for s in ['', ' ', '#86)C', '#86)C\n', '#86)C  `', '#86)Cx', '#8', '!', '\x1f', '#8\x7f', '#86)C\r\n']: t(binascii.a2b_uu, s)
for s in ['', 'abc', ':', '!!!!', '!!!!:', '!', '&', '~', 'ab\ncd:']: t(binascii.a2b_hqx, s)
for s in ['', 'aaaa', 'aaa', 'a'*300, '\x90', '\x90\x90\x90\x90', 'ab\x90c']:
    t(binascii.rlecode_hqx, s); print binascii.rledecode_hqx(binascii.rlecode_hqx(s)) == s
for s in ['\x90', '\x90\x05', 'a\x90', 'a\x90\x00', 'a\x90\x01', 'a\x90\x05']: t(binascii.rledecode_hqx, s)
t(binascii.crc_hqx, 'hello', 0); t(binascii.crc_hqx, 'hello', 70000); t(binascii.crc32, 'hello', -1); t(binascii.crc32, 'hello', 2**40+5)
for s in ['', 'a=20b', 'a=\nb', 'a=\r\nb', 'a=', 'a==', 'a=4', 'a=zz', 'a_b', '=41=4a', 'x=\rfoo\ny']:
    t(binascii.a2b_qp, s); t(binascii.a2b_qp, s, True); t(binascii.a2b_qp, data=s, header=1)
for s in ['a b\tc ', ' \n', 'x'*100, 'a'*75+'\xe9', '.', '.\n.x', 'a\r\nb\nc', 'a\rb', 'a \r\nb', 'a_b', '=', 'x'*75+'\n', 'x'*76+'\n', 'tab\t\n']:
    for kw in {}, {'quotetabs': 1}, {'istext': 0}, {'header': 1}, {'quotetabs': 1, 'istext': 0, 'header': 1}: t(binascii.b2a_qp, s, **kw)
print binascii.Error.__mro__, binascii.Incomplete.__bases__
