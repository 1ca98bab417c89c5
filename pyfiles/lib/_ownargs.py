"""Methods that take any keyword argument as data, so that their self has no name."""


def take_self(owner, method, args, label=''):
    """Return self and a tuple of the one other positional argument, if there is one.

    Raises TypeError, with the texts of built-in methods, for no argument or for too many.
    """
    if not args:
        raise TypeError("descriptor '%s' of '%s' object needs an argument" % (method, owner))
    others = args[1:]
    if len(others) > 1:
        raise TypeError("%sexpected at most 1 arguments, got %d" % (label, len(others)))
    return args[0], others
