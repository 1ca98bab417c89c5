//! The slots of `float`. The other operand may be an int or long.

use super::{float_value, frexp};
use crate::builtins::int::int_value;
use crate::builtins::long::{self, Long};
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::compare::compare_floats;
use crate::protocol::hash::hash_f64;
use crate::types::CompareOp;
use dashu_int::IBig;
use std::cmp::Ordering;

/// The value of a receiver that is a float.
#[inline(always)]
pub(crate) fn value_of(x: Ref<'_>) -> f64 {
    float_value(x).expect("the receiver is a float")
}

/// An operand: float, int or long; None for other types.
///
/// # Errors
/// Raises `OverflowError` for a long that is too large.
#[inline]
pub(crate) fn operand(cx: &Cx, x: Ref<'_>) -> PyResult<Option<f64>> {
    if let Some(value) = float_value(x) {
        return Ok(Some(value));
    }
    if let Some(value) = int_value(x) {
        return Ok(Some(value as f64));
    }
    match x.cast::<Long>() {
        Some(long) => long::ops::to_f64(cx, &long.value).map(Some),
        None => Ok(None),
    }
}

fn declined() -> PyResult {
    Ok(not_implemented().own())
}

/// Declares a slot: `name(a, b) { value }` of two operands.
macro_rules! binary_slot {
    ($name:ident, |$cx:ident, $a:ident, $b:ident| $body:expr) => {
        pub(super) fn $name($cx: &Cx, $a: Ref<'_>, $b: Ref<'_>) -> PyResult {
            let Some($a) = operand($cx, $a)? else { return declined() };
            let Some($b) = operand($cx, $b)? else { return declined() };
            $body
        }
    };
}

binary_slot!(add, |cx, a, b| Ok(Owned::float(a + b)));
binary_slot!(sub, |cx, a, b| Ok(Owned::float(a - b)));
binary_slot!(mul, |cx, a, b| Ok(Owned::float(a * b)));
binary_slot!(div, |cx, a, b| {
    if b == 0.0 {
        return Err(raise_zero(cx, "float division by zero"));
    }
    Ok(Owned::float(a / b))
});
binary_slot!(rem, |cx, a, b| {
    if b == 0.0 {
        return Err(raise_zero(cx, "float modulo"));
    }
    Ok(Owned::float(remainder(a, b)))
});
binary_slot!(floor_div, |cx, a, b| Ok(Owned::float(div_mod(cx, a, b)?.0)));
binary_slot!(divmod, |cx, a, b| {
    let (quotient, rest) = div_mod(cx, a, b)?;
    Tuple::new(cx, vec![Owned::float(quotient), Owned::float(rest)])
});

#[cold]
fn raise_zero(cx: &Cx, message: &str) -> Raised {
    cx.raise(&table::ZERO_DIVISION_ERROR, format_args!("{message}"))
}

/// The rest with the sign of the divisor.
fn remainder(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest == 0.0 {
        0.0f64.copysign(b)
    } else if (b < 0.0) != (rest < 0.0) {
        rest + b
    } else {
        rest
    }
}

/// Quotient rounded down and rest.
fn div_mod(cx: &Cx, a: f64, b: f64) -> PyResult<(f64, f64)> {
    if b == 0.0 {
        return Err(raise_zero(cx, "float divmod()"));
    }
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest == 0.0 {
        rest = 0.0f64.copysign(b);
    } else if (b < 0.0) != (rest < 0.0) {
        rest += b;
        quotient -= 1.0;
    }
    let floored = if quotient == 0.0 {
        0.0f64.copysign(a / b)
    } else {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    };
    Ok((floored, rest))
}

pub(super) fn pow(cx: &Cx, a: Ref<'_>, b: Ref<'_>, c: Ref<'_>) -> PyResult {
    if !c.is_none() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("pow() 3rd argument not allowed unless all arguments are integers"),
        ));
    }
    let Some(a) = operand(cx, a)? else { return declined() };
    let Some(b) = operand(cx, b)? else { return declined() };
    power(cx, a, b)
}

