# zipimport: importers, what they find, read and load; zip files on sys.path
import zipimport, sys, os, struct, zlib, binascii
def t(f,*a):
    try: print repr(f(*a)).split(' at 0x')[0]
    except Exception,e: print type(e).__name__, e
def make(path, packed):
    body, directory = '', ''
    for name, text in [('m.py','x=1\r\ndef f(): 1/0\r\n'), ('p/__init__.py','y=2\n'), ('p/q.py','w=3'), ('data.txt','hello'*100)]:
        data = zlib.compress(text)[2:-4] if packed else text
        common = struct.pack('<5H3L2H', 20, 0, 8 if packed else 0, 0, 33, binascii.crc32(text) & 0xffffffff, len(data), len(text), len(name), 0)
        directory += 'PK\1\2' + struct.pack('<H', 20) + common + struct.pack('<3H2L', 0, 0, 0, 0, len(body)) + name
        body += 'PK\3\4' + common + name + data
    f = open(path, 'wb')
    f.write(body + directory + 'PK\5\6' + struct.pack('<4H2LH', 0, 0, 4, 4, len(directory), len(body), 0))
    f.close()
make('_zip_a.tmp', False); make('_zip_b.tmp', True)
Z=zipimport.zipimporter
print Z, zipimport.ZipImportError.__mro__
for name in '_zip_a.tmp','_zip_b.tmp':
    z=Z(name); print z, z.archive, repr(z.prefix), sorted(z._files), sorted(zipimport._zip_directory_cache)
    print z._files['m.py'][0], z._files['m.py'][3]
    y=Z(name+'/p'); print y, y.prefix, y.archive, Z(name+'/p/')
    t(z.find_module,'m'); t(z.find_module,'p'); t(z.find_module,'nope'); t(y.find_module,'q'); t(z.find_module,'p.q')
    t(lambda: len(z.get_data('data.txt'))); t(lambda: len(z.get_data(name+'/data.txt')))
    t(z.get_source,'m'); t(z.get_source,'p'); t(z.get_source,'nope'); t(z.is_package,'m'); t(z.is_package,'p'); t(z.is_package,'nope'); t(z.get_code,'m'); t(z.get_code,'nope'); t(z.get_filename,'m'); t(z.get_filename,'p'); t(z.get_filename,'nope'); t(z.load_module,'nope')
    m=z.load_module('m'); print m, m.__file__, m.__loader__ is z, hasattr(m,'__path__'), m.__name__, m.f.func_code.co_filename
    p=z.load_module('p'); print p, p.__file__, p.__path__, p.y
    del sys.modules['m'], sys.modules['p']
t(Z,''); t(Z,'/nope'); t(Z,5); t(Z); t(Z,None)
open('_zip_c.tmp','w').write('x'*100); t(Z,'_zip_c.tmp')
open('_zip_c.tmp','w').write('x'); t(Z,'_zip_c.tmp')
sys.path.insert(0,'_zip_b.tmp'); import p.q, m; print p.q, p.q.__file__, p.q.w, m.x, m.__loader__
for n in 'abc': os.remove('_zip_%s.tmp' % n)
