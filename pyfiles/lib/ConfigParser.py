"""Configuration files: sections in brackets, options as 'name: value' or 'name = value' below them."""
try:
    from collections import OrderedDict as _default_dict
except ImportError:
    _default_dict = dict

import re

__all__ = ["NoSectionError", "DuplicateSectionError", "NoOptionError", "InterpolationError",
           "InterpolationDepthError", "InterpolationSyntaxError", "ParsingError",
           "MissingSectionHeaderError", "ConfigParser", "SafeConfigParser", "RawConfigParser",
           "DEFAULTSECT", "MAX_INTERPOLATION_DEPTH"]

DEFAULTSECT = "DEFAULT"
MAX_INTERPOLATION_DEPTH = 10


class Error(Exception):
    """Base of the module's errors."""

    def _get_message(self):
        return self.__message

    def _set_message(self, value):
        self.__message = value

    # BaseException's attribute of that name is deprecated; this one is not.
    message = property(_get_message, _set_message)

    def __init__(self, msg=''):
        self.message = msg
        Exception.__init__(self, msg)

    def __repr__(self):
        return self.message

    __str__ = __repr__


class NoSectionError(Error):
    """There is no such section."""

    def __init__(self, section):
        Error.__init__(self, 'No section: %r' % (section,))
        self.section = section
        self.args = (section,)


class DuplicateSectionError(Error):
    """The section is there already."""

    def __init__(self, section):
        Error.__init__(self, "Section %r already exists" % section)
        self.section = section
        self.args = (section,)


class NoOptionError(Error):
    """The section has no such option."""

    def __init__(self, option, section):
        Error.__init__(self, "No option %r in section: %r" % (option, section))
        self.option = option
        self.section = section
        self.args = (option, section)


class InterpolationError(Error):
    """Base of errors in the references of a value."""

    def __init__(self, option, section, msg):
        Error.__init__(self, msg)
        self.option = option
        self.section = section
        self.args = (option, section, msg)


class InterpolationMissingOptionError(InterpolationError):
    """A value refers to an option that is not there."""

    def __init__(self, option, section, rawval, reference):
        msg = ("Bad value substitution:\n"
               "\tsection: [%s]\n"
               "\toption : %s\n"
               "\tkey    : %s\n"
               "\trawval : %s\n" % (section, option, reference, rawval))
        InterpolationError.__init__(self, option, section, msg)
        self.reference = reference
        self.args = (option, section, rawval, reference)


class InterpolationSyntaxError(InterpolationError):
    """A value has a '%' that begins no reference."""


class InterpolationDepthError(InterpolationError):
    """References lead to references too many times."""

    def __init__(self, option, section, rawval):
        msg = ("Value interpolation too deeply recursive:\n"
               "\tsection: [%s]\n"
               "\toption : %s\n"
               "\trawval : %s\n" % (section, option, rawval))
        InterpolationError.__init__(self, option, section, msg)
        self.args = (option, section, rawval)


class ParsingError(Error):
    """A file has lines that mean nothing."""

    def __init__(self, filename):
        Error.__init__(self, 'File contains parsing errors: %s' % filename)
        self.filename = filename
        self.errors = []
        self.args = (filename,)

    def append(self, lineno, line):
        self.errors.append((lineno, line))
        self.message += '\n\t[line %2d]: %s' % (lineno, line)


class MissingSectionHeaderError(ParsingError):
    """A file has an option in front of the first section."""

    def __init__(self, filename, lineno, line):
        Error.__init__(self, 'File contains no section headers.\nfile: %s, line: %d\n%r' %
                       (filename, lineno, line))
        self.filename = filename
        self.lineno = lineno
        self.line = line
        self.args = (filename, lineno, line)