/// `a ** b` with Python's errors.
///
/// # Errors
/// Raises `ZeroDivisionError` for 0 to a negative power, `ValueError` for a negative number to a
/// fractional power, `OverflowError` if the result is too large.
pub(crate) fn power(cx: &Cx, a: f64, b: f64) -> PyResult {
    if b == 0.0 || a == 1.0 {
        return Ok(Owned::float(1.0));
    }
    if a.is_finite() && b.is_finite() {
        if a == 0.0 && b < 0.0 {
            return Err(raise_zero(cx, "0.0 cannot be raised to a negative power"));
        }
        if a < 0.0 && b.floor() != b {
            return Err(cx.raise(
                &table::VALUE_ERROR,
                format_args!("negative number cannot be raised to a fractional power"),
            ));
        }
        let value = a.powf(b);
        if value.is_infinite() {
            return Err(raise_range(cx));
        }
        return Ok(Owned::float(value));
    }
    Ok(Owned::float(a.powf(b)))
}

/// Raises `OverflowError` with the system's number and text of "out of range".
#[cold]
pub(crate) fn raise_range(cx: &Cx) -> Raised {
    let arguments = Str::new(cx, b"Numerical result out of range")
        .and_then(|text| Tuple::new(cx, vec![Owned::int(34), text]));
    match arguments {
        Ok(arguments) => cx.raise_with(Ref::from_object(&table::OVERFLOW_ERROR), Some(arguments)),
        Err(raised) => raised,
    }
}

pub(super) fn neg(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::float(-value_of(x)))
}

pub(super) fn plain(_cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.is_exact(&super::FLOAT) {
        return Ok(x.own());
    }
    Ok(Owned::float(value_of(x)))
}

pub(super) fn abs(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::float(value_of(x).abs()))
}

pub(super) fn nonzero(_cx: &Cx, x: Ref<'_>) -> PyResult<bool> {
    Ok(value_of(x) != 0.0)
}

pub(super) fn coerce(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<Option<(Owned, Owned)>> {
    if float_value(b).is_some() {
        return Ok(Some((a.own(), b.own())));
    }
    Ok(operand(cx, b)?.map(|b| (a.own(), Owned::float(b))))
}

pub(super) fn to_int(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = value_of(x);
    if value.abs() < 9.0e18 {
        return Ok(Owned::int(value as i64));
    }
    crate::builtins::int::normalise(cx, whole_part(cx, value)?)
}

pub(super) fn to_long(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = whole_part(cx, value_of(x))?;
    Long::new(cx, value)
}

/// The whole part.
///
/// # Errors
/// Raises `OverflowError` for infinity, `ValueError` for NaN.
pub(crate) fn whole_part(cx: &Cx, value: f64) -> PyResult<IBig> {
    if value.is_infinite() {
        return Err(cx.raise(
            &table::OVERFLOW_ERROR,
            format_args!("cannot convert float infinity to integer"),
        ));
    }
    if value.is_nan() {
        return Err(
            cx.raise(&table::VALUE_ERROR, format_args!("cannot convert float NaN to integer"))
        );
    }
    Ok(exact(value.trunc()))
}

/// A whole float as a big number.
pub(crate) fn exact(value: f64) -> IBig {
    let (fraction, exponent) = frexp(value);
    let mantissa = IBig::from((fraction * 9_007_199_254_740_992.0) as i64);
    if exponent >= 53 { mantissa << (exponent - 53) as usize } else { IBig::from(value as i64) }
}

pub(super) fn hash(_cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    Ok(hash_f64(value_of(x)))
}

pub(super) fn rich_compare(_cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let a = value_of(a);
    if let Some(b) = float_value(b) {
        return Ok(Owned::bool(compare_floats(a, b, op)));
    }
    if let Some(b) = int_value(b).filter(|b| b.unsigned_abs() <= 1 << 53) {
        return Ok(Owned::bool(compare_floats(a, b as f64, op)));
    }
    let Some(b) = long::to_big(b) else { return declined() };
    if a.is_nan() {
        return Ok(Owned::bool(op == CompareOp::Ne));
    }
    Ok(Owned::bool(op.of(compare_with_big(a, &b))))
}

/// Compares exactly; `a` is no NaN.
pub(crate) fn compare_with_big(a: f64, b: &IBig) -> Ordering {
    if a.is_infinite() {
        return if a > 0.0 { Ordering::Greater } else { Ordering::Less };
    }
    let floor = a.floor();
    match exact(floor).cmp(b) {
        Ordering::Equal if a > floor => Ordering::Greater,
        order => order,
    }
}
