"""Headers of messages, addresses and dates in them (the module email is better)."""
import time
import warnings

warnings.warnpy3k("in 3.x, rfc822 has been removed in favor of the email package", stacklevel=2)

__all__ = ["Message", "AddressList", "parsedate", "parsedate_tz", "mktime_tz"]


class Message:
    """The headers of a message read from a file, by names in any case; the body is left unread."""

    def __init__(self, fp, seekable=1):
        if seekable == 1:
            try:
                fp.tell()
            except (AttributeError, IOError):
                seekable = 0
        self.fp, self.seekable = fp, seekable
        self.startofheaders = self.startofbody = None
        if seekable:
            self.startofheaders = self._tell()
        self.readheaders()
        if seekable:
            self.startofbody = self._tell()

    def _tell(self):
        try:
            return self.fp.tell()
        except IOError:
            self.seekable = 0

    def rewindbody(self):
        """Go to the beginning of the body."""
        if not self.seekable:
            raise IOError("unseekable file")
        self.fp.seek(self.startofbody)

    def readheaders(self):
        """Read up to the first line that is no header; status tells what was wrong with it."""
        self.dict, self.unixfrom, self.headers, self.status = {}, '', [], ''
        headerseen, first, start = "", 1, None
        unread = getattr(self.fp, 'unread', None)
        while True:
            if self.seekable:
                start = self._tell() if self.seekable else None
            line = self.fp.readline()
            if not line:
                self.status = 'EOF in headers'
                break
            if first and line.startswith('From '):
                self.unixfrom += line
                continue
            first = 0
            if headerseen and line[0] in ' \t':
                self.headers.append(line)
                self.dict[headerseen] = (self.dict[headerseen] + "\n " + line.strip()).strip()
                continue
            if self.iscomment(line):
                continue
            if self.islast(line):
                break
            headerseen = self.isheader(line)
            if headerseen:
                self.headers.append(line)
                self.dict[headerseen] = line[len(headerseen) + 1:].strip()
                continue
            if headerseen is not None:
                continue  # There is no name in front of the colon.
            self.status = 'Non-header line where header expected' if self.dict else 'No headers'
            if unread:
                unread(line)
            elif self.seekable:
                self.fp.seek(start)
            else:
                self.status += '; bad seek'
            break

    def isheader(self, line):
        """Return the name of a header line in small letters, None if it is none."""
        name, colon, _ = line.partition(':')
        return name.lower() if colon else None

    def islast(self, line):
        """Tell whether a line ends the headers."""
        return line in ('\n', '\r\n')

    def iscomment(self, line):
        """Tell whether a line is to be passed over; to be overridden."""
        return False

    # The lines of headers

    def _lines(self, name):
        """Yield, for each header of a name, its lines."""
        start, found = name.lower() + ':', None
        for line in self.headers:
            if line[:len(start)].lower() == start:
                if found:
                    yield found
                found = [line]
            elif found and line[:1].isspace():
                found.append(line)
            elif found:
                yield found
                found = None
        if found:
            yield found

    def getallmatchingheaders(self, name):
        """Return the lines of all headers of a name."""
        return [line for lines in self._lines(name) for line in lines]

    def getfirstmatchingheader(self, name):
        """Return the lines of the first header of a name."""
        return next(self._lines(name), [])

    def getrawheader(self, name):
        """Return the text of the first header of a name with its line ends, or None."""
        lines = self.getfirstmatchingheader(name)
        return ''.join([lines[0][len(name) + 1:]] + lines[1:]) if lines else None

    def getheader(self, name, default=None):
        """Return the text of the last header of a name, or the default."""
        return self.dict.get(name.lower(), default)

    get = getheader

    def getheaders(self, name):
        """Return the texts of all headers of a name."""
        texts = []
        for lines in self._lines(name):
            first = lines[0][lines[0].find(':') + 1:].strip()
            texts.append("\n ".join([first] + [line.strip() for line in lines[1:]]))
        return texts

    def getaddr(self, name):
        """Return the one address of a header as (real name, address)."""
        found = self.getaddrlist(name)
        return found[0] if found else (None, None)

    def getaddrlist(self, name):
        """Return all addresses of the headers of a name."""
        texts = [''.join([lines[0][lines[0].find(':') + 1:]] + lines[1:]) for lines in self._lines(name)]
        return AddressList(', '.join(texts)).addresslist

    def getdate(self, name):
        """Return the date of a header as parsedate does, or None."""
        return parsedate(self[name]) if name in self else None

    def getdate_tz(self, name):
        """Return the date of a header as parsedate_tz does, or None."""
        return parsedate_tz(self[name]) if name in self else None

    # As a dictionary

    def __len__(self):
        return len(self.dict)

    def __getitem__(self, name):
        return self.dict[name.lower()]

    def __setitem__(self, name, value):
        del self[name]
        self.dict[name.lower()] = value
        self.headers += [line + "\n" for line in (name + ": " + value).split("\n")]

    def __delitem__(self, name):
        name = name.lower()
        if name in self.dict:
            del self.dict[name]
            kept, skipping = [], False
            for line in self.headers:
                if line[:len(name) + 1].lower() == name + ':':
                    skipping = True
                elif not line[:1].isspace():
                    skipping = False
                if not skipping:
                    kept.append(line)
            self.headers = kept

    def setdefault(self, name, default=""):
        if name.lower() not in self.dict:
            self[name] = default
        return self.dict[name.lower()]

    def has_key(self, name):
        return name.lower() in self.dict

    __contains__ = has_key

    def __iter__(self):
        return iter(self.dict)

    def keys(self):
        return self.dict.keys()

    def values(self):
        return self.dict.values()

    def items(self):
        return self.dict.items()

    def __str__(self):
        return ''.join(self.headers)


