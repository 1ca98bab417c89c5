"""Positions and declarations in marked-up text: what the parsers of HTML and SGML share."""
import re

_declname = re.compile(r'[a-zA-Z][-_.a-zA-Z0-9]*\s*')
_declstringlit = re.compile(r'(\'[^\']*\'|"[^"]*")\s*')
_commentclose = re.compile(r'--\s*>')
_markedsectionclose = re.compile(r']\s*]\s*>')
_msmarkedsectionclose = re.compile(r']\s*>')

# The kinds of marked sections: what standards know, and what office programs write.
_SECTIONS = [(set("temp cdata ignore include rcdata".split()), _markedsectionclose),
             (set("if else endif".split()), _msmarkedsectionclose)]


class ParserBase:
    """Keeps the place in the text, and parses declarations; rawdata is the text not handled yet."""

    def __init__(self):
        if self.__class__ is ParserBase:
            raise RuntimeError("markupbase.ParserBase must be subclassed")

    def error(self, message):
        """Called for text that is wrong; must raise."""
        raise NotImplementedError("subclasses of ParserBase must override error()")

    def reset(self):
        self.lineno, self.offset = 1, 0

    def getpos(self):
        """Return line, counted from 1, and column, counted from 0."""
        return self.lineno, self.offset

    def updatepos(self, i, j):
        """Move the place along the text between two positions; return the second."""
        if i < j:
            lines = self.rawdata.count("\n", i, j)
            self.lineno += lines
            self.offset = j - self.rawdata.rindex("\n", i, j) - 1 if lines else self.offset + j - i
        return j

    _decl_otherchars = ''

    def parse_declaration(self, i):
        """Parse a declaration, <!...>; return the position behind it, or -1 if it is not complete."""
        data = self.rawdata
        assert data.startswith("<!", i), "unexpected call to parse_declaration"
        at = i + 2
        if data[at:at + 1] in (">", ""):
            return at + 1 if data[at:at + 1] else -1
        if data[at:at + 1] == "-":
            return -1 if data[at:at + 2] == "-" else self.parse_comment(i)
        if data[at] == '[':
            return self.parse_marked_section(i)
        name, at = self._scan_name(at, i)
        if at < 0:
            return at
        if name == "doctype":
            self._decl_otherchars = ''
        while at < len(data):
            char = data[at]
            if char == ">":
                content = data[i + 2:at]
                (self.handle_decl if name == "doctype" else self.unknown_decl)(content)
                return at + 1
            if char in "\"'":
                literal = _declstringlit.match(data, at)
                if not literal:
                    return -1
                at = literal.end()
            elif char.isalpha():
                _, at = self._scan_name(at, i)
            elif char in self._decl_otherchars:
                at += 1
            elif char == "[":
                if name == "doctype":
                    at = self._parse_doctype_subset(at + 1, i)
                elif name in ("attlist", "linktype", "link", "element"):
                    self.error("unsupported '[' char in %s declaration" % name)
                else:
                    self.error("unexpected '[' char in declaration")
            else:
                self.error("unexpected %r char in declaration" % char)
            if at < 0:
                return at
        return -1

    def parse_marked_section(self, i, report=1):
        """Parse a section <![...]...]]>; return the position behind it, or -1."""
        assert self.rawdata.startswith("<![", i), "unexpected call to parse_marked_section()"
        name, at = self._scan_name(i + 3, i)
        if at < 0:
            return at
        for names, close in _SECTIONS:
            if name in names:
                end = close.search(self.rawdata, i + 3)
                break
        else:
            self.error('unknown status keyword %r in marked section' % self.rawdata[i + 3:at])
        if not end:
            return -1
        if report:
            self.unknown_decl(self.rawdata[i + 3:end.start()])
        return end.end()

    def parse_comment(self, i, report=1):
        """Parse a comment, <!--...-->; return the position behind it, or -1."""
        if not self.rawdata.startswith('<!--', i):
            self.error('unexpected call to parse_comment()')
        end = _commentclose.search(self.rawdata, i + 4)
        if not end:
            return -1
        if report:
            self.handle_comment(self.rawdata[i + 4:end.start()])
        return end.end()

    def _parse_doctype_subset(self, i, declstartpos):
        """Skip the declarations in brackets of a document type."""
        data, at = self.rawdata, i
        while at < len(data):
            char = data[at]
            if char == "<":
                at = self._subset_markup(at, declstartpos)
            elif char == "%":
                # A reference to a parameter entity.
                _, at = self._scan_name(at + 1, declstartpos)
                if at >= 0 and data[at:at + 1] == ";":
                    at += 1
            elif char == "]":
                at += 1
                while at < len(data) and data[at].isspace():
                    at += 1
                if at >= len(data):
                    return -1
                if data[at] == ">":
                    return at
                self.updatepos(declstartpos, at)
                self.error("unexpected char after internal subset")
            elif char.isspace():
                at += 1
            else:
                self.updatepos(declstartpos, at)
                self.error("unexpected char %r in internal subset" % char)
            if at < 0:
                return at
        return -1

    def _subset_markup(self, at, declstartpos):
        data = self.rawdata
        begin = data[at:at + 2]
        if begin == "<":
            return -1
        if begin != "<!":
            self.updatepos(declstartpos, at + 1)
            self.error("unexpected char in internal subset (in %r)" % begin)
        if at + 2 == len(data) or at + 4 > len(data):
            return -1
        if data[at:at + 4] == "<!--":
            return self.parse_comment(at, report=0)
        name, inside = self._scan_name(at + 2, declstartpos)
        if inside < 0:
            return -1
        if name not in ("attlist", "element", "entity", "notation"):
            self.updatepos(declstartpos, at + 2)
            self.error("unknown declaration %r in internal subset" % name)
        return self._to_declaration_end(inside)

    def _to_declaration_end(self, at):
        """Return the position behind a declaration inside of which `at` is; quotes may have anything."""
        data = self.rawdata
        while at < len(data):
            if data[at] in "\"'":
                literal = _declstringlit.match(data, at)
                if not literal:
                    return -1
                at = literal.end()
            elif data[at] == ">":
                return at + 1
            else:
                at += 1
        return -1

    def _scan_name(self, i, declstartpos):
        """Return a name in small letters and the position behind it, or None and -1."""
        if i == len(self.rawdata):
            return None, -1
        match = _declname.match(self.rawdata, i)
        if not match:
            self.updatepos(declstartpos, i)
            self.error("expected name token at %r" % self.rawdata[declstartpos:declstartpos + 20])
        if match.end() == len(self.rawdata):
            return None, -1
        return match.group().strip().lower(), match.end()

    def unknown_decl(self, data):
        """Called for declarations nobody knows; to be overridden."""
