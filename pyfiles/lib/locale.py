"""Conventions of languages and countries: numbers, money, order of texts.

Without a native module for locales, the one locale is "C".
"""
import encodings.aliases
import os
import re
import sys

__all__ = ["getlocale", "getdefaultlocale", "getpreferredencoding", "Error", "setlocale",
           "resetlocale", "localeconv", "strcoll", "strxfrm", "str", "atof", "atoi", "format",
           "format_string", "currency", "normalize", "LC_CTYPE", "LC_COLLATE", "LC_MESSAGES",
           "LC_TIME", "LC_MONETARY", "LC_NUMERIC", "LC_ALL", "CHAR_MAX"]

try:
    from _locale import *
except ImportError:
    CHAR_MAX = 127
    LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE, LC_MONETARY, LC_MESSAGES, LC_ALL = range(7)
    Error = ValueError
    CODESET = 14

    def localeconv():
        """Return the conventions of the locale."""
        unknown = dict.fromkeys(
            ('int_frac_digits', 'frac_digits', 'p_cs_precedes', 'n_cs_precedes', 'p_sign_posn',
             'n_sign_posn', 'p_sep_by_space', 'n_sep_by_space'), CHAR_MAX)
        empty = dict.fromkeys(
            ('thousands_sep', 'currency_symbol', 'int_curr_symbol', 'mon_decimal_point',
             'mon_thousands_sep', 'positive_sign', 'negative_sign'), '')
        return dict(unknown, decimal_point='.', grouping=[], mon_grouping=[], **empty)

    def setlocale(category, value=None):
        """Set a locale, or tell which is set."""
        if value not in (None, '', 'C', 'POSIX'):
            raise Error("unsupported locale setting")
        return 'C'

    def strcoll(a, b):
        """Compare two texts by the order of the locale."""
        return cmp(a, b)

    def strxfrm(s):
        """Return what texts can be compared by."""
        return s

    def nl_langinfo(key):
        """Return a setting of the locale."""
        return 'ANSI_X3.4-1968' if key == CODESET else ''

_locale_of_c = setlocale
_conventions_of_c = localeconv
# Conventions to have instead, for tests.
_override_localeconv = {}


def localeconv():
    """Return the conventions of the locale."""
    return dict(_conventions_of_c(), **_override_localeconv)


_builtin_str = str


def setlocale(category, locale=None):
    """Set a locale, by its name or by (language, encoding), or tell which is set."""
    if locale and not isinstance(locale, basestring):
        locale = normalize(_build_localename(locale))
    return _locale_of_c(category, locale)


def _grouping_intervals(grouping):
    """Yield the sizes of the groups of digits from the right; 0 for all that is left."""
    size = 0
    for size_given in grouping:
        if size_given == CHAR_MAX:
            return
        if size_given == 0:
            break
        size = size_given
        yield size
    while size:
        yield size


def _group(s, monetary=False):
    """Return a number with separators, and how many characters these add."""
    conventions = localeconv()
    prefix = 'mon_' if monetary else ''
    separator = conventions[prefix + 'thousands_sep']
    grouping = conventions[prefix + 'grouping']
    if not grouping:
        return s, 0
    number = s.rstrip()
    blanks_behind = s[len(number):]
    digits = number.lstrip(' ')
    blanks_before = number[:len(number) - len(digits)]
    groups = []
    sizes = _grouping_intervals(grouping)
    while digits and digits[-1] in '0123456789':
        size = next(sizes, 0)
        if not size:
            groups.append(digits)
            digits = ''
            break
        groups.append(digits[-size:])
        digits = digits[:-size]
    if digits:
        groups.append(digits)
        # A sign does not make a group.
        if groups[-1] in ('-', '+', '') and len(groups) > 1:
            groups[-2] = groups.pop() + groups[-1]
    groups.reverse()
    return (blanks_before + separator.join(groups) + blanks_behind,
            len(separator) * (len(groups) - 1))


_percent_re = re.compile(r'%(?:\((?P<key>.*?)\))?'
                         r'(?P<modifiers>[-#0-9 +*.hlL]*?)[eEfFgGdiouxXcrs%]')


def format(percent, value, grouping=False, monetary=False, *additional):
    """Return value by one % format with the conventions of the locale."""
    match = _percent_re.match(percent)
    if not match or len(match.group()) != len(percent):
        raise ValueError("format() must be given exactly one %%char "
                         "format specifier, %s not valid" % repr(percent))
    return _format(percent, value, grouping, monetary, *additional)


def _format(percent, value, grouping=False, monetary=False, *additional):
    text = percent % ((value,) + additional if additional else value)
    kind = percent[-1]
    if kind in 'eEfFgG':
        added = 0
        parts = text.split('.')
        if grouping:
            parts[0], added = _group(parts[0], monetary=monetary)
        point = localeconv()[monetary and 'mon_decimal_point' or 'decimal_point']
        text = point.join(parts)
        if added:
            text = _strip_padding(text, added)
    elif kind in 'diu' and grouping:
        text, added = _group(text, monetary=monetary)
        if added:
            text = _strip_padding(text, added)
    return text


def _strip_padding(s, amount):
    """Take up to amount blanks off both ends, to make up for separators."""
    while amount and s[:1] == ' ':
        s, amount = s[1:], amount - 1
    while amount and s[-1:] == ' ':
        s, amount = s[:-1], amount - 1
    return s