def unquote(s):
    """Remove quotes or angle brackets from around a text."""
    if len(s) > 1:
        if s[0] == s[-1] == '"':
            return s[1:-1].replace('\\\\', '\\').replace('\\"', '"')
        if s[0] == '<' and s[-1] == '>':
            return s[1:-1]
    return s


def quote(s):
    """Make a text fit between quotes."""
    return s.replace('\\', '\\\\').replace('"', '\\"')


def parseaddr(address):
    """Return one address as (real name, address)."""
    found = AddressList(address).addresslist
    return found[0] if found else (None, None)


def dump_address_pair(pair):
    """Return a text of (real name, address)."""
    return '"%s" <%s>' % pair if pair[0] else pair[1]


class AddrlistClass:
    """Takes a list of addresses apart, as RFC 822 has them."""

    specials, LWS, CR = '()<>@,:;.\"[]', ' \t', '\r\n'
    atomends = specials + LWS + CR
    phraseends = atomends.replace('.', '')

    def __init__(self, field):
        self.field, self.pos, self.commentlist = field, 0, []

    def _here(self):
        return self.field[self.pos:self.pos + 1]

    def gotonext(self):
        """Skip blanks and comments."""
        while self._here():
            if self._here() in self.LWS + '\n\r':
                self.pos += 1
            elif self._here() == '(':
                self.commentlist.append(self.getcomment())
            else:
                break

    def getaddrlist(self):
        """Return all addresses."""
        found = []
        while True:
            address = self.getaddress()
            if not address:
                return found
            found += address

    def getaddress(self):
        """Return the next address, or the members of the next group."""
        self.commentlist = []
        self.gotonext()
        before, comments = self.pos, self.commentlist
        words = self.getphraselist()
        self.gotonext()
        found, here = [], self._here()
        if not here:
            if words:
                found = [(' '.join(self.commentlist), words[0])]
        elif here in '.@':
            # It was no name: the address itself begins there.
            self.pos, self.commentlist = before, comments
            address = self.getaddrspec()
            found = [(' '.join(self.commentlist), address)]
        elif here == ':':
            self.pos += 1
            while self._here():
                self.gotonext()
                if self._here() == ';':
                    self.pos += 1
                    break
                found += self.getaddress()
        elif here == '<':
            route = self.getrouteaddr()
            notes = ' (' + ' '.join(self.commentlist) + ')' if self.commentlist else ''
            found = [(' '.join(words) + notes, route)]
        elif words:
            found = [(' '.join(self.commentlist), words[0])]
        elif here in self.specials:
            self.pos += 1
        self.gotonext()
        if self._here() == ',':
            self.pos += 1
        return found

    def getrouteaddr(self):
        """Return the address between angle brackets, without a route."""
        if self._here() != '<':
            return
        in_route, address = 0, ""
        self.pos += 1
        self.gotonext()
        while self._here():
            if in_route:
                self.getdomain()
                in_route = 0
            elif self._here() == '>':
                self.pos += 1
                break
            elif self._here() == '@':
                self.pos += 1
                in_route = 1
            elif self._here() == ':':
                self.pos += 1
            else:
                address = self.getaddrspec()
                self.pos += 1
                break
            self.gotonext()
        return address

    def getaddrspec(self):
        """Return an address name@domain."""
        parts = []
        self.gotonext()
        while self._here():
            if self._here() == '.':
                parts.append('.')
                self.pos += 1
            elif self._here() == '"':
                parts.append('"%s"' % self.getquote())
            elif self._here() in self.atomends:
                break
            else:
                parts.append(self.getatom())
            self.gotonext()
        if self._here() != '@':
            return ''.join(parts)
        self.pos += 1
        self.gotonext()
        return ''.join(parts) + '@' + self.getdomain()

    def getdomain(self):
        """Return a domain."""
        parts = []
        while self._here():
            if self._here() in self.LWS:
                self.pos += 1
            elif self._here() == '(':
                self.commentlist.append(self.getcomment())
            elif self._here() == '[':
                parts.append(self.getdomainliteral())
            elif self._here() == '.':
                self.pos += 1
                parts.append('.')
            elif self._here() in self.atomends:
                break
            else:
                parts.append(self.getatom())
        return ''.join(parts)

    def getdelimited(self, beginchar, endchars, allowcomments=1):
        """Return the text between two characters, in which a backslash escapes."""
        if self._here() != beginchar:
            return ''
        parts, escaped = [''], 0
        self.pos += 1
        while self._here():
            if escaped:
                parts.append(self._here())
                escaped = 0
            elif self._here() in endchars:
                self.pos += 1
                break
            elif allowcomments and self._here() == '(':
                parts.append(self.getcomment())
                continue
            elif self._here() == '\\':
                escaped = 1
            else:
                parts.append(self._here())
            self.pos += 1
        return ''.join(parts)

    def getquote(self):
        return self.getdelimited('"', '"\r', 0)

    def getcomment(self):
        return self.getdelimited('(', ')\r', 1)

    def getdomainliteral(self):
        return '[%s]' % self.getdelimited('[', ']\r', 0)

    def getatom(self, atomends=None):
        """Return the characters up to one that ends a word."""
        begin, ends = self.pos, self.atomends if atomends is None else atomends
        while self._here() and self._here() not in ends:
            self.pos += 1
        return self.field[begin:self.pos]

    def getphraselist(self):
        """Return the words of a name."""
        words = []
        while self._here():
            if self._here() in self.LWS:
                self.pos += 1
            elif self._here() == '"':
                words.append(self.getquote())
            elif self._here() == '(':
                self.commentlist.append(self.getcomment())
            elif self._here() in self.phraseends:
                break
            else:
                words.append(self.getatom(self.phraseends))
        return words