class RawConfigParser:
    """Sections with options, whose values stay as they are.

    Options of the section DEFAULT count in all sections.
    """
    SECTCRE = re.compile(r'\[(?P<header>[^]]+)\]')
    OPTCRE = re.compile(r'(?P<option>[^:=\s][^:=]*)\s*(?P<vi>[:=])\s*(?P<value>.*)$')
    OPTCRE_NV = re.compile(
        r'(?P<option>[^:=\s][^:=]*)\s*(?:(?P<vi>[:=])\s*(?P<value>.*))?$')

    _boolean_states = {'1': True, 'yes': True, 'true': True, 'on': True,
                       '0': False, 'no': False, 'false': False, 'off': False}

    def __init__(self, defaults=None, dict_type=_default_dict, allow_no_value=False):
        self._dict = dict_type
        self._sections = self._dict()
        self._defaults = self._dict()
        self._optcre = self.OPTCRE_NV if allow_no_value else self.OPTCRE
        if defaults:
            for key, value in defaults.items():
                self._defaults[self.optionxform(key)] = value

    def defaults(self):
        return self._defaults

    def sections(self):
        """Return the names of all sections but DEFAULT."""
        return self._sections.keys()

    def add_section(self, section):
        """Add an empty section; DuplicateSectionError if it is there, ValueError if it is DEFAULT."""
        if section.lower() == "default":
            raise ValueError, 'Invalid section name: %s' % section
        if section in self._sections:
            raise DuplicateSectionError(section)
        self._sections[section] = self._dict()

    def has_section(self, section):
        return section in self._sections

    def options(self, section):
        """Return the names of the options of a section, defaults too."""
        try:
            options = self._sections[section].copy()
        except KeyError:
            raise NoSectionError(section)
        options.update(self._defaults)
        options.pop('__name__', None)
        return options.keys()

    def read(self, filenames):
        """Read files (one name or a list), passing over those that can't be; return which were."""
        if isinstance(filenames, basestring):
            filenames = [filenames]
        done = []
        for filename in filenames:
            try:
                fp = open(filename)
            except IOError:
                continue
            self._read(fp, filename)
            fp.close()
            done.append(filename)
        return done

    def readfp(self, fp, filename=None):
        """Read an open file; filename is for messages."""
        if filename is None:
            filename = getattr(fp, 'name', '<???>')
        self._read(fp, filename)

    def get(self, section, option):
        option = self.optionxform(option)
        if section not in self._sections and section != DEFAULTSECT:
            raise NoSectionError(section)
        own = self._sections.get(section, {})
        if option in own:
            return own[option]
        if option in self._defaults:
            return self._defaults[option]
        raise NoOptionError(option, section)

    def items(self, section):
        """Return (name, value) of the options of a section, defaults too."""
        merged = self._defaults.copy()
        merged.update(self._own(section))
        merged.pop("__name__", None)
        return merged.items()

    def _own(self, section):
        if section in self._sections:
            return self._sections[section]
        if section == DEFAULTSECT:
            return {}
        raise NoSectionError(section)

    def _get(self, section, conv, option):
        return conv(self.get(section, option))

    def getint(self, section, option):
        return self._get(section, int, option)

    def getfloat(self, section, option):
        return self._get(section, float, option)

    def getboolean(self, section, option):
        value = self.get(section, option)
        if value.lower() not in self._boolean_states:
            raise ValueError, 'Not a boolean: %s' % value
        return self._boolean_states[value.lower()]

    def optionxform(self, optionstr):
        """Return the form of an option's name that is compared; to be overridden."""
        return optionstr.lower()

    def has_option(self, section, option):
        """Tell whether a section (None or '' for DEFAULT) has an option."""
        option = self.optionxform(option)
        if not section or section == DEFAULTSECT:
            return option in self._defaults
        if section not in self._sections:
            return False
        return option in self._sections[section] or option in self._defaults

    def _table(self, section):
        """Return the dictionary of a section (None or '' for DEFAULT)."""
        if not section or section == DEFAULTSECT:
            return self._defaults
        try:
            return self._sections[section]
        except KeyError:
            raise NoSectionError(section)

    def set(self, section, option, value=None):
        self._table(section)[self.optionxform(option)] = value

    def write(self, fp):
        """Write all sections to a file."""
        if self._defaults:
            fp.write("[%s]\n" % DEFAULTSECT)
            for key, value in self._defaults.items():
                fp.write("%s = %s\n" % (key, str(value).replace('\n', '\n\t')))
            fp.write("\n")
        for section in self._sections:
            fp.write("[%s]\n" % section)
            for key, value in self._sections[section].items():
                if key == "__name__":
                    continue
                if value is not None or self._optcre == self.OPTCRE:
                    key = " = ".join((key, str(value).replace('\n', '\n\t')))
                fp.write("%s\n" % key)
            fp.write("\n")

    def remove_option(self, section, option):
        """Remove an option; tell whether it was there."""
        table = self._table(section)
        option = self.optionxform(option)
        existed = option in table
        if existed:
            del table[option]
        return existed

    def remove_section(self, section):
        """Remove a section; tell whether it was there."""
        existed = section in self._sections
        if existed:
            del self._sections[section]
        return existed

    def _read(self, fp, fpname):
        table = None
        option = None
        problem = None
        for number, line in enumerate(iter(fp.readline, ''), 1):
            if line.strip() == '' or line[0] in '#;':
                continue
            if line.split(None, 1)[0].lower() == 'rem' and line[0] in "rR":
                continue
            if line[0].isspace() and table is not None and option:
                # The value goes on: its lines are kept in a list until the file ends.
                more = line.strip()
                if more:
                    table[option].append(more)
                continue
            match = self.SECTCRE.match(line)
            if match:
                name = match.group('header')
                if name in self._sections:
                    table = self._sections[name]
                elif name == DEFAULTSECT:
                    table = self._defaults
                else:
                    table = self._dict()
                    table['__name__'] = name
                    self._sections[name] = table
                option = None
            elif table is None:
                raise MissingSectionHeaderError(fpname, number, line)
            else:
                match = self._optcre.match(line)
                if match:
                    option, separator, value = match.group('option', 'vi', 'value')
                    option = self.optionxform(option.rstrip())
                    table[option] = self._first_line(separator, value)
                else:
                    if not problem:
                        problem = ParsingError(fpname)
                    problem.append(number, repr(line))
        if problem:
            raise problem
        for table in [self._defaults] + self._sections.values():
            for name, value in table.items():
                if isinstance(value, list):
                    table[name] = '\n'.join(value)

    @staticmethod
    def _first_line(separator, value):
        """Return the beginning of a value, a list, or None if there is no value."""
        if value is None:
            return None
        if separator in ('=', ':') and ';' in value:
            # A comment begins at a semicolon behind a blank.
            at = value.find(';')
            if at != -1 and value[at - 1].isspace():
                value = value[:at]
        value = value.strip()
        return ['' if value == '""' else value]


