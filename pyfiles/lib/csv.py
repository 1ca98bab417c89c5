"""Comma separated values, and values separated otherwise."""
import re
from _csv import (Error, __version__, writer, reader, register_dialect, unregister_dialect, get_dialect,
                  list_dialects, field_size_limit, QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, __doc__)
from _csv import Dialect as _Dialect
from cStringIO import StringIO

__all__ = """
    QUOTE_MINIMAL QUOTE_ALL QUOTE_NONNUMERIC QUOTE_NONE Error Dialect __doc__ excel excel_tab
    field_size_limit reader writer register_dialect get_dialect list_dialects Sniffer unregister_dialect
    __version__ DictReader DictWriter""".split()


class Dialect:
    """Describes how values are separated and quoted; classes derived from it set the attributes."""

    _name = ""
    _valid = False
    delimiter = quotechar = escapechar = doublequote = skipinitialspace = lineterminator = quoting = None

    def __init__(self):
        self._valid = type(self) is not Dialect and self.__class__ is not Dialect
        self._validate()

    def _validate(self):
        try:
            _Dialect(self)
        except TypeError as problem:
            # What is wrong with it is no matter of types for those who catch it.
            raise Error(str(problem))


class excel(Dialect):
    """What Excel writes."""
    delimiter, quotechar, doublequote, skipinitialspace = ',', '"', True, False
    lineterminator, quoting = '\r\n', QUOTE_MINIMAL


class excel_tab(excel):
    """What Excel writes with tabs."""
    delimiter = '\t'


register_dialect("excel", excel)
register_dialect("excel-tab", excel_tab)


class DictReader:
    """Iterates over rows as dictionaries; the first row has the keys if they are not given.

    What a row has too much goes under the key restkey, what is missing has the value restval.
    """

    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", *args, **kwds):
        self._fieldnames, self.restkey, self.restval = fieldnames, restkey, restval
        self.reader, self.dialect, self.line_num = reader(f, dialect, *args, **kwds), dialect, 0

    def __iter__(self):
        return self

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            self._fieldnames = next(self.reader, None)
        self.line_num = self.reader.line_num
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    def next(self):
        if self.line_num == 0:
            self.fieldnames
        row = next(self.reader)
        self.line_num = self.reader.line_num
        while not row:
            # An empty line is no row.
            row = next(self.reader)
        names = self.fieldnames
        found = dict(zip(names, row))
        if len(row) > len(names):
            found[self.restkey] = row[len(names):]
        for name in names[len(row):]:
            found[name] = self.restval
        return found


class DictWriter:
    """Writes dictionaries as rows in the order of fieldnames."""

    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", *args, **kwds):
        if extrasaction.lower() not in ("raise", "ignore"):
            raise ValueError("extrasaction (%s) must be 'raise' or 'ignore'" % extrasaction)
        self.fieldnames, self.restval, self.extrasaction = fieldnames, restval, extrasaction
        self.writer = writer(f, dialect, *args, **kwds)

    def writeheader(self):
        """Write a row of the names."""
        self.writerow(dict((name, name) for name in self.fieldnames))

    def _dict_to_list(self, rowdict):
        if self.extrasaction == "raise":
            wrong = [key for key in rowdict if key not in self.fieldnames]
            if wrong:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join(map(repr, wrong)))
        return [rowdict.get(name, self.restval) for name in self.fieldnames]

    def writerow(self, rowdict):
        """Write one dictionary."""
        return self.writer.writerow(self._dict_to_list(rowdict))

    def writerows(self, rowdicts):
        """Write several dictionaries."""
        return self.writer.writerows(map(self._dict_to_list, rowdicts))


def _most(counts):
    """Return the key with the highest count; of several, the one that comes first."""
    return max(counts, key=counts.get)