def format_string(f, val, grouping=False):
    """Return val by a text with % formats, with the conventions of the locale."""
    found = list(_percent_re.finditer(f))
    pattern = _percent_re.sub('%s', f)
    import collections
    values = []
    if isinstance(val, collections.Mapping):
        for match in found:
            values.append('%' if match.group()[-1] == '%' else format(match.group(), val, grouping))
        return pattern % tuple(values)
    if not isinstance(val, tuple):
        val = (val,)
    at = 0
    for match in found:
        if match.group()[-1] == '%':
            values.append('%')
            continue
        stars = match.group('modifiers').count('*')
        values.append(_format(match.group(), val[at], grouping, False,
                              *val[at + 1:at + 1 + stars]))
        at += 1 + stars
    return pattern % tuple(values)


def currency(val, symbol=True, grouping=False, international=False):
    """Return an amount of money with the conventions of the locale."""
    conventions = localeconv()
    digits = conventions[international and 'int_frac_digits' or 'frac_digits']
    if digits == 127:
        raise ValueError("Currency formatting is not possible using the 'C' locale.")
    text = format('%%.%if' % digits, abs(val), grouping, monetary=True)
    side = 'n' if val < 0 else 'p'
    if symbol:
        mark = conventions[international and 'int_curr_symbol' or 'currency_symbol']
        blank = ' ' if conventions[side + '_sep_by_space'] else ''
        if conventions[side + '_cs_precedes']:
            text = mark + blank + text
        else:
            text += blank + mark
    place = conventions[side + '_sign_posn']
    sign = conventions['negative_sign' if val < 0 else 'positive_sign']
    if place == 0:
        return '(' + text + ')'
    if place in (1, 3):
        return sign + text
    if place in (2, 4):
        return text + sign
    return sign + text


def str(val):
    """Return a float as a text with the decimal point of the locale."""
    return format("%.12g", val)


def atof(string, func=float):
    """Return the number in a text with the conventions of the locale."""
    conventions = localeconv()
    if conventions['thousands_sep']:
        string = string.replace(conventions['thousands_sep'], '')
    if conventions['decimal_point']:
        string = string.replace(conventions['decimal_point'], '.')
    return func(string)


def atoi(str):
    """Return the integer in a text with the conventions of the locale."""
    return atof(str, int)


_ENCODING_NAMES = {'utf_8': 'UTF-8', 'utf8': 'UTF-8', 'latin_1': 'ISO8859-1', 'latin1': 'ISO8859-1',
                   'iso8859_1': 'ISO8859-1', 'iso_8859_1': 'ISO8859-1', 'ascii': 'C'}
locale_alias = {'c': 'C', 'posix': 'C', 'en': 'en_US.ISO8859-1', 'en_us': 'en_US.ISO8859-1',
                'de': 'de_DE.ISO8859-1', 'de_de': 'de_DE.ISO8859-1', 'fr': 'fr_FR.ISO8859-1',
                'fr_fr': 'fr_FR.ISO8859-1', 'en_gb': 'en_GB.ISO8859-1', 'ja': 'ja_JP.eucJP',
                'ja_jp': 'ja_JP.eucJP'}


def normalize(localename):
    """Return the usual form of the name of a locale."""
    name, _, modifier = localename.lower().replace(':', '.').partition('@')
    language, dot, encoding = name.partition('.')
    full = locale_alias.get(language)
    if full is None:
        return localename
    if not dot or full == 'C':
        return full
    key = encodings.normalize_encoding(encoding).lower()
    encoding = _ENCODING_NAMES.get(key.replace('-', '_'), encoding.upper())
    return full.partition('.')[0] + '.' + encoding


def _parse_localename(localename):
    code = normalize(localename)
    if '@' in code:
        code, modifier = code.split('@', 1)
        if modifier == 'euro' and '.' not in code:
            return code, 'iso-8859-15'
    if '.' in code:
        return tuple(code.split('.')[:2])
    if code == 'C':
        return None, None
    raise ValueError('unknown locale: %s' % localename)


def _build_localename(localetuple):
    language, encoding = localetuple
    if language is None:
        language = 'C'
    return language if encoding is None else language + '.' + encoding


def getdefaultlocale(envvars=('LC_ALL', 'LC_CTYPE', 'LANG', 'LANGUAGE')):
    """Return (language, encoding) that the environment asks for."""
    for name in envvars:
        value = os.environ.get(name)
        if value:
            if name == 'LANGUAGE':
                value = value.split(':')[0]
            return _parse_localename(value)
    return _parse_localename('C')


def getlocale(category=LC_CTYPE):
    """Return (language, encoding) of the locale that is set."""
    name = _locale_of_c(category)
    if category == LC_ALL and ';' in name:
        raise TypeError('category LC_ALL is not supported')
    return _parse_localename(name)


def resetlocale(category=LC_ALL):
    """Set the locale that the environment asks for."""
    _locale_of_c(category, _build_localename(getdefaultlocale()))


def getpreferredencoding(do_setlocale=True):
    """Return the encoding of texts that the user wants."""
    if not do_setlocale:
        return nl_langinfo(CODESET)
    before = _locale_of_c(LC_CTYPE)
    try:
        _locale_of_c(LC_CTYPE, "")
    except Error:
        pass
    encoding = nl_langinfo(CODESET)
    _locale_of_c(LC_CTYPE, before)
    return encoding
