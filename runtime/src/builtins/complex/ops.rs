//! The slots of `complex`. The other operand may be any number.

use super::Complex;
use crate::builtins::float::ops::operand as float_operand;
use crate::builtins::float::text::{FloatFormat, Style};
use crate::builtins::long;
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::hash::{avoid_error, hash_f64};
use crate::types::CompareOp;

type Pair = (f64, f64);

fn operand(cx: &Cx, x: Ref<'_>) -> PyResult<Option<Pair>> {
    match x.cast::<Complex>() {
        Some(value) => Ok(Some(value.value())),
        None => Ok(float_operand(cx, x)?.map(|value| (value, 0.0))),
    }
}

fn declined() -> PyResult {
    Ok(not_implemented().own())
}

/// Declares a slot of two operands.
macro_rules! binary_slot {
    ($name:ident, |$cx:ident, $a:ident, $b:ident| $body:expr) => {
        pub(super) fn $name($cx: &Cx, $a: Ref<'_>, $b: Ref<'_>) -> PyResult {
            let Some($a) = operand($cx, $a)? else { return declined() };
            let Some($b) = operand($cx, $b)? else { return declined() };
            $body
        }
    };
}

fn product(a: Pair, b: Pair) -> Pair {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// The quotient, scaled by the larger part of the divisor; None if that is 0.
pub fn quotient(a: Pair, b: Pair) -> Option<Pair> {
    if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 && b.1 == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let scale = b.0 + b.1 * ratio;
        Some(((a.0 + a.1 * ratio) / scale, (a.1 - a.0 * ratio) / scale))
    } else if b.1.is_nan() || b.0.is_nan() {
        Some((f64::NAN, f64::NAN))
    } else {
        let ratio = b.0 / b.1;
        let scale = b.0 * ratio + b.1;
        Some(((a.0 * ratio + a.1) / scale, (a.1 * ratio - a.0) / scale))
    }
}

#[cold]
fn raise_zero(cx: &Cx, message: &str) -> Raised {
    cx.raise(&table::ZERO_DIVISION_ERROR, format_args!("{message}"))
}

fn make(cx: &Cx, value: Pair) -> PyResult {
    Complex::new(cx, value.0, value.1)
}

binary_slot!(add, |cx, a, b| make(cx, (a.0 + b.0, a.1 + b.1)));
binary_slot!(sub, |cx, a, b| make(cx, (a.0 - b.0, a.1 - b.1)));
binary_slot!(mul, |cx, a, b| make(cx, product(a, b)));
binary_slot!(div, |cx, a, b| match quotient(a, b) {
    Some(value) => make(cx, value),
    None => Err(raise_zero(cx, "complex division by zero")),
});
binary_slot!(rem, |cx, a, b| {
    let (_, rest) = div_mod(cx, a, b, "complex remainder")?;
    make(cx, rest)
});
binary_slot!(divmod, |cx, a, b| {
    let (quotient, rest) = div_mod(cx, a, b, "complex divmod()")?;
    Tuple::new(cx, vec![make(cx, quotient)?, make(cx, rest)?])
});
binary_slot!(floor_div, |cx, a, b| {
    let (quotient, _) = div_mod(cx, a, b, "complex divmod()")?;
    make(cx, quotient)
});

fn div_mod(cx: &Cx, a: Pair, b: Pair, zero: &str) -> PyResult<(Pair, Pair)> {
    crate::protocol::special::warn(
        cx,
        &table::DEPRECATION_WARNING,
        "complex divmod(), // and % are deprecated",
    )?;
    let Some(value) = quotient(a, b) else { return Err(raise_zero(cx, zero)) };
    let whole = (value.0.floor(), 0.0);
    let taken = product(b, whole);
    Ok((whole, (a.0 - taken.0, a.1 - taken.1)))
}

pub(super) fn pow(cx: &Cx, a: Ref<'_>, b: Ref<'_>, c: Ref<'_>) -> PyResult {
    let Some(base) = operand(cx, a)? else { return declined() };
    let Some(exponent) = operand(cx, b)? else { return declined() };
    if !c.is_none() {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("complex modulo")));
    }
    let whole = exponent.1 == 0.0 && exponent.0.floor() == exponent.0 && exponent.0.abs() <= 100.0;
    let value = if whole { int_power(base, exponent.0 as i32) } else { power(base, exponent) };
    match value {
        None => Err(raise_zero(cx, "0.0 to a negative or complex power")),
        Some(value) if value.0.is_infinite() || value.1.is_infinite() => {
            Err(cx.raise(&table::OVERFLOW_ERROR, format_args!("complex exponentiation")))
        }
        Some(value) => make(cx, value),
    }
}

