"""Writes runtime/stdlib/text/src/unicodedata/tables.bin: decompositions, numeric values and composition
exclusions of Unicode 5.2. Run it with CPython 2.7.

Layout, little endian: u32 number of decompositions, each u32 code point, u8 kind (index in KINDS),
u8 number of code points, the code points as u32; u32 number of numeric values, each u32 code point
and f64; u32 number of primary composites, each u32 first, u32 second, u32 composite.
"""
import struct
import unicodedata

KINDS = ['', '<font>', '<noBreak>', '<initial>', '<medial>', '<final>', '<isolated>', '<circle>', '<super>',
         '<sub>', '<vertical>', '<wide>', '<narrow>', '<small>', '<square>', '<fraction>', '<compat>']

decompositions, numerics, composites = [], [], []
for code in range(0x110000):
    c = unichr(code)
    text = unicodedata.decomposition(c)
    if text:
        parts = text.split()
        kind = KINDS.index(parts.pop(0)) if parts[0].startswith('<') else 0
        points = [int(part, 16) for part in parts]
        decompositions.append(struct.pack('<IBB%dI' % len(points), code, kind, len(points), *points))
        if not kind and len(points) == 2 and unicodedata.normalize('NFC', unichr(points[0]) + unichr(points[1])) == c:
            composites.append(struct.pack('<III', points[0], points[1], code))
    value = unicodedata.numeric(c, None)
    if value is not None:
        numerics.append(struct.pack('<Id', code, value))

with open('runtime/stdlib/text/src/unicodedata/tables.bin', 'wb') as out:
    for rows in (decompositions, numerics, composites):
        out.write(struct.pack('<I', len(rows)))
        out.write(''.join(rows))
