"""Reading HTML as a browser would: tags, references and text become calls of methods."""
import re

import markupbase

interesting_normal = re.compile('[&<]')
incomplete = re.compile('&[a-zA-Z#]')
entityref = re.compile('&([a-zA-Z][-.a-zA-Z0-9]*)[^a-zA-Z0-9]')
charref = re.compile('&#(?:[0-9]+|[xX][0-9a-fA-F]+)[^0-9a-fA-F]')
starttagopen = re.compile('<[a-zA-Z]')
piclose = re.compile('>')
commentclose = re.compile(r'--\s*>')

# A tag's name; an attribute with or without a value; a start tag up to its end.
tagfind = re.compile(r'([a-zA-Z][^\t\n\r\f />\x00]*)(?:\s|/(?!>))*')
attrfind = re.compile(r'((?<=[\'"\s/])[^\s/>][^\s/=>]*)(\s*=+\s*(\'[^\']*\'|"[^"]*"|(?![\'"])[^>\s]*))?(?:\s|/(?!>))*')
locatestarttagend = re.compile(r'''
    <[a-zA-Z][^\t\n\r\f />\x00]*
    (?: [\s/]*
        (?: (?<=['"\s/]) [^\s/>][^\s/=>]*
            (?: \s*=+\s* (?: '[^']*' | "[^"]*" | (?!['"]) [^>\s]* ) (?: \s*,)* )?
            (?: \s | /(?!>) )*
        )*
    )?
    \s*''', re.VERBOSE)
endendtag = re.compile('>')
endtagfind = re.compile(r'</\s*([a-zA-Z][-.a-zA-Z0-9:_]*)\s*>')


class HTMLParseError(Exception):
    """The text cannot be parsed, at a place (line, column)."""

    def __init__(self, msg, position=(None, None)):
        assert msg
        self.msg = msg
        self.lineno, self.offset = position

    def __str__(self):
        text = self.msg
        if self.lineno is not None:
            text += ", at line %d" % self.lineno
        if self.offset is not None:
            text += ", column %d" % (self.offset + 1)
        return text


