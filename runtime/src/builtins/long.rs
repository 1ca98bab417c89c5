//! The type `long`: whole numbers of any size.
//!
//! Sizes are bounded by [`MAX_BITS`] before dashu computes, since it panics when memory is short.

pub mod ops;

use super::int::{int_value, parse as literal};
use super::{str::Str, unicode, unicode::Unicode};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::protocol::{args::bind, number};
use crate::types::{CallArgs, Type};
pub use dashu_int::IBig;
use dashu_int::Sign;
use std::borrow::Cow;

/// The most bits a long may have.
pub const MAX_BITS: usize = 1 << 33;

/// Memory of a long.
#[repr(C)]
pub struct Long {
    pub(crate) head: Header,
    pub(crate) value: IBig,
}

crate::py_type! {
    /// Whole numbers of any size.
    pub static LONG: Long = "long" {
        flags: [BASE, LONG_SUBTYPE, CHECK_TYPES],
        slots {
            new: new, repr: ops::repr, str: ops::str, hash: ops::hash, compare: ops::compare,
            add: ops::add, sub: ops::sub, mul: ops::mul, div: ops::div, true_div: ops::true_div,
            floor_div: ops::div, rem: ops::rem, divmod: ops::divmod, pow: ops::pow,
            lshift: ops::lshift, rshift: ops::rshift, and: ops::and, or: ops::or, xor: ops::xor,
            neg: ops::neg, pos: ops::plain, abs: ops::abs, invert: ops::invert,
            nonzero: ops::nonzero, coerce: ops::coerce, int: ops::to_int, long: ops::plain,
            float: ops::to_float, oct: ops::oct, hex: ops::hex, index: ops::plain,
        }
        methods {
            /// Returns the number itself: it is its own complex conjugate.
            "conjugate" => ops::plain, ();
            /// Returns the number of bits of the absolute value, without leading zeros.
            "bit_length" => ops::bit_length, ();
            /// Cuts to a whole number: returns the number itself.
            "__trunc__" => ops::plain, ();
            /// Formats the number as `format()` does.
            "__format__" => format, (x) [PARSE];
            /// Returns the size in memory, in bytes.
            "__sizeof__" => sizeof, ();
            /// Returns the arguments that make an equal number.
            "__getnewargs__" => getnewargs, ();
        }
        getset {
            /// The real part: the number itself.
            "real" => ops::plain;
            /// The imaginary part: 0.
            "imag" => zero;
            /// The numerator: the number itself.
            "numerator" => ops::plain;
            /// The denominator: 1.
            "denominator" => one;
        }
    }
}

impl Long {
    /// Makes a long.
    ///
    /// # Errors
    /// Raises `MemoryError`.
    pub fn new(cx: &Cx, value: IBig) -> PyResult {
        allocate(cx, &LONG, Long { head: Header::new(&LONG), value })
    }

    /// Returns the number.
    pub fn value(&self) -> &IBig {
        &self.value
    }
}

/// Returns the value of an int or long (subclasses included).
pub fn to_big(x: Ref<'_>) -> Option<Cow<'_, IBig>> {
    if let Some(long) = x.cast::<Long>() {
        return Some(Cow::Borrowed(&long.value));
    }
    int_value(x).map(|value| Cow::Owned(value.into()))
}

/// Returns the value of an int or long, if it fits.
#[inline]
pub fn to_i64(x: Ref<'_>) -> Option<i64> {
    match int_value(x) {
        Some(value) => Some(value),
        None => x.cast::<Long>().and_then(|long| i64::try_from(&long.value).ok()),
    }
}

/// Returns whether an int or long is below zero.
pub fn is_negative(x: Ref<'_>) -> bool {
    match x.cast::<Long>() {
        Some(long) => long.value.sign() == Sign::Negative,
        None => int_value(x).is_some_and(|value| value < 0),
    }
}

/// Makes an int a long; longs stay.
///
/// # Errors
/// Raises `MemoryError`.
pub fn widen(cx: &Cx, x: Owned) -> PyResult {
    match int_value(x.borrow()) {
        Some(value) => Long::new(cx, value.into()),
        None => Ok(x),
    }
}

/// Parses `long(text, base)`.
///
/// # Errors
/// Raises `ValueError`.
pub fn parse(cx: &Cx, text: &[u8], base: i64) -> PyResult {
    literal::parse_long(cx, text, base)
}

/// Parses `long(text, base)` of a unicode.
///
/// # Errors
/// Raises `ValueError`.
pub fn parse_unicode(cx: &Cx, text: &Unicode, base: i64, source: Ref<'_>) -> PyResult {
    let ascii = unicode::to_decimal(cx, text.code_points(), source)?;
    parse(cx, &ascii, base)
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let value = new_exact(cx, args)?;
    if std::ptr::eq(ty, &raw const LONG) {
        return Ok(value);
    }
    let value = to_big(value.borrow()).map(Cow::into_owned).unwrap_or_default();
    allocate(cx, ty, Long { head: Header::new(ty), value })
}

fn new_exact(cx: &Cx, args: CallArgs<'_>) -> PyResult {
    let [x, base] = bind(cx, "long", args, 0, ["x", "base"])?;
    let Some(x) = x else {
        if base.is_some() {
            return Err(
                cx.raise(&table::TYPE_ERROR, format_args!("long() missing string argument"))
            );
        }
        return Long::new(cx, IBig::ZERO);
    };
    let Some(base) = base else { return number::to_long(cx, x) };
    let base = literal::as_base(cx, base)?;
    if let Some(text) = x.cast::<Str>() {
        return parse(cx, text.as_bytes(), base);
    }
    if let Some(text) = x.cast::<Unicode>() {
        return parse_unicode(cx, text, base, x);
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("long() can't convert non-string with explicit base"),
    ))
}

fn zero(cx: &Cx, _x: Ref<'_>) -> PyResult {
    Long::new(cx, IBig::ZERO)
}

fn one(cx: &Cx, _x: Ref<'_>) -> PyResult {
    Long::new(cx, IBig::ONE)
}

fn format(cx: &Cx, x: Ref<'_>, spec: Ref<'_>) -> PyResult {
    super::format::format_method(cx, x, spec)
}

fn sizeof(_cx: &Cx, x: Ref<'_>) -> PyResult {
    // Digits of 30 bits in 4 bytes each, behind a header.
    let bits = to_big(x).map_or(0, |value| ops::bits(&value));
    Ok(Owned::int(24 + 4 * bits.div_ceil(30) as i64))
}

fn getnewargs(cx: &Cx, x: Ref<'_>) -> PyResult {
    super::tuple::Tuple::new(cx, vec![ops::plain(cx, x)?])
}