/// The power to a small whole number, by squaring.
fn int_power(base: Pair, exponent: i32) -> Option<Pair> {
    let mut result = (1.0, 0.0);
    let mut square = base;
    let mut rest = exponent.unsigned_abs();
    let mut mask = 1;
    while mask <= rest {
        if rest & mask != 0 {
            result = product(result, square);
            rest &= !mask;
        }
        mask <<= 1;
        square = product(square, square);
    }
    if exponent < 0 { quotient((1.0, 0.0), result) } else { Some(result) }
}

/// The power by polar coordinates; None for 0 to a negative or complex power.
fn power(base: Pair, exponent: Pair) -> Option<Pair> {
    if exponent == (0.0, 0.0) {
        return Some((1.0, 0.0));
    }
    if base == (0.0, 0.0) {
        return if exponent.1 != 0.0 || exponent.0 < 0.0 { None } else { Some((0.0, 0.0)) };
    }
    let size = base.0.hypot(base.1);
    let angle = base.1.atan2(base.0);
    let mut length = size.powf(exponent.0);
    let mut phase = angle * exponent.0;
    if exponent.1 != 0.0 {
        length /= (angle * exponent.1).exp();
        phase += exponent.1 * size.ln();
    }
    // The cosine of an infinity is a domain error, which is reported like the other one.
    if phase.is_infinite() {
        return None;
    }
    Some((length * phase.cos(), length * phase.sin()))
}

fn value_of(x: Ref<'_>) -> Pair {
    x.recv::<Complex>().value()
}

pub(super) fn neg(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = value_of(x);
    make(cx, (-value.0, -value.1))
}

pub(super) fn pos(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.is_exact(&super::COMPLEX) {
        return Ok(x.own());
    }
    make(cx, value_of(x))
}

pub(super) fn abs(cx: &Cx, x: Ref<'_>) -> PyResult {
    let (real, imaginary) = value_of(x);
    let size = real.hypot(imaginary);
    if size.is_infinite() && real.is_finite() && imaginary.is_finite() {
        return Err(cx.raise(&table::OVERFLOW_ERROR, format_args!("absolute value too large")));
    }
    Ok(Owned::float(size))
}

pub(super) fn nonzero(_cx: &Cx, x: Ref<'_>) -> PyResult<bool> {
    Ok(value_of(x) != (0.0, 0.0))
}

pub(super) fn coerce(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<Option<(Owned, Owned)>> {
    match operand(cx, b)? {
        Some(_) if b.cast::<Complex>().is_some() => Ok(Some((a.own(), b.own()))),
        Some(b) => Ok(Some((a.own(), make(cx, b)?))),
        None => Ok(None),
    }
}

/// Declares a conversion that is refused.
macro_rules! refused {
    ($name:ident, $target:literal) => {
        pub(super) fn $name(cx: &Cx, _x: Ref<'_>) -> PyResult {
            Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!(concat!("can't convert complex to ", $target)),
            ))
        }
    };
}

refused!(to_int, "int");
refused!(to_long, "long");
refused!(to_float, "float");

pub(super) fn hash(_cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    let (real, imaginary) = value_of(x);
    let hash = hash_f64(real).wrapping_add(hash_f64(imaginary).wrapping_mul(1_000_003));
    Ok(avoid_error(hash))
}

pub(super) fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let order = !matches!(op, CompareOp::Eq | CompareOp::Ne);
    let a = value_of(a);
    let equal = if let Some(b) = b.cast::<Complex>() {
        a == b.value()
    } else if let Some(b) = crate::builtins::float::float_value(b) {
        a.1 == 0.0 && a.0 == b
    } else if let Some(b) = long::to_big(b) {
        a.1 == 0.0
            && !a.0.is_nan()
            && crate::builtins::float::ops::compare_with_big(a.0, &b).is_eq()
    } else {
        return declined();
    };
    if order {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("no ordering relation is defined for complex numbers"),
        ));
    }
    Ok(Owned::bool(equal == (op == CompareOp::Eq)))
}

fn text(value: Pair, format: FloatFormat) -> String {
    let imaginary = format.format(value.1);
    if value.0 == 0.0 && value.0.is_sign_positive() {
        return format!("{imaginary}j");
    }
    let sign = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imaginary}j)", format.format(value.0))
}

pub(super) fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, text(value_of(x), FloatFormat::new(Style::Repr, 17)).as_bytes())
}

pub(super) fn str(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, text(value_of(x), FloatFormat::new(Style::General, 12)).as_bytes())
}
