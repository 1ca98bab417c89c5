//! The type `float`: immediates, heap objects for subclasses.

pub mod hex;
#[expect(unsafe_code, reason = "island: the system's mathematical library")]
pub mod libm;
pub mod ops;
pub mod text;

use super::str::{STR, Str};
use super::tuple::Tuple;
use super::unicode::Unicode;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::protocol::{args::bind, number, special};
use crate::types::{CallArgs, Type};
use dashu_int::IBig;

pub use text::from_text;

/// Memory of a heap float.
#[repr(C)]
pub struct Float {
    pub(crate) head: Header,
    pub(crate) value: f64,
}

crate::py_type! {
    /// Floating-point numbers of double precision.
    pub static FLOAT: Float = "float" {
        flags: [BASE, FLOAT_SUBTYPE, CHECK_TYPES],
        slots {
            new: new, repr: text::repr, str: text::str, hash: ops::hash,
            rich_compare: ops::rich_compare,
            add: ops::add, sub: ops::sub, mul: ops::mul, div: ops::div, true_div: ops::div,
            floor_div: ops::floor_div, rem: ops::rem, divmod: ops::divmod, pow: ops::pow,
            neg: ops::neg, pos: ops::plain, abs: ops::abs, nonzero: ops::nonzero,
            coerce: ops::coerce, int: ops::to_int, long: ops::to_long, float: ops::plain,
        }
        methods {
            /// Returns the number itself: it is its own complex conjugate.
            "conjugate" => ops::plain, () -> Float [LEAF];
            /// Cuts to a whole number.
            "__trunc__" => ops::to_int, ();
            /// Returns two whole numbers whose ratio is exactly the number, the second positive.
            "as_integer_ratio" => as_integer_ratio, ();
            /// Makes a float of hexadecimal text.
            class "fromhex" => hex::from_hex, (x);
            /// Returns the number as hexadecimal text.
            "hex" => hex::to_hex, ();
            /// Returns whether the number is whole.
            "is_integer" => is_integer, () -> Bool;
            /// Returns the arguments that make an equal number.
            "__getnewargs__" => getnewargs, ();
            /// Formats the number as `format()` does.
            "__format__" => format, (x) [PARSE];
            /// Returns how floats are stored: `__getformat__('double')`.
            class "__getformat__" => getformat, (x);
            /// Chooses how floats are stored; only the machine's own format is possible.
            class "__setformat__" => setformat, (2..=2) -> None;
        }
        getset {
            /// The real part: the number itself.
            "real" => ops::plain;
            /// The imaginary part: 0.0.
            "imag" => zero;
        }
    }
}

/// Makes a float of a value that a program takes in. One that is no number becomes an object, so
/// that containers can tell it from others: the immediate one is the same everywhere.
///
/// # Errors
/// Raises `MemoryError`.
pub fn boxed(cx: &Cx, value: f64) -> PyResult {
    if value.is_nan() {
        return allocate(cx, &FLOAT, Float { head: Header::new(&FLOAT), value });
    }
    Ok(Owned::float(value))
}

/// Returns the value of a float (subclasses included), immediate or on the heap.
#[inline(always)]
pub fn float_value(value: Ref<'_>) -> Option<f64> {
    if value.word().is_float() {
        Some(value.word().float())
    } else {
        value.cast::<Float>().map(|float| float.value)
    }
}

/// Splits into a fraction of 0.5 up to 1 and a power of two.
pub fn frexp(value: f64) -> (f64, i32) {
    if value == 0.0 || !value.is_finite() {
        return (value, 0);
    }
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    if exponent == 0 {
        let (fraction, exponent) = frexp(value * 18_446_744_073_709_551_616.0);
        return (fraction, exponent - 64);
    }
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent - 1022)
}

/// `value * 2 ** exponent`, rounded once.
pub fn ldexp(value: f64, exponent: i32) -> f64 {
    let two_to = |power: i32| f64::from_bits(((1023 + power) as u64) << 52);
    let (mut value, mut rest) = (value, exponent);
    for _ in 0..2 {
        if rest > 1023 {
            value *= two_to(1023);
            rest -= 1023;
        } else if rest < -1022 {
            value *= two_to(-1022) * two_to(53);
            rest += 1022 - 53;
        }
    }
    value * two_to(rest.clamp(-1022, 1023))
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [x] = bind(cx, "float", args, 0, ["x"])?;
    let value = match x {
        None => Owned::float(0.0),
        Some(x) if x.is_exact(&STR) => from_text(cx, x)?,
        Some(x) => number::to_float(cx, x)?,
    };
    if std::ptr::eq(ty, &raw const FLOAT) {
        return Ok(value);
    }
    let value = float_value(value.borrow()).expect("to_float returns a float");
    allocate(cx, ty, Float { head: Header::new(ty), value })
}

