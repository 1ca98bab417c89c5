"""Writes runtime/src/builtins/unicode/table.bin: the properties of the code points of Unicode 5.2.

Run it with a Python whose `unicodedata.unidata_version` is 5.2.0 (CPython 2.7) and a wide build.

Layout, little endian: u16 number of records; u16 number of pages; the records, 22 bytes each (u16
flags; i32 distance to upper, lower and title case; u8 decimal, digit (255: none), category,
bidirectional class, combining class, east asian width | mirrored << 7; u16 padding); 8704 u16 page
numbers, one for each 128 code points; the pages, 128 u16 record numbers each.
"""
import struct
import sys
import unicodedata

assert unicodedata.unidata_version == '5.2.0' and sys.maxunicode == 0x10ffff

CATEGORIES = 'Cn Lu Ll Lt Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Cs Co Lm Lo Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So'.split()
BIDIRECTIONAL = ['', 'L', 'LRE', 'LRO', 'R', 'AL', 'RLE', 'RLO', 'PDF', 'EN', 'ES', 'ET', 'AN', 'CS', 'NSM',
                 'BN', 'B', 'S', 'WS', 'ON']
WIDTHS = ['F', 'H', 'W', 'Na', 'A', 'N']


def record(code):
    c = unichr(code)
    flags = 0
    tests = [c.isalpha(), c.islower(), c.isupper(), c.istitle() and not c.isupper(), c.isspace(),
             len((u'a' + c + u'b').splitlines()) > 1, c.isdecimal(), c.isdigit(), c.isnumeric()]
    for bit, test in enumerate(tests):
        flags |= bool(test) << bit
    return struct.pack(
        '<HiiiBBBBBBH', flags, ord(c.upper()) - code, ord(c.lower()) - code, ord(c.title()) - code,
        unicodedata.decimal(c, 255), unicodedata.digit(c, 255),
        CATEGORIES.index(unicodedata.category(c)), BIDIRECTIONAL.index(unicodedata.bidirectional(c)),
        unicodedata.combining(c),
        WIDTHS.index(unicodedata.east_asian_width(c)) | unicodedata.mirrored(c) << 7, 0)


records, pages, index = {}, {}, []
for start in range(0, 0x110000, 128):
    page = tuple(records.setdefault(record(code), len(records)) for code in range(start, start + 128))
    index.append(pages.setdefault(page, len(pages)))

with open('runtime/src/builtins/unicode/table.bin', 'wb') as out:
    out.write(struct.pack('<HH', len(records), len(pages)))
    for data, _ in sorted(records.items(), key=lambda item: item[1]):
        out.write(data)
    out.write(struct.pack('<%dH' % len(index), *index))
    for page, _ in sorted(pages.items(), key=lambda item: item[1]):
        out.write(struct.pack('<128H', *page))
print len(records), len(pages)
