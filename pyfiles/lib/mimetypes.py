"""What kind of content a file has, by the ending of its name."""
import os
import posixpath
import urllib

__all__ = ["guess_type", "guess_extension", "guess_all_extensions", "add_type", "read_mime_types", "init"]

# Lists of types that systems have.
knownfiles = """/etc/mime.types /etc/httpd/mime.types /etc/httpd/conf/mime.types /etc/apache/mime.types
    /etc/apache2/mime.types /usr/local/etc/httpd/conf/mime.types /usr/local/lib/netscape/mime.types
    /usr/local/etc/httpd/conf/mime.types /usr/local/etc/mime.types""".split()

inited = False
_db = None

# Endings that stand for two, endings of encodings, and the types: the proper ones, then those in use.
_SUFFIXES = '.svgz .svg.gz .tgz .tar.gz .taz .tar.gz .tz .tar.gz .tbz2 .tar.bz2 .txz .tar.xz'
_ENCODINGS = '.gz gzip .Z compress .bz2 bzip2 .xz xz'
_TYPES = """
    application/javascript .js .mjs application/json .json application/msword .doc .dot .wiz
    application/octet-stream .a .bin .dll .exe .o .obj .so application/oda .oda application/pdf .pdf
    application/pkcs7-mime .p7c application/postscript .ai .eps .ps application/vnd.ms-excel .xlb .xls
    application/vnd.ms-powerpoint .pot .ppa .pps .ppt .pwz application/x-bcpio .bcpio application/x-cpio .cpio
    application/x-csh .csh application/x-dvi .dvi application/x-gtar .gtar application/x-hdf .hdf
    application/x-latex .latex application/x-mif .mif application/x-netcdf .cdf .nc application/x-pkcs12 .p12 .pfx
    application/x-pn-realaudio .ram application/x-python-code .pyc .pyo application/x-sh .sh application/x-shar
    .shar application/x-shockwave-flash .swf application/x-sv4cpio .sv4cpio application/x-sv4crc .sv4crc
    application/x-tar .tar application/x-tcl .tcl application/x-tex .tex application/x-texinfo .texi .texinfo
    application/x-troff .roff .t .tr application/x-troff-man .man application/x-troff-me .me
    application/x-troff-ms .ms application/x-ustar .ustar application/x-wais-source .src application/xml .rdf
    .wsdl .xpdl .xsl application/zip .zip audio/basic .au .snd audio/mpeg .mp2 .mp3 audio/x-aiff .aif .aifc .aiff
    audio/x-pn-realaudio .ra audio/x-wav .wav image/gif .gif image/ief .ief image/jpeg .jpe .jpeg .jpg image/png
    .png image/svg+xml .svg image/tiff .tif .tiff image/vnd.microsoft.icon .ico image/x-cmu-raster .ras
    image/x-ms-bmp .bmp image/x-portable-anymap .pnm image/x-portable-bitmap .pbm image/x-portable-graymap .pgm
    image/x-portable-pixmap .ppm image/x-rgb .rgb image/x-xbitmap .xbm image/x-xpixmap .xpm image/x-xwindowdump
    .xwd message/rfc822 .eml .mht .mhtml .nws text/css .css text/csv .csv text/html .htm .html text/plain .bat .c
    .h .ksh .pl .txt text/richtext .rtx text/tab-separated-values .tsv text/x-python .py text/x-setext .etx
    text/x-sgml .sgm .sgml text/x-vcard .vcf text/xml .xml video/mp4 .mp4 video/mpeg .m1v .mpa .mpe .mpeg .mpg
    video/quicktime .mov .qt video/webm .webm video/x-msvideo .avi video/x-sgi-movie .movie
    """
_COMMON = """
    application/rtf .rtf audio/midi .mid .midi image/jpg .jpg image/pict .pct .pic .pict text/xul .xul
    """


def _pairs(text):
    words = text.split()
    return dict(zip(words[::2], words[1::2]))


def _by_ending(text):
    """Read a table in which endings stand behind their types."""
    found, kind = {}, None
    for word in text.split():
        if word.startswith('.'):
            found[word] = kind
        else:
            kind = word
    return found


def _default_mime_types():
    global suffix_map, encodings_map, types_map, common_types
    suffix_map, encodings_map = _pairs(_SUFFIXES), _pairs(_ENCODINGS)
    types_map, common_types = _by_ending(_TYPES), _by_ending(_COMMON)


