"""Parsing of command lines in the manner of the C function getopt."""
import os

__all__ = ["GetoptError", "error", "getopt", "gnu_getopt"]


class GetoptError(Exception):
    """The command line is wrong: msg says how, opt names the option."""
    opt = ''
    msg = ''

    def __init__(self, msg, opt=''):
        self.msg = msg
        self.opt = opt
        Exception.__init__(self, msg, opt)

    def __str__(self):
        return self.msg


error = GetoptError


def getopt(args, shortopts, longopts=[]):
    """Return ([(option, value), ...], rest): the options at the start of args, and what follows.

    shortopts is a string of letters, with a colon behind those that take an argument; longopts is a
    list of names without '--', with '=' behind those that take an argument.
    """
    opts = []
    longopts = _as_list(longopts)
    while args and args[0].startswith('-') and args[0] != '-':
        if args[0] == '--':
            args = args[1:]
            break
        opts, args = _one(opts, args, shortopts, longopts)
    return opts, args


def gnu_getopt(args, shortopts, longopts=[]):
    """Like getopt(), but options may stand behind other arguments.

    shortopts beginning with '+', or POSIXLY_CORRECT in the environment, forbid that.
    """
    opts, others = [], []
    longopts = _as_list(longopts)
    strict = bool(os.environ.get("POSIXLY_CORRECT"))
    if shortopts.startswith('+'):
        shortopts = shortopts[1:]
        strict = True
    while args:
        if args[0] == '--':
            others += args[1:]
            break
        if args[0][:1] == '-' and args[0] != '-':
            opts, args = _one(opts, args, shortopts, longopts)
        elif strict:
            others += args
            break
        else:
            others.append(args[0])
            args = args[1:]
    return opts, others


def _as_list(longopts):
    return [longopts] if isinstance(longopts, str) else list(longopts)


def _one(opts, args, shortopts, longopts):
    """Take in the option args[0]; return opts and args after it."""
    if args[0][:2] == '--':
        return do_longs(opts, args[0][2:], longopts, args[1:])
    return do_shorts(opts, args[0][1:], shortopts, args[1:])


def do_longs(opts, opt, longopts, args):
    """Take in one long option, its dashes removed."""
    opt, equals, value = opt.partition('=')
    has_arg, opt = long_has_args(opt, longopts)
    if has_arg and not equals:
        if not args:
            raise GetoptError('option --%s requires argument' % opt, opt)
        value, args = args[0], args[1:]
    elif equals and not has_arg:
        raise GetoptError('option --%s must not have an argument' % opt, opt)
    opts.append(('--' + opt, value or ''))
    return opts, args


def long_has_args(opt, longopts):
    """Return whether the long option takes an argument, and its full name."""
    possible = [name for name in longopts if name.startswith(opt)]
    if not possible:
        raise GetoptError('option --%s not recognized' % opt, opt)
    if opt in possible:
        return False, opt
    if opt + '=' in possible:
        return True, opt
    if len(possible) > 1:
        raise GetoptError('option --%s not a unique prefix' % opt, opt)
    name = possible[0]
    has_arg = name.endswith('=')
    return has_arg, name[:-1] if has_arg else name


def do_shorts(opts, optstring, shortopts, args):
    """Take in the letters behind one dash; the last may have its argument there or in args."""
    while optstring != '':
        opt, optstring = optstring[0], optstring[1:]
        value = ''
        if short_has_arg(opt, shortopts):
            if optstring == '':
                if not args:
                    raise GetoptError('option -%s requires argument' % opt, opt)
                optstring, args = args[0], args[1:]
            value, optstring = optstring, ''
        opts.append(('-' + opt, value))
    return opts, args


def short_has_arg(opt, shortopts):
    """Return whether the one-letter option takes an argument."""
    for at, letter in enumerate(shortopts):
        if opt == letter != ':':
            return shortopts.startswith(':', at + 1)
    raise GetoptError('option -%s not recognized' % opt, opt)