class HTMLParser(markupbase.ParserBase):
    """Calls handle_... for what it finds in the text that feed gets, piece by piece."""

    # Elements whose content is text, whatever it looks like.
    CDATA_CONTENT_ELEMENTS = ("script", "style")

    def __init__(self):
        self.reset()

    def reset(self):
        """Start afresh; what has not been handled is lost."""
        self.rawdata, self.lasttag = '', '???'
        self.interesting, self.cdata_elem = interesting_normal, None
        markupbase.ParserBase.reset(self)

    def feed(self, data):
        """Handle more text, as far as it is complete."""
        self.rawdata += data
        self.goahead(0)

    def close(self):
        """Handle what is left, complete or not."""
        self.goahead(1)

    def error(self, message):
        raise HTMLParseError(message, self.getpos())

    __starttag_text = None

    def get_starttag_text(self):
        """Return the text of the last start tag."""
        return self.__starttag_text

    def set_cdata_mode(self, elem):
        """Have everything be text up to the end tag of an element."""
        self.cdata_elem = elem.lower()
        self.interesting = re.compile(r'</\s*%s\s*>' % self.cdata_elem, re.I)

    def clear_cdata_mode(self):
        """Have tags be tags again."""
        self.interesting, self.cdata_elem = interesting_normal, None

    def goahead(self, end):
        """Handle the text, as far as it is complete or, with end, all of it."""
        at = 0
        while at < len(self.rawdata):
            found = self.interesting.search(self.rawdata, at)
            if not found and self.cdata_elem and not end:
                break
            to = found.start() if found else len(self.rawdata)
            if at < to:
                self.handle_data(self.rawdata[at:to])
                at = self.updatepos(at, to)
            if at == len(self.rawdata):
                break
            begin = at
            if self.rawdata[at] == '<':
                at = self._markup(at, end)
            else:
                at = self._reference(at, end)
            if at == begin or at is None:
                at = begin
                break
        rest = self.rawdata[at:]
        if end and rest and not self.cdata_elem:
            self.handle_data(rest)
            at = self.updatepos(at, len(self.rawdata))
        self.rawdata = self.rawdata[at:]

    def _markup(self, at, end):
        """Handle what begins with '<'; return the position behind, None if it is not complete."""
        data = self.rawdata
        for begins, parse in ((lambda: starttagopen.match(data, at), self.parse_starttag),
                              (lambda: data.startswith("</", at), self.parse_endtag),
                              (lambda: data.startswith("<!--", at), self.parse_comment),
                              (lambda: data.startswith("<?", at), self.parse_pi),
                              (lambda: data.startswith("<!", at), self.parse_html_declaration)):
            if begins():
                behind = parse(at)
                break
        else:
            if at + 1 >= len(data) and not end:
                return None
            self.handle_data("<")
            return self.updatepos(at, at + 1)
        if behind < 0:
            if not end:
                return None
            # It is not going to be complete, so it was text.
            behind = data.find('>', at + 1)
            if behind < 0:
                behind = data.find('<', at + 1)
                if behind < 0:
                    behind = at + 1
            else:
                behind += 1
            self.handle_data(data[at:behind])
        return self.updatepos(at, behind)

    def _reference(self, at, end):
        """Handle what begins with '&'; return the position behind, None if it is not complete."""
        data = self.rawdata
        if data.startswith("&#", at):
            match = charref.match(data, at)
            if match:
                self.handle_charref(match.group()[2:-1])
                return self.updatepos(at, match.end() - (data[match.end() - 1] != ';'))
            if ";" in data[at:]:
                self.handle_data(data[at:at + 2])
                return self.updatepos(at, at + 2)
            return None
        match = entityref.match(data, at)
        if match:
            self.handle_entityref(match.group(1))
            return self.updatepos(at, match.end() - (data[match.end() - 1] != ';'))
        match = incomplete.match(data, at)
        if match:
            if end and match.group() == data[at:]:
                self.error("EOF in middle of entity or char ref")
            if re.compile(r'&[a-zA-Z][-.a-zA-Z0-9]*\Z').match(data, at) and not end:
                return None
            if end:
                return None
        elif at + 1 >= len(data) and not end:
            return None
        self.handle_data("&")
        return self.updatepos(at, at + 1)

    def parse_html_declaration(self, i):
        """Handle what begins with '<!' and is no comment."""
        data = self.rawdata
        if data[i:i + 4] == '<!--':
            return self.parse_comment(i)
        if data[i:i + 3] == '<![':
            return self.parse_marked_section(i)
        if data[i:i + 9].lower() == '<!doctype':
            behind = data.find('>', i + 9)
            if behind < 0:
                return -1
            self.handle_decl(data[i + 2:behind])
            return behind + 1
        return self.parse_bogus_comment(i)

    def parse_bogus_comment(self, i, report=1):
        """Handle what browsers take for a comment."""
        if self.rawdata[i:i + 2] not in ('<!', '</'):
            self.error('unexpected call to parse_comment()')
        behind = self.rawdata.find('>', i + 2)
        if behind < 0:
            return -1
        if report:
            self.handle_comment(self.rawdata[i + 2:behind])
        return behind + 1

    def parse_pi(self, i):
        """Handle a processing instruction, <?...>."""
        end = piclose.search(self.rawdata, i + 2)
        if not end:
            return -1
        self.handle_pi(self.rawdata[i + 2:end.start()])
        return end.end()

    def parse_starttag(self, i):
        """Handle a start tag; return the position behind it, or -1."""
        self.__starttag_text = None
        behind = self.check_for_whole_start_tag(i)
        if behind < 0:
            return behind
        data = self.rawdata
        self.__starttag_text = data[i:behind]
        name = tagfind.match(data, i + 1)
        self.lasttag = tag = name.group(1).lower()
        attributes, at = [], name.end()
        while at < behind:
            found = attrfind.match(data, at)
            if not found:
                break
            key, given, value = found.group(1, 2, 3)
            if not given:
                value = None
            elif value[:1] in "'\"" and value[:1] and value[:1] == value[-1:]:
                value = value[1:-1]
            attributes.append((key.lower(), self.unescape(value) if value else value))
            at = found.end()
        closing = data[at:behind].strip()
        if closing not in (">", "/>"):
            self.handle_data(data[i:behind])
            return behind
        if closing == '/>':
            self.handle_startendtag(tag, attributes)
        else:
            self.handle_starttag(tag, attributes)
            if tag in self.CDATA_CONTENT_ELEMENTS:
                self.set_cdata_mode(tag)
        return behind

    def check_for_whole_start_tag(self, i):
        """Return the position behind a start tag, or -1 if it is not complete."""
        data = self.rawdata
        match = locatestarttagend.match(data, i)
        if not match:
            raise AssertionError("we should not get here!")
        at = match.end()
        follows = data[at:at + 1]
        if follows == ">":
            return at + 1
        if follows == "/":
            if data.startswith("/>", at):
                return at + 2
            if data.startswith("/", at) and at + 1 == len(data):
                return -1
            return at if at > i else i + 1
        if follows == "" or follows in "abcdefghijklmnopqrstuvwxyz=/ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            return -1
        return at if at > i else i + 1

    def parse_endtag(self, i):
        """Handle an end tag; return the position behind it, or -1."""
        data = self.rawdata
        assert data[i:i + 2] == "</", "unexpected call to parse_endtag"
        end = endendtag.search(data, i + 1)
        if not end:
            return -1
        behind = end.end()
        match = endtagfind.match(data, i)
        if not match:
            if self.cdata_elem is not None:
                self.handle_data(data[i:behind])
                return behind
            name = tagfind.match(data, i + 2)
            if not name:
                # Browsers pass over an empty one, and take others for comments.
                return i + 3 if data[i:i + 3] == '</>' else self.parse_bogus_comment(i)
            tag = name.group(1).lower()
            behind = data.find('>', name.end()) + 1
            self.handle_endtag(tag)
            return behind
        tag = match.group(1).lower()
        if self.cdata_elem is not None and tag != self.cdata_elem:
            self.handle_data(data[i:behind])
            return behind
        self.handle_endtag(tag)
        self.clear_cdata_mode()
        return behind

    # To be overridden

    def handle_startendtag(self, tag, attrs):
        """A tag <.../> has been found."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_starttag(self, tag, attrs):
        """A start tag has been found; attrs has pairs of names and values."""

    def handle_endtag(self, tag):
        """An end tag has been found."""

    def handle_charref(self, name):
        """A reference to a number, &#...;, has been found."""

    def handle_entityref(self, name):
        """A reference to a name, &...;, has been found."""

    def handle_data(self, data):
        """Text has been found."""

    def handle_comment(self, data):
        """A comment has been found."""

    def handle_decl(self, decl):
        """A document type has been found."""

    def handle_pi(self, data):
        """A processing instruction has been found."""

    def unknown_decl(self, data):
        """Another declaration has been found."""

    # Names of characters; apos is not one of HTML 4.
    entitydefs = None

    def unescape(self, s):
        """Replace the references in a text by the characters."""
        if '&' not in s:
            return s

        def character(match):
            name = match.group(1)
            if name[0] == '#':
                try:
                    return unichr(int(name[2:], 16) if name[1] in 'xX' else int(name[1:]))
                except ValueError:
                    return '&#' + name[1:] + ';'
            if HTMLParser.entitydefs is None:
                import htmlentitydefs
                HTMLParser.entitydefs = dict((known, unichr(point)) for known, point
                                             in htmlentitydefs.name2codepoint.iteritems())
                HTMLParser.entitydefs['apos'] = u"'"
            return self.entitydefs.get(name, '&' + name + ';')
        return re.sub(r"&(#?[xX]?(?:[0-9a-fA-F]+|\w{1,8}));", character, s)