class MimeTypes:
    """Types by endings and endings by types; index 1 is for the proper types, 0 for all in use."""

    def __init__(self, filenames=(), strict=True):
        if not inited:
            init()
        self.encodings_map, self.suffix_map = encodings_map.copy(), suffix_map.copy()
        self.types_map, self.types_map_inv = ({}, {}), ({}, {})
        for table, proper in (types_map, True), (common_types, False):
            for ending, kind in table.items():
                self.add_type(kind, ending, proper)
        for name in filenames:
            self.read(name, strict)

    def add_type(self, type, ext, strict=True):
        """Have an ending mean a type."""
        self.types_map[strict][ext] = type
        endings = self.types_map_inv[strict].setdefault(type, [])
        if ext not in endings:
            endings.append(ext)

    def guess_type(self, url, strict=True):
        """Return type and encoding of a file by its name or address, None for what is not known."""
        scheme, url = urllib.splittype(url)
        if scheme == 'data':
            return self._type_of_data(url)
        base, ending = posixpath.splitext(url)
        while ending in self.suffix_map:
            base, ending = posixpath.splitext(base + self.suffix_map[ending])
        encoding = None
        if ending in self.encodings_map:
            encoding = self.encodings_map[ending]
            base, ending = posixpath.splitext(base)
        for table in self.types_map[::-1] if not strict else self.types_map[1:]:
            for form in ending, ending.lower():
                if form in table:
                    return table[form], encoding
        return None, encoding

    def _type_of_data(self, url):
        """Return the type that stands in an address with the data itself."""
        comma = url.find(',')
        if comma < 0:
            return None, None
        kind = url[:comma].split(';')[0]
        return ('text/plain' if '=' in kind or '/' not in kind else kind), None

    def guess_all_extensions(self, type, strict=True):
        """Return all endings of a type."""
        type = type.lower()
        endings = list(self.types_map_inv[True].get(type, []))
        if not strict:
            endings += [each for each in self.types_map_inv[False].get(type, []) if each not in endings]
        return endings

    def guess_extension(self, type, strict=True):
        """Return an ending of a type, or None."""
        endings = self.guess_all_extensions(type, strict)
        return endings[0] if endings else None

    def read(self, filename, strict=True):
        """Add the types of a file."""
        with open(filename) as source:
            self.readfp(source, strict)

    def readfp(self, fp, strict=True):
        """Add the types of an open file: in each line a type and its endings."""
        for line in fp:
            words = line.split()
            for place, word in enumerate(words):
                if word.startswith('#'):
                    del words[place:]
                    break
            for ending in words[1:]:
                self.add_type(words[0], '.' + ending, strict)

    def read_windows_registry(self, strict=True):
        """Add the types that Windows knows: none here."""


def init(files=None):
    """Read the lists of types of the system, or those given."""
    global suffix_map, types_map, encodings_map, common_types, inited, _db
    inited = True
    db = MimeTypes()
    for name in knownfiles if files is None else files:
        if os.path.isfile(name):
            db.read(name)
    encodings_map, suffix_map = db.encodings_map, db.suffix_map
    common_types, types_map = db.types_map
    _db = db


def _known():
    if _db is None:
        init()
    return _db


def guess_type(url, strict=True):
    """Return type and encoding of a file by its name or address, None for what is not known."""
    return _known().guess_type(url, strict)


def guess_all_extensions(type, strict=True):
    """Return all endings of a type."""
    return _known().guess_all_extensions(type, strict)


def guess_extension(type, strict=True):
    """Return an ending of a type, or None."""
    return _known().guess_extension(type, strict)


def add_type(type, ext, strict=True):
    """Have an ending mean a type."""
    return _known().add_type(type, ext, strict)


def read_mime_types(file):
    """Return the types of a file as a dictionary by ending, None if it cannot be opened."""
    try:
        source = open(file)
    except IOError:
        return None
    with source:
        db = MimeTypes()
        db.readfp(source, True)
    return db.types_map[True]


_default_mime_types()


def _main():
    import getopt
    import sys
    try:
        options, names = getopt.getopt(sys.argv[1:], 'hle', ['help', 'lenient', 'extension'])
    except getopt.error as problem:
        sys.exit("%s\nusage: mimetypes [-l] [-e] name ..." % problem)
    flags = [option.lstrip('-')[0] for option, _ in options]
    if 'h' in flags:
        sys.exit("usage: mimetypes [-l] [-e] name ...\n-l: types in use, too; -e: endings of types")
    for name in names:
        if 'e' in flags:
            print guess_extension(name, 'l' not in flags) or "I don't know anything about type " + name
        else:
            kind, encoding = guess_type(name, 'l' not in flags)
            print 'type: %s encoding: %s' % (kind, encoding) if kind else "I don't know anything about type " + name


if __name__ == '__main__':
    _main()
