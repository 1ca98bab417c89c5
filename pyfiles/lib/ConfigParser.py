"""Configuration files: sections in brackets, options as 'name: value' or 'name = value' below them."""
import re
from collections import OrderedDict as _default_dict
from itertools import chain

__all__ = """
    ConfigParser SafeConfigParser RawConfigParser DEFAULTSECT MAX_INTERPOLATION_DEPTH
    NoSectionError DuplicateSectionError NoOptionError ParsingError MissingSectionHeaderError
    InterpolationError InterpolationDepthError InterpolationSyntaxError
    """.split()

DEFAULTSECT = "DEFAULT"
MAX_INTERPOLATION_DEPTH = 10


class Error(Exception):
    """Base of the module's errors; what they are about is in attributes and in args."""

    def __init__(self, msg=''):
        Exception.__init__(self, msg)
        self.message = msg

    # BaseException warns when its attribute of that name is used; this one is our own.
    message = property(lambda self: vars(self).get('_text'),
                       lambda self, text: vars(self).update(_text=text))

    def __repr__(self):
        return self.message

    __str__ = __repr__

    def _about(self, message, **named):
        Error.__init__(self, message)
        vars(self).update(named)


class NoSectionError(Error):
    """There is no such section."""

    def __init__(self, section):
        self._about('No section: %r' % (section,), section=section)
        self.args = section,


class DuplicateSectionError(Error):
    """The section is there already."""

    def __init__(self, section):
        self._about("Section %r already exists" % section, section=section)
        self.args = section,


class NoOptionError(Error):
    """The section has no such option."""

    def __init__(self, option, section):
        self._about("No option %r in section: %r" % (option, section), option=option, section=section)
        self.args = option, section


class InterpolationError(Error):
    """Base of errors in the references of a value."""

    def __init__(self, option, section, msg):
        self._about(msg, option=option, section=section)
        self.args = option, section, msg


def _listed(heading, *facts):
    """A heading and, below it, lines of names and values."""
    return heading + ':\n' + ''.join('\t%-7s: %s\n' % fact if fact[0] != 'section' else '\tsection: [%s]\n' % fact[1]
                                     for fact in facts)


class InterpolationMissingOptionError(InterpolationError):
    """A value refers to an option that is not there."""

    def __init__(self, option, section, rawval, reference):
        told = _listed('Bad value substitution', ('section', section), ('option', option),
                       ('key', reference), ('rawval', rawval))
        self._about(told, option=option, section=section, reference=reference)
        self.args = option, section, rawval, reference


class InterpolationSyntaxError(InterpolationError):
    """A value has a '%' that begins no reference."""


class InterpolationDepthError(InterpolationError):
    """References lead to references too many times."""

    def __init__(self, option, section, rawval):
        told = _listed('Value interpolation too deeply recursive', ('section', section), ('option', option),
                       ('rawval', rawval))
        self._about(told, option=option, section=section)
        self.args = option, section, rawval


class ParsingError(Error):
    """A file has lines that mean nothing."""

    def __init__(self, filename):
        self._about('File contains parsing errors: %s' % filename, filename=filename, errors=[])
        self.args = filename,

    def append(self, lineno, line):
        """Add a line."""
        self.errors += [(lineno, line)]
        self.message = '%s\n\t[line %2d]: %s' % (self.message, lineno, line)