class AddressList(AddrlistClass):
    """The addresses of a text, in addresslist; such lists can be added and subtracted."""

    def __init__(self, field):
        AddrlistClass.__init__(self, field)
        self.addresslist = self.getaddrlist() if field else []

    def __len__(self):
        return len(self.addresslist)

    def __str__(self):
        return ", ".join(map(dump_address_pair, self.addresslist))

    def __add__(self, other):
        made = AddressList(None)
        made.addresslist = self.addresslist[:]
        return made.__iadd__(other)

    def __iadd__(self, other):
        self.addresslist += [each for each in other.addresslist if each not in self.addresslist]
        return self

    def __sub__(self, other):
        made = AddressList(None)
        made.addresslist = [each for each in self.addresslist if each not in other.addresslist]
        return made

    def __isub__(self, other):
        for each in other.addresslist:
            if each in self.addresslist:
                self.addresslist.remove(each)
        return self

    def __getitem__(self, index):
        return self.addresslist[index]


# Dates

_monthnames = """jan feb mar apr may jun jul aug sep oct nov dec january february march april may june july
    august september october november december""".split()
_daynames = "mon tue wed thu fri sat sun".split()
_timezones = {'UT': 0, 'UTC': 0, 'GMT': 0, 'Z': 0, 'AST': -400, 'ADT': -300, 'EST': -500, 'EDT': -400,
              'CST': -600, 'CDT': -500, 'MST': -700, 'MDT': -600, 'PST': -800, 'PDT': -700}