class Sniffer:
    """Guesses the dialect of a text."""

    # Delimiters that are likelier than others.
    preferred = [',', '\t', ';', ' ', ':']

    # A quoted field: between delimiters, at the beginning, at the end, alone in a line.
    _QUOTED = [
        r'(?P<delim>[^\w\n"\'])(?P<space> ?)(?P<quote>["\']).*?(?P=quote)(?P=delim)',
        r'(?:^|\n)(?P<quote>["\']).*?(?P=quote)(?P<delim>[^\w\n"\'])(?P<space> ?)',
        r'(?P<delim>[^\w\n"\'])(?P<space> ?)(?P<quote>["\']).*?(?P=quote)(?:$|\n)',
        r'(?:^|\n)(?P<quote>["\']).*?(?P=quote)(?:$|\n)',
    ]

    def sniff(self, sample, delimiters=None):
        """Return a class that describes a text; delimiters are the ones that are possible."""
        quote, double, delim, space = self._guess_quote_and_delimiter(sample, delimiters)
        if not delim:
            delim, space = self._guess_delimiter(sample, delimiters)
        if not delim:
            raise Error("Could not determine delimiter")

        class dialect(Dialect):
            _name = "sniffed"
            lineterminator = '\r\n'
            quoting = QUOTE_MINIMAL
        dialect.delimiter, dialect.doublequote, dialect.skipinitialspace = delim, double, space
        dialect.quotechar = quote or '"'
        return dialect

    def _guess_quote_and_delimiter(self, data, delimiters):
        """Guess by what stands beside quotes: the quote, whether it is doubled, delimiter, blank behind."""
        for pattern in self._QUOTED:
            pattern = re.compile(pattern, re.DOTALL | re.MULTILINE)
            found = [match.groupdict() for match in pattern.finditer(data)]
            if found:
                break
        else:
            return '', False, None, 0
        quotes, delims, spaces = {}, {}, 0
        for match in found:
            quotes[match['quote']] = quotes.get(match['quote'], 0) + 1
            delim = match.get('delim')
            if delim and (delimiters is None or delim in delimiters):
                delims[delim] = delims.get(delim, 0) + 1
            if match.get('space'):
                spaces += 1
        quote, delim, space = _most(quotes), '', 0
        if delims:
            delim = _most(delims)
            space = delims[delim] == spaces
            if delim == '\n':
                delim = ''  # There is one column only.
        beside = re.escape(delim)
        doubled = re.compile(r"((%s)|^)\W*%s[^%s\n]*%s[^%s\n]*%s\W*((%s)|$)"
                             % (beside, quote, beside, quote, beside, quote, beside), re.MULTILINE)
        return quote, bool(doubled.search(data)), delim, space

    def _guess_delimiter(self, data, delimiters):
        """Guess by which character occurs equally often in most lines: the delimiter, blank behind."""
        lines = filter(None, data.split('\n'))
        printable = map(chr, range(127))
        step = min(10, len(lines))
        candidates = {}
        # How often each character occurs how many times in a line, and so the usual number of times.
        table = dict((char, {}) for char in printable)
        begin, end = 0, step
        passes = 0
        while begin < len(lines):
            passes += 1
            for line in lines[begin:end]:
                for char in printable:
                    times = line.count(char)
                    table[char][times] = table[char].get(times, 0) + 1
            usual = dict((char, self._usual(table[char])) for char in printable if table[char].keys() != [0])
            candidates = self._consistent(usual, float(min(step * passes, len(lines))), delimiters)
            if len(candidates) == 1:
                delim = candidates.keys()[0]
                return delim, self._blank_behind(lines[0], delim)
            begin, end = end, end + step
        if not candidates:
            return '', 0
        if len(candidates) > 1:
            for delim in self.preferred:
                if delim in candidates:
                    return delim, self._blank_behind(lines[0], delim)
        delim = max((usual, char) for char, usual in candidates.items())[1]
        return delim, self._blank_behind(lines[0], delim)

    def _usual(self, counts):
        """Return the commonest number of times, and in how many lines more it is than not."""
        items = counts.items()
        if len(items) == 1:
            return items[0]
        best = max(items, key=lambda item: item[1])
        return best[0], best[1] - sum(lines for times, lines in items if (times, lines) != best)

    def _consistent(self, usual, total, delimiters):
        """Return the characters that are consistent in most lines, asking for less until there are some."""
        consistency, threshold = 1.0, 0.9
        found = {}
        while not found and consistency >= threshold:
            for char, (times, lines) in usual.items():
                if times > 0 and lines > 0 and lines / total >= consistency:
                    if delimiters is None or char in delimiters:
                        found[char] = times, lines
            consistency -= 0.01
        return found

    def _blank_behind(self, line, delim):
        return line.count(delim) == line.count("%c " % delim)

    def has_header(self, sample):
        """Tell whether the first row seems to be names: unlike the others in kind or length."""
        rows = reader(StringIO(sample), self.sniff(sample))
        header = rows.next()
        kinds = dict.fromkeys(range(len(header)))
        for checked, row in enumerate(rows):
            if checked > 20:
                break
            if len(row) != len(header):
                continue
            for column in kinds.keys():
                kind = self._kind(row[column])
                if kinds[column] is None:
                    kinds[column] = kind
                elif kinds[column] != kind:
                    del kinds[column]
        votes = 0
        for column, kind in kinds.items():
            if isinstance(kind, int):
                votes += 1 if len(header[column]) != kind else -1
            elif kind is not None:
                try:
                    kind(header[column])
                    votes -= 1
                except (ValueError, TypeError):
                    votes += 1
        return votes > 0

    def _kind(self, text):
        """Return a type that can be made of a text, or its length."""
        for kind in int, long, float, complex:
            try:
                kind(text)
                return int if kind is long else kind
            except (ValueError, OverflowError):
                pass
        return len(text)
