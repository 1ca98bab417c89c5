"""Writes runtime/src/builtins/codecs/charmaps.bin: 256 little-endian u16 code points (0xfffe: none) for each
encoding, in the order of NAMES in charmap.rs. Run it with CPython 2.7."""
import struct
NAMES = ('iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 iso8859_10 iso8859_11 '
         'iso8859_13 iso8859_14 iso8859_15 iso8859_16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 '
         'cp1258 cp037 cp424 cp437 cp500 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp864 '
         'cp865 cp866 cp869 cp874 cp1026 cp1140 koi8_r koi8_u mac_roman mac_cyrillic mac_greek mac_latin2 '
         'mac_iceland mac_turkish hp_roman8 tis_620 ptcp154').split()
with open('runtime/src/builtins/codecs/charmaps.bin', 'wb') as out:
    for name in NAMES:
        for byte in range(256):
            try:
                code = ord(chr(byte).decode(name))
            except UnicodeDecodeError:
                code = 0xfffe
            out.write(struct.pack('<H', code))
print len(NAMES), NAMES