class MissingSectionHeaderError(ParsingError):
    """A file has an option in front of the first section."""

    def __init__(self, filename, lineno, line):
        self.args = where = filename, lineno, line
        self._about('File contains no section headers.\nfile: %s, line: %d\n%r' % where,
                    filename=filename, lineno=lineno, line=line)
        self.args = where


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
        self._dict, self._optcre = dict_type, self.OPTCRE_NV if allow_no_value else self.OPTCRE
        self._sections, self._defaults = dict_type(), dict_type()
        for name in defaults or ():
            self._defaults[self.optionxform(name)] = defaults[name]

    def defaults(self):
        """Return the options of the section DEFAULT."""
        return self._defaults

    def sections(self):
        """Return the names of all sections but DEFAULT."""
        return self._sections.keys()

    def add_section(self, section):
        """Add an empty section; DuplicateSectionError if it is there, ValueError if it is DEFAULT."""
        if section.lower() == DEFAULTSECT.lower():
            raise ValueError('Invalid section name: ' + section)
        if self._sections.setdefault(section, self) is not self:
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
        return [name for name in filenames if self._read_if_there(name)]

    def _read_if_there(self, filename):
        try:
            source = open(filename)
        except IOError:
            return False
        with source:
            self._read(source, filename)
        return True

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
        """Return an option as conv makes it of the text."""
        text = self.get(section, option)
        return conv(text)

    def getint(self, section, option):
        """Return an option that is an integer."""
        return self._get(section, int, option)

    def getfloat(self, section, option):
        """Return an option that is a number."""
        return self._get(section, float, option)

    def getboolean(self, section, option):
        word = self.get(section, option)
        if word.lower() in self._boolean_states:
            return self._boolean_states[word.lower()]
        raise ValueError('Not a boolean: %s' % word)

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
        shown = [(DEFAULTSECT, self._defaults, False)] if self._defaults else []
        shown += [(name, self._sections[name], self._optcre is not self.OPTCRE) for name in self._sections]
        for name, options, bare in shown:
            lines = [self._written(option, options[option], bare) for option in options if option != "__name__"]
            for line in chain(["[%s]" % name], lines, [""]):
                fp.write(line + "\n")

    def _written(self, name, value, bare):
        if bare and value is None:
            return name
        return "%s = %s" % (name, str(value).replace("\n", "\n\t"))

    def remove_option(self, section, option):
        """Remove an option; tell whether it was there."""
        table = self._table(section)
        option = self.optionxform(option)
        return table.pop(option, self) is not self

    def remove_section(self, section):
        """Remove a section; tell whether it was there."""
        return self._sections.pop(section, self) is not self

    def _read(self, fp, fpname):
        table, option, problem = None, None, None
        for number, line in enumerate(iter(fp.readline, ''), 1):
            kind, found = self._kind_of(line, table is not None and bool(option))
            if kind == 'more':
                # The value goes on: its lines are kept in a list until the file ends.
                table[option].extend(found)
            elif kind == 'section':
                table, option = self._table_to_read(found), None
            elif kind != 'nothing' and table is None:
                raise MissingSectionHeaderError(fpname, number, line)
            elif kind == 'option':
                name, separator, value = found
                option = self.optionxform(name.rstrip())
                table[option] = self._first_line(separator, value)
            elif kind == 'unknown':
                problem = problem or ParsingError(fpname)
                problem.append(number, repr(line))
        if problem:
            raise problem
        for options in chain([self._defaults], self._sections.values()):
            for name, value in options.items():
                if isinstance(value, list):
                    options[name] = '\n'.join(value)

    def _kind_of(self, line, in_option):
        """Tell what a line is, and what of it counts."""
        words = line.split(None, 1)
        if not words or line[0] in '#;' or (line[0] in 'rR' and words[0].lower() == 'rem'):
            return 'nothing', None
        if in_option and line[0].isspace():
            return 'more', [line.strip()]
        match = self.SECTCRE.match(line)
        if match:
            return 'section', match.group('header')
        match = self._optcre.match(line)
        if match:
            return 'option', match.group('option', 'vi', 'value')
        return 'unknown', None

    def _table_to_read(self, section):
        if section == DEFAULTSECT and section not in self._sections:
            return self._defaults
        if section not in self._sections:
            self._sections[section] = table = self._dict()
            table['__name__'] = section
        return self._sections[section]

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
    """Several mappings, of which the first that has a key counts."""

    def __init__(self, *maps):
        self._maps = maps

    def __getitem__(self, key):
        holders = [mapping for mapping in self._maps if key in mapping]
        if not holders:
            raise KeyError(key)
        return holders[0][key]

    def keys(self):
        """Return all keys, those of the first mapping first."""
        known = _default_dict()
        for mapping in self._maps:
            known.update((key, None) for key in mapping)
        return known.keys()


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
        value, depth = rawval, 0
        while value and "%(" in value:
            if depth == MAX_INTERPOLATION_DEPTH:
                raise InterpolationDepthError(option, section, rawval)
            depth += 1
            template = self._KEYCRE.sub(self._interpolation_replace, value)
            try:
                value = template % vars
            except KeyError as missing:
                raise InterpolationMissingOptionError(option, section, rawval, missing.args[0])
        return value

    _KEYCRE = re.compile(r"%\(([^)]*)\)s|.")

    def _interpolation_replace(self, match):
        name = match.group(1)
        return match.group() if name is None else "%%(%s)s" % self.optionxform(name)


class SafeConfigParser(ConfigParser):
    """Like ConfigParser, but '%' stands for itself only when doubled, and only strings can be set."""
    _interpvar_re = re.compile(r"%\(([^)]+)\)s")

    def _interpolate(self, section, option, rawval, vars):
        return ''.join(self._resolved(option, section, rawval, vars, 1))

    def _resolved(self, option, section, text, vars, depth):
        """Yield the parts of a value in which references are replaced."""
        if depth > MAX_INTERPOLATION_DEPTH:
            raise InterpolationDepthError(option, section, text)
        while text:
            plain, percent, behind = text.partition("%")
            yield plain
            text = percent + behind
            if text.startswith("%%"):
                yield "%"
                text = text[2:]
            elif text:
                name, text = self._reference(option, section, text)
                try:
                    value = vars[name]
                except KeyError:
                    raise InterpolationMissingOptionError(option, section, text, name)
                for part in self._resolved(option, section, value, vars, depth + 1) if "%" in value else [value]:
                    yield part

    def _reference(self, option, section, text):
        """Split a reference off: the name of the option and what stands behind."""
        match = self._interpvar_re.match(text)
        if match:
            return self.optionxform(match.group(1)), text[match.end():]
        if text[1:2] == "(":
            told = "bad interpolation variable reference %r" % text
        else:
            told = "'%%' must be followed by '%%' or '(', found: %r" % (text,)
        raise InterpolationSyntaxError(option, section, told)

    def set(self, section, option, value=None):
        """Set an option to a string."""
        must_be_text = value or self._optcre is self.OPTCRE
        if must_be_text and not isinstance(value, basestring):
            raise TypeError("option values must be strings")
        # What is left when all that is right about '%' is removed?
        if value is not None and '%' in self._interpvar_re.sub('', value.replace('%%', '')):
            raise ValueError("invalid interpolation syntax in %r at position %d" % (value, value.find('%')))
        ConfigParser.set(self, section, option, value)
