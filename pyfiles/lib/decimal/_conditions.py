"""The conditions that decimal arithmetic signals, and the names of roundings.

handle() of a condition gives the result of the operation where the condition is not trapped.
"""
ROUND_DOWN = 'ROUND_DOWN'
ROUND_HALF_UP = 'ROUND_HALF_UP'
ROUND_HALF_EVEN = 'ROUND_HALF_EVEN'
ROUND_CEILING = 'ROUND_CEILING'
ROUND_FLOOR = 'ROUND_FLOOR'
ROUND_UP = 'ROUND_UP'
ROUND_HALF_DOWN = 'ROUND_HALF_DOWN'
ROUND_05UP = 'ROUND_05UP'

# Set by the package: a function that makes numbers of their parts, without any rounding.
make = None


class DecimalException(ArithmeticError):
    """Base of all conditions."""

    def handle(self, context, *args):
        pass


class Clamped(DecimalException):
    """The exponent of a result was changed to fit."""


class InvalidOperation(DecimalException):
    """The operation has no meaning for these operands."""

    def handle(self, context, *args):
        if args:
            # A signalling NaN becomes a quiet one and keeps its payload.
            return make(args[0]._sign, args[0]._num, 'n')._fix_nan(context)
        return make(0, 0, 'n')


class ConversionSyntax(InvalidOperation):
    """A text is no number."""

    def handle(self, context, *args):
        return make(0, 0, 'n')


class DivisionByZero(DecimalException, ZeroDivisionError):
    """A number other than zero was divided by zero."""

    def handle(self, context, sign, *args):
        return make(sign, 0, 'F')


class DivisionImpossible(InvalidOperation):
    """The integer result of a division has too many digits."""

    def handle(self, context, *args):
        return make(0, 0, 'n')


class DivisionUndefined(InvalidOperation, ZeroDivisionError):
    """Zero was divided by zero."""

    def handle(self, context, *args):
        return make(0, 0, 'n')


class Inexact(DecimalException):
    """Digits other than zero were lost by rounding."""


class InvalidContext(InvalidOperation):
    """The context is wrong for the operation."""

    def handle(self, context, *args):
        return make(0, 0, 'n')


class Rounded(DecimalException):
    """Digits were lost by rounding, perhaps only zeros."""


class Subnormal(DecimalException):
    """The exponent of a result was below Emin before rounding."""


class Overflow(Inexact, Rounded):
    """The exponent of a result is above Emax."""

    def handle(self, context, sign, *args):
        rounding = context.rounding
        if rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN, ROUND_UP) or (
                rounding == (ROUND_FLOOR if sign else ROUND_CEILING)):
            return make(sign, 0, 'F')
        return make(sign, 10 ** context.prec - 1, context.Emax - context.prec + 1)


class Underflow(Inexact, Rounded, Subnormal):
    """A subnormal result was rounded."""


_signals = [Clamped, DivisionByZero, Inexact, Overflow, Rounded, Underflow, InvalidOperation,
            Subnormal]

# Conditions that have no flag of their own.
_condition_map = {ConversionSyntax: InvalidOperation, DivisionImpossible: InvalidOperation,
                  DivisionUndefined: InvalidOperation, InvalidContext: InvalidOperation}
