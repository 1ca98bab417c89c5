"""Decimal arithmetic after the General Decimal Arithmetic Specification, of any precision."""
__all__ = [
    'Decimal', 'Context', 'DefaultContext', 'BasicContext', 'ExtendedContext',
    'DecimalException', 'Clamped', 'InvalidOperation', 'DivisionByZero', 'Inexact', 'Rounded',
    'Subnormal', 'Overflow', 'Underflow', 'ROUND_DOWN', 'ROUND_HALF_UP', 'ROUND_HALF_EVEN',
    'ROUND_CEILING', 'ROUND_FLOOR', 'ROUND_UP', 'ROUND_HALF_DOWN', 'ROUND_05UP',
    'setcontext', 'getcontext', 'localcontext',
]
__version__ = '1.70'

from decimal._conditions import (
    ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_CEILING, ROUND_FLOOR, ROUND_UP,
    ROUND_HALF_DOWN, ROUND_05UP, DecimalException, Clamped, InvalidOperation, ConversionSyntax,
    DivisionByZero, DivisionImpossible, DivisionUndefined, Inexact, InvalidContext, Rounded,
    Subnormal, Overflow, Underflow, _signals, _condition_map)
from decimal._context import (
    Context, DefaultContext, BasicContext, ExtendedContext, _ContextManager, setcontext,
    getcontext, localcontext)
from decimal._number import Decimal, DecimalTuple, _convert_other, _make


def _adopt():
    """Have the classes say that they are of this module, which is where pickles look for them."""
    for thing in globals().values():
        if isinstance(thing, type) and thing.__module__.startswith(__name__ + '.'):
            thing.__module__ = __name__


_adopt()