import UserDict as _UserDict


class _Chainmap(_UserDict.DictMixin):
    """Several mappings looked through one after the other."""

    def __init__(self, *maps):
        self._maps = maps

    def __getitem__(self, key):
        for mapping in self._maps:
            try:
                return mapping[key]
            except KeyError:
                pass
        raise KeyError(key)

    def keys(self):
        result = []
        seen = set()
        for mapping in self._maps:
            for key in mapping:
                if key not in seen:
                    result.append(key)
                    seen.add(key)
        return result


class ConfigParser(RawConfigParser):
    """Sections with options, whose values may refer to other options: %(name)s."""

    def get(self, section, option, raw=False, vars=None):
        """Return a value with its references resolved unless raw; vars has options of precedence."""
        own = {}
        if section in self._sections:
            own = self._sections[section]
        elif section != DEFAULTSECT:
            raise NoSectionError(section)
        table = _Chainmap(self._given(vars), own, self._defaults)
        option = self.optionxform(option)
        try:
            value = table[option]
        except KeyError:
            raise NoOptionError(option, section)
        if raw or value is None:
            return value
        return self._interpolate(section, option, value, table)

    def _given(self, vars):
        given = {}
        if vars:
            for key, value in vars.items():
                given[self.optionxform(key)] = value
        return given

    def items(self, section, raw=False, vars=None):
        """Return (name, value) of the options of a section, defaults and vars too."""
        table = self._defaults.copy()
        table.update(self._own(section))
        table.update(self._given(vars))
        names = [name for name in table.keys() if name != "__name__"]
        if raw:
            return [(name, table[name]) for name in names]
        return [(name, self._interpolate(section, name, table[name], table)) for name in names]

    def _interpolate(self, section, option, rawval, vars):
        value = rawval
        for _ in range(MAX_INTERPOLATION_DEPTH):
            if not (value and "%(" in value):
                break
            value = self._KEYCRE.sub(self._interpolation_replace, value)
            try:
                value = value % vars
            except KeyError, problem:
                raise InterpolationMissingOptionError(option, section, rawval, problem.args[0])
        if value and "%(" in value:
            raise InterpolationDepthError(option, section, rawval)
        return value

    _KEYCRE = re.compile(r"%\(([^)]*)\)s|.")

    def _interpolation_replace(self, match):
        name = match.group(1)
        return match.group() if name is None else "%%(%s)s" % self.optionxform(name)


class SafeConfigParser(ConfigParser):
    """Like ConfigParser, but '%' stands for itself only when doubled, and only strings can be set."""
    _interpvar_re = re.compile(r"%\(([^)]+)\)s")

    def _interpolate(self, section, option, rawval, vars):
        parts = []
        self._interpolate_some(option, parts, rawval, section, vars, 1)
        return ''.join(parts)

    def _interpolate_some(self, option, accum, rest, section, map, depth):
        if depth > MAX_INTERPOLATION_DEPTH:
            raise InterpolationDepthError(option, section, rest)
        while rest:
            text, percent, rest = rest.partition("%")
            if text:
                accum.append(text)
            if not percent:
                return
            rest = percent + rest
            kind = rest[1:2]
            if kind == "%":
                accum.append("%")
                rest = rest[2:]
            elif kind == "(":
                match = self._interpvar_re.match(rest)
                if match is None:
                    raise InterpolationSyntaxError(
                        option, section, "bad interpolation variable reference %r" % rest)
                name = self.optionxform(match.group(1))
                rest = rest[match.end():]
                try:
                    value = map[name]
                except KeyError:
                    raise InterpolationMissingOptionError(option, section, rest, name)
                if "%" in value:
                    self._interpolate_some(option, accum, value, section, map, depth + 1)
                else:
                    accum.append(value)
            else:
                raise InterpolationSyntaxError(
                    option, section, "'%%' must be followed by '%%' or '(', found: %r" % (rest,))

    def set(self, section, option, value=None):
        """Set an option to a string."""
        if self._optcre is self.OPTCRE or value:
            if not isinstance(value, basestring):
                raise TypeError("option values must be strings")
        if value is not None:
            # What is left when all that is right about '%' is removed?
            if '%' in self._interpvar_re.sub('', value.replace('%%', '')):
                raise ValueError("invalid interpolation syntax in %r at position %d" %
                                 (value, value.find('%')))
        ConfigParser.set(self, section, option, value)
