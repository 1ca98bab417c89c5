"""Contexts: precision, rounding, limits of exponents, flags and traps."""
from decimal._conditions import (
    ROUND_HALF_EVEN, ROUND_HALF_UP, _condition_map, _signals, Clamped, ConversionSyntax,
    DivisionByZero, Inexact, InvalidOperation, Overflow, Rounded, Subnormal, Underflow)


class Context(object):
    """The environment of arithmetic.

    prec -- digits of results; rounding -- one of the ROUND_ names; Emin, Emax -- limits of exponents;
    capitals -- whether to write E or e; traps -- signals to raise, flags -- signals seen, both
    dictionaries or lists of the signals that are set.
    """

    def __init__(self, prec=None, rounding=None, traps=None, flags=None, Emin=None, Emax=None,
                 capitals=None, _clamp=0, _ignored_flags=None):
        # DefaultContext itself is made with all of them.
        def chosen(name, value):
            return getattr(DefaultContext, name) if value is None else value
        self.prec = chosen('prec', prec)
        self.rounding = chosen('rounding', rounding)
        self.Emin = chosen('Emin', Emin)
        self.Emax = chosen('Emax', Emax)
        self.capitals = chosen('capitals', capitals)
        self._clamp = _clamp
        self._ignored_flags = [] if _ignored_flags is None else _ignored_flags
        if traps is None:
            self.traps = DefaultContext.traps.copy()
        elif isinstance(traps, dict):
            self.traps = traps
        else:
            self.traps = dict((signal, int(signal in traps)) for signal in _signals)
        if flags is None:
            self.flags = dict.fromkeys(_signals, 0)
        elif isinstance(flags, dict):
            self.flags = flags
        else:
            self.flags = dict((signal, int(signal in flags)) for signal in _signals)

    def __repr__(self):
        parts = ['Context(prec=%(prec)d, rounding=%(rounding)s, Emin=%(Emin)d, Emax=%(Emax)d, '
                 'capitals=%(capitals)d' % vars(self)]
        for name in ('flags', 'traps'):
            names = [signal.__name__ for signal, on in getattr(self, name).items() if on]
            parts.append('%s=[%s]' % (name, ', '.join(names)))
        return ', '.join(parts) + ')'

    # A context can change: it has no hash.
    __hash__ = None

    def clear_flags(self):
        """Forget the signals seen."""
        for flag in self.flags:
            self.flags[flag] = 0

    def _shallow_copy(self):
        return Context(self.prec, self.rounding, self.traps, self.flags, self.Emin, self.Emax,
                       self.capitals, self._clamp, self._ignored_flags)

    def copy(self):
        """Return a context of its own."""
        return Context(self.prec, self.rounding, self.traps.copy(), self.flags.copy(), self.Emin,
                       self.Emax, self.capitals, self._clamp, self._ignored_flags)

    __copy__ = copy

    def _raise_error(self, condition, explanation=None, *args):
        """Signal condition: raise it if it is trapped, else return what it gives as result."""
        error = _condition_map.get(condition, condition)
        if error in self._ignored_flags:
            return error().handle(self, *args)
        self.flags[error] = 1
        if not self.traps[error]:
            return condition().handle(self, *args)
        raise error(explanation)

    def _ignore_all_flags(self):
        return self._ignore_flags(*_signals)

    def _ignore_flags(self, *flags):
        # A new list: copies share the old one.
        self._ignored_flags = self._ignored_flags + list(flags)
        return list(flags)

    def _regard_flags(self, *flags):
        if flags and isinstance(flags[0], (tuple, list)):
            flags = flags[0]
        for flag in flags:
            self._ignored_flags.remove(flag)

    def Etiny(self):
        """Return the smallest exponent a number can have."""
        return int(self.Emin - self.prec + 1)

    def Etop(self):
        """Return the exponent of the largest numbers."""
        return int(self.Emax - self.prec + 1)

    def _set_rounding(self, type):
        """Set the rounding; return what it was."""
        before = self.rounding
        self.rounding = type
        return before

    def create_decimal(self, num='0'):
        """Return the number num, rounded as this context says."""
        if isinstance(num, basestring) and num != num.strip():
            return self._raise_error(ConversionSyntax,
                                     "no trailing or leading whitespace is permitted.")
        number = Decimal(num, context=self)
        if number._isnan() and len(number._int) > self.prec - self._clamp:
            return self._raise_error(ConversionSyntax, "diagnostic info too long in NaN")
        return number._fix(self)

    def create_decimal_from_float(self, f):
        """Return the float f, rounded as this context says."""
        return Decimal.from_float(f)._fix(self)

    def canonical(self, a):
        """Return a, which is in its only form."""
        return a.canonical(context=self)

    def copy_decimal(self, a):
        """Return a as a Decimal."""
        return Decimal(_convert(a))

    def _apply(self, a):
        return str(a._fix(self))

    def power(self, a, b, modulo=None):
        """Return a ** b, or a ** b % modulo."""
        result = _convert(a).__pow__(b, modulo, context=self)
        if result is NotImplemented:
            raise TypeError("Unable to convert %s to Decimal" % b)
        return result

    def radix(self):
        """Return Decimal('10')."""
        return Decimal(10)

    def to_sci_string(self, a):
        """Return the text of a."""
        return _convert(a).__str__(context=self)

    def to_eng_string(self, a):
        """Return the text of a with an exponent that is a multiple of 3."""
        return _convert(a).to_eng_string(context=self)