fn zero(_cx: &Cx, _x: Ref<'_>) -> PyResult {
    Ok(Owned::float(0.0))
}

fn getnewargs(cx: &Cx, x: Ref<'_>) -> PyResult {
    Tuple::new(cx, vec![ops::plain(cx, x)?])
}

fn is_integer(_cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = ops::value_of(x);
    Ok(Owned::bool(value.is_finite() && value.floor() == value))
}

fn as_integer_ratio(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = ops::value_of(x);
    if value.is_infinite() {
        return Err(cx.raise(
            &table::OVERFLOW_ERROR,
            format_args!("Cannot pass infinity to float.as_integer_ratio."),
        ));
    }
    if value.is_nan() {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("Cannot pass NaN to float.as_integer_ratio."),
        ));
    }
    let (mut fraction, mut exponent) = frexp(value);
    while fraction != fraction.floor() {
        fraction *= 2.0;
        exponent -= 1;
    }
    let mut top = IBig::from(fraction as i64);
    let mut bottom = IBig::ONE;
    if exponent > 0 {
        top <<= exponent as usize;
    } else {
        bottom <<= exponent.unsigned_abs() as usize;
    }
    let items = vec![super::int::normalise(cx, top)?, super::int::normalise(cx, bottom)?];
    Tuple::new(cx, items)
}

fn format(cx: &Cx, x: Ref<'_>, spec: Ref<'_>) -> PyResult {
    super::format::format_method(cx, x, spec)
}

fn getformat(cx: &Cx, _ty: Ref<'_>, kind: Ref<'_>) -> PyResult {
    if kind.cast::<Str>().is_none() {
        let ty = crate::protocol::call::type_name(kind);
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("__getformat__() argument must be string, not {ty}"),
        ));
    }
    let text = kind.cast::<Str>().map_or(&b""[..], Str::as_bytes);
    if text != b"double" && text != b"float" {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!("__getformat__() argument 1 must be 'double' or 'float'"),
        ));
    }
    Str::new(cx, b"IEEE, little-endian")
}

fn setformat(cx: &Cx, ty: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    for (index, arg) in args.iter().enumerate() {
        crate::protocol::args::place("__setformat__", index + 1).text(cx, *arg)?;
    }
    let known = getformat(cx, ty, args[0]).map_err(|raised| {
        if cx.raised_matches(&table::VALUE_ERROR) {
            cx.clear_raised();
            return cx.raise(
                &table::VALUE_ERROR,
                format_args!("__setformat__() argument 1 must be 'double' or 'float'"),
            );
        }
        raised
    })?;
    let wanted = args[1].cast::<Str>().map_or(&b""[..], Str::as_bytes);
    if wanted == b"unknown" || wanted == known.borrow().recv::<Str>().as_bytes() {
        return Ok(Owned::none());
    }
    let message = if wanted == b"IEEE, big-endian" {
        let kind = String::from_utf8_lossy(args[0].recv::<Str>().as_bytes()).into_owned();
        format!("can only set {kind} format to 'unknown' or the detected platform value")
    } else {
        "__setformat__() argument 2 must be 'unknown', 'IEEE, little-endian' or 'IEEE, \
         big-endian'"
            .to_string()
    };
    Err(cx.raise(&table::VALUE_ERROR, format_args!("{message}")))
}

/// Makes an instance of the class a class method was called on.
pub(crate) fn of_class(cx: &Cx, class: Ref<'_>, value: f64) -> PyResult {
    let value = Owned::float(value);
    if class.is(Ref::from_object(&FLOAT)) {
        return Ok(value);
    }
    special::call(cx, class, &[value.borrow()])
}

/// Returns the text of a unicode with digits and blanks made ASCII.
pub(crate) fn ascii_of(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Vec<u8>>> {
    if let Some(text) = x.cast::<Str>() {
        return Ok(Some(text.as_bytes().to_vec()));
    }
    match x.cast::<Unicode>() {
        Some(text) => super::unicode::to_decimal(cx, text.code_points(), x).map(Some),
        None => Ok(None),
    }
}
