# zipfile: archives written, listed, read back; what damaged ones raise.
import StringIO
import zipfile

data = StringIO.StringIO()
with zipfile.ZipFile(data, 'w', zipfile.ZIP_DEFLATED) as archive:
    for name, text in ('a.txt', 'one\ntwo\r\nthree'), (u'\xe4/b', 'x' * 1000), ('folder/', ''):
        info = zipfile.ZipInfo(name, (2001, 2, 3, 4, 5, 6))
        info.external_attr = 0644 << 16
        info.compress_type = zipfile.ZIP_STORED if name == 'a.txt' else zipfile.ZIP_DEFLATED
        archive.writestr(info, text)
    archive.comment = 'about it'
print zipfile.is_zipfile(data), zipfile.is_zipfile(StringIO.StringIO('no'))
with zipfile.ZipFile(data) as archive:
    print archive.namelist(), archive.comment, archive.testzip()
    for info in archive.infolist():
        print repr(info.filename), info.date_time, info.compress_type, info.CRC, info.file_size, info.compress_size, info.flag_bits
    print archive.open('a.txt', 'U').readlines(), repr(archive.open('a.txt').readline()), len(archive.read(u'\xe4/b'))
    try:
        archive.read('nothing')
    except KeyError as problem:
        print problem
whole = data.getvalue()
with zipfile.ZipFile(data, 'a') as archive:
    archive.writestr(zipfile.ZipInfo('later', (1990, 1, 1, 0, 0, 0)), 'more')
print zipfile.ZipFile(data).namelist()
for broken in whole.replace('one', 'onE'), whole[:-30], whole[10:], '', 'PK\005\006' + '\0' * 18:
    try:
        print zipfile.ZipFile(StringIO.StringIO(broken)).testzip()
    except zipfile.BadZipfile as problem:
        print problem
for mode in 'r', 'q':
    try:
        zipfile.ZipFile(StringIO.StringIO(''), mode)
    except (RuntimeError, zipfile.BadZipfile) as problem:
        print type(problem).__name__, problem
with zipfile.ZipFile(StringIO.StringIO(), 'w') as archive:
    archive.writestr(zipfile.ZipInfo('x', (1990, 1, 2, 3, 4, 5)), 'content')
    archive.printdir()