def _convert(a):
    return _convert_other(a, raiseit=True)


def _define(name, method, operands, doc, takes_context=True):
    """Give Context a method that calls a method of Decimal with this context."""
    def one(self, a):
        if takes_context:
            return getattr(_convert(a), method)(context=self)
        return getattr(_convert(a), method)()

    def two(self, a, b):
        if takes_context:
            result = getattr(_convert(a), method)(b, context=self)
        else:
            result = getattr(_convert(a), method)(b)
        if result is NotImplemented:
            raise TypeError("Unable to convert %s to Decimal" % b)
        return result

    def three(self, a, b, c):
        return getattr(_convert(a), method)(b, c, context=self)

    function = {1: one, 2: two, 3: three}[operands]
    function.__name__ = name
    function.__doc__ = doc
    setattr(Context, name, function)


def _define_all():
    for name, method, doc in (
            ('abs', '__abs__', "Return the absolute value of a."),
            ('minus', '__neg__', "Return 0 - a."),
            ('plus', '__pos__', "Return 0 + a, which rounds a."),
            ('exp', 'exp', "Return e ** a."),
            ('ln', 'ln', "Return the natural logarithm of a."),
            ('log10', 'log10', "Return the logarithm of a to base 10."),
            ('logb', 'logb', "Return the exponent of the first digit of a."),
            ('logical_invert', 'logical_invert', "Exchange the digits 0 and 1 of a."),
            ('next_minus', 'next_minus', "Return the next smaller number."),
            ('next_plus', 'next_plus', "Return the next larger number."),
            ('normalize', 'normalize', "Return a without zeros at its end."),
            ('number_class', 'number_class', "Return the name of the class of numbers a is of."),
            ('sqrt', 'sqrt', "Return the square root of a."),
            ('to_integral_exact', 'to_integral_exact', "Round a to an integer, with signals."),
            ('to_integral_value', 'to_integral_value', "Round a to an integer."),
            ('is_normal', 'is_normal', "Tell whether a is finite, not zero and not subnormal."),
            ('is_subnormal', 'is_subnormal', "Tell whether a is subnormal.")):
        _define(name, method, 1, doc)
    Context.to_integral = Context.to_integral_value
    for name, doc in (
            ('copy_abs', "Return a with a positive sign."),
            ('copy_negate', "Return a with the opposite sign."),
            ('is_canonical', "Tell whether a is in its only form."),
            ('is_finite', "Tell whether a is neither infinite nor a NaN."),
            ('is_infinite', "Tell whether a is infinite."),
            ('is_nan', "Tell whether a is a NaN."),
            ('is_qnan', "Tell whether a is a quiet NaN."),
            ('is_signed', "Tell whether the sign of a is negative."),
            ('is_snan', "Tell whether a is a signalling NaN."),
            ('is_zero', "Tell whether a is zero.")):
        _define(name, name, 1, doc, takes_context=False)
    for name, method, doc in (
            ('add', '__add__', "Return a + b."),
            ('subtract', '__sub__', "Return a - b."),
            ('multiply', '__mul__', "Return a * b."),
            ('divide', '__div__', "Return a / b."),
            ('divide_int', '__floordiv__', "Return the integer part of a / b."),
            ('divmod', '__divmod__', "Return the integer part of a / b and the remainder."),
            ('remainder', '__mod__', "Return the remainder of a / b, with the sign of a."),
            ('compare', 'compare', "Return -1, 0 or 1 as a Decimal, or a NaN."),
            ('compare_signal', 'compare_signal', "Like compare, but all NaNs signal."),
            ('logical_and', 'logical_and', "Combine the digits 0 and 1 of a and b."),
            ('logical_or', 'logical_or', "Combine the digits 0 and 1 of a and b."),
            ('logical_xor', 'logical_xor', "Combine the digits 0 and 1 of a and b."),
            ('max', 'max', "Return the larger number."),
            ('max_mag', 'max_mag', "Return the number with the larger absolute value."),
            ('min', 'min', "Return the smaller number."),
            ('min_mag', 'min_mag', "Return the number with the smaller absolute value."),
            ('next_toward', 'next_toward', "Return the number next to a towards b."),
            ('quantize', 'quantize', "Return a with the exponent of b."),
            ('remainder_near', 'remainder_near', "Return a - b * n, n the integer nearest a / b."),
            ('rotate', 'rotate', "Rotate the digits of a by b places."),
            ('scaleb', 'scaleb', "Add b to the exponent of a."),
            ('shift', 'shift', "Shift the digits of a by b places.")):
        _define(name, method, 2, doc)
    for name, doc in (
            ('compare_total', "Compare representations: -1, 0 or 1 as a Decimal."),
            ('compare_total_mag', "Compare representations without their signs."),
            ('copy_sign', "Return a with the sign of b."),
            ('same_quantum', "Tell whether a and b have the same exponent.")):
        _define(name, name, 2, doc, takes_context=False)
    _define('fma', 'fma', 3, "Return a * b + c, rounded once.")