def parsedate_tz(data):
    """Return the time in a text as ten numbers, the last one the zone in seconds; None if it is no time."""
    words = data.split() if data else []
    if not words:
        return None
    if words[0][-1] in (',', '.') or words[0].lower() in _daynames:
        del words[0]
    elif ',' in words[0]:
        words[0] = words[0][words[0].rfind(',') + 1:]
    if len(words) == 3:
        # As in news of old: 20-Jul-1994
        stuff = words[0].split('-')
        if len(stuff) == 3:
            words = stuff + words[1:]
    if len(words) == 4:
        clock, plus, zone = words[3].partition('+')
        words[3:] = [clock, plus + zone] if plus and clock else [words[3], '']
    if len(words) < 5:
        return None
    return _date_of(words[:5])


def _date_of(words):
    day, month, year, clock, zone = words
    month = month.lower()
    if month not in _monthnames:
        day, month = month, day.lower()
        if month not in _monthnames:
            return None
    month = _monthnames.index(month) % 12 + 1
    day = day.rstrip(',')
    if ':' in year:
        year, clock = clock, year
    year = year.rstrip(',')
    if not year[:1].isdigit():
        year, zone = zone, year
    parts = clock.rstrip(',').split(':')
    if not 2 <= len(parts) <= 3:
        return None
    try:
        year, day = int(year), int(day)
        hour, minute, second = map(int, parts + ['0'][:3 - len(parts)])
    except ValueError:
        return None
    offset = _timezones.get(zone.upper())
    if offset is None:
        try:
            offset = int(zone)
        except ValueError:
            offset = None
    if offset:
        sign = -1 if offset < 0 else 1
        offset = sign * (abs(offset) // 100 * 3600 + abs(offset) % 100 * 60)
    return year, month, day, hour, minute, second, 0, 1, 0, offset


def parsedate(data):
    """Return the time in a text as nine numbers, or None."""
    found = parsedate_tz(data)
    return found and found[:9]


def mktime_tz(data):
    """Return the seconds of what parsedate_tz has returned."""
    if data[9] is None:
        return time.mktime(data[:8] + (-1,))
    return time.mktime(data[:8] + (0,)) - data[9] - time.timezone


def formatdate(timeval=None):
    """Return a time as headers have it, Greenwich time."""
    moment = time.gmtime(time.time() if timeval is None else timeval)
    return "%s, %02d %s %04d %02d:%02d:%02d GMT" % (
        _daynames[moment[6]].capitalize(), moment[2], _monthnames[moment[1] - 1].capitalize(), moment[0],
        moment[3], moment[4], moment[5])
