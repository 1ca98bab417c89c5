//! The type `int`: immediates of 51 bits, heap objects beyond and for subclasses.

pub mod ops;
pub mod parse;

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::types::{CallArgs, Type};

pub use ops::{floor_div, floor_rem, format_decimal};
pub use parse::{parse, parse_unicode};

/// Memory of a heap int.
#[repr(C)]
pub struct Int {
    pub(crate) head: Header,
    pub(crate) value: i64,
}

crate::py_type! {
    /// int(x=0) -> int or long
    ///
    /// Whole numbers of the machine's word size.
    pub static INT: Int = "int" {
        flags: [BASE, INT_SUBTYPE, CHECK_TYPES],
        slots {
            new: new, repr: ops::repr, str: ops::repr, hash: ops::hash, compare: ops::compare,
            add: ops::add, sub: ops::sub, mul: ops::mul, div: ops::div, true_div: ops::true_div,
            floor_div: ops::div, rem: ops::rem, divmod: ops::divmod, pow: ops::pow,
            lshift: ops::lshift, rshift: ops::rshift, and: ops::and, or: ops::or, xor: ops::xor,
            neg: ops::neg, pos: ops::plain, abs: ops::abs, invert: ops::invert,
            nonzero: ops::nonzero, coerce: ops::coerce, int: ops::plain, long: ops::to_long,
            float: ops::to_float, oct: ops::oct, hex: ops::hex, index: ops::plain,
        }
        methods {
            /// Returns the number itself: it is its own complex conjugate.
            "conjugate" => plain, () -> Int [LEAF];
            /// Returns the number of bits of the absolute value, without leading zeros.
            "bit_length" => bit_length, () -> Int [LEAF];
            /// Cuts to a whole number: returns the number itself.
            "__trunc__" => plain, () -> Int [LEAF];
            /// Formats the number as `format()` does.
            "__format__" => format, (x) [PARSE];
            /// Returns the arguments that make an equal number.
            "__getnewargs__" => getnewargs, ();
        }
        getset {
            /// The real part: the number itself.
            "real" => plain;
            /// The imaginary part: 0.
            "imag" => zero;
            /// The numerator: the number itself.
            "numerator" => plain;
            /// The denominator: 1.
            "denominator" => one;
        }
    }
}

/// Makes a heap int.
#[cold]
pub fn new_heap(value: i64) -> Owned {
    let int = Int { head: Header::new(&INT), value };
    allocate(Cx::current(), &INT, int).unwrap_or_else(|_| Owned::none())
}

/// Makes an int.
#[inline(always)]
pub fn from_i64(value: i64) -> Owned {
    Owned::int(value)
}

/// Makes an int of a value of any width: a long if it does not fit.
///
/// # Errors
/// Raises `MemoryError`.
pub fn from_i128(cx: &Cx, value: i128) -> PyResult {
    match i64::try_from(value) {
        Ok(value) => Ok(Owned::int(value)),
        Err(_) => super::long::Long::new(cx, value.into()),
    }
}

/// Makes an int of a big number if it fits, else a long.
///
/// # Errors
/// Raises `MemoryError`.
pub fn normalise(cx: &Cx, value: dashu_int::IBig) -> PyResult {
    match i64::try_from(&value) {
        Ok(value) => Ok(Owned::int(value)),
        Err(_) => super::long::Long::new(cx, value),
    }
}

/// Returns the value of an int (subclasses and bool included), immediate or on the heap.
#[inline(always)]
pub fn int_value(value: Ref<'_>) -> Option<i64> {
    if value.word().is_int() {
        Some(value.word().int())
    } else {
        value.cast::<Int>().map(|int| int.value)
    }
}

/// Python's `is` between an immediate and a heap number: same type, same value.
pub fn same_number(a: Ref<'_>, b: Ref<'_>) -> bool {
    a.is_exact(&INT) && b.is_exact(&INT) && int_value(a) == int_value(b)
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let value = new_exact(cx, args)?;
    if std::ptr::eq(ty, &raw const INT) {
        return Ok(value);
    }
    let Some(value) = int_value(value.borrow()) else {
        return Err(cx.raise(
            &table::OVERFLOW_ERROR,
            format_args!("Python int too large to convert to C long"),
        ));
    };
    allocate(cx, ty, Int { head: Header::new(ty), value })
}

fn new_exact(cx: &Cx, args: CallArgs<'_>) -> PyResult {
    use super::{str::Str, unicode::Unicode};
    use crate::protocol::{args::bind, number};
    let [x, base] = bind(cx, "int", args, 0, ["x", "base"])?;
    let Some(x) = x else {
        if base.is_some() {
            return Err(cx.raise(&table::TYPE_ERROR, format_args!("int() missing string argument")));
        }
        return Ok(Owned::int(0));
    };
    let Some(base) = base else { return number::to_int(cx, x) };
    let base = parse::as_base(cx, base)?;
    if let Some(text) = x.cast::<Str>() {
        return parse(cx, text.as_bytes(), base);
    }
    if let Some(text) = x.cast::<Unicode>() {
        return parse_unicode(cx, text, base, x);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("int() can't convert non-string with explicit base"),
    ))
}

fn plain(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(ops::value_of(x)))
}

fn zero(_cx: &Cx, _x: Ref<'_>) -> PyResult {
    Ok(Owned::int(0))
}

fn one(_cx: &Cx, _x: Ref<'_>) -> PyResult {
    Ok(Owned::int(1))
}

fn bit_length(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(i64::from(64 - ops::value_of(x).unsigned_abs().leading_zeros())))
}

fn format(cx: &Cx, x: Ref<'_>, spec: Ref<'_>) -> PyResult {
    super::format::format_method(cx, x, spec)
}

fn getnewargs(cx: &Cx, x: Ref<'_>) -> PyResult {
    super::tuple::Tuple::new(cx, vec![Owned::int(ops::value_of(x))])
}