_define_all()

DefaultContext = Context(prec=28, rounding=ROUND_HALF_EVEN,
                         traps=[DivisionByZero, Overflow, InvalidOperation], flags=[],
                         Emin=-999999999, Emax=999999999, capitals=1)
BasicContext = Context(prec=9, rounding=ROUND_HALF_UP,
                       traps=[DivisionByZero, Overflow, InvalidOperation, Clamped, Underflow],
                       flags=[])
ExtendedContext = Context(prec=9, rounding=ROUND_HALF_EVEN, traps=[], flags=[])

try:
    from thread import _local
    _current = _local()
except ImportError:
    class _Current(object):
        """Holds the context where there are no threads."""
    _current = _Current()


def setcontext(context):
    """Make context that of the current thread."""
    if context in (DefaultContext, BasicContext, ExtendedContext):
        context = context.copy()
        context.clear_flags()
    _current.context = context


def getcontext():
    """Return the context of the current thread, a copy of DefaultContext at first."""
    try:
        return _current.context
    except AttributeError:
        context = Context()
        _current.context = context
        return context


class _ContextManager(object):
    """Sets a copy of a context, and the one before at the end."""

    def __init__(self, new_context):
        self.new_context = new_context.copy()

    def __enter__(self):
        self.saved_context = getcontext()
        setcontext(self.new_context)
        return self.new_context

    def __exit__(self, t, v, tb):
        setcontext(self.saved_context)


def localcontext(ctx=None):
    """Return a context manager in which a copy of ctx, the current context if None, is in force."""
    return _ContextManager(getcontext() if ctx is None else ctx)
