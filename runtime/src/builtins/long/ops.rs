//! The slots of `long`. Operands may be ints; results are longs.

use super::{LONG, Long, MAX_BITS, to_big};
use crate::builtins::float;
use crate::builtins::int;
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::compare::sign;
use crate::protocol::hash::hash_big;
use dashu_int::fast_div::ConstDivisor;
use dashu_int::ops::{BitTest, DivRem, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};
use std::borrow::Cow;

fn pair<'a>(a: Ref<'a>, b: Ref<'a>) -> Option<(Cow<'a, IBig>, Cow<'a, IBig>)> {
    Some((to_big(a)?, to_big(b)?))
}

fn declined() -> PyResult {
    Ok(not_implemented().own())
}

/// Number of bits of the absolute value.
pub fn bits(value: &IBig) -> usize {
    let (_, words) = value.as_sign_words();
    words.last().map_or(0, |top| words.len() * 64 - top.leading_zeros() as usize)
}

/// Returns whether a number is below zero.
pub fn is_below_zero(value: &IBig) -> bool {
    is_negative(value)
}

fn is_negative(value: &IBig) -> bool {
    value.sign() == Sign::Negative
}

/// Fails for a result of more than [`MAX_BITS`] bits.
fn check_bits(cx: &Cx, bits: Option<usize>) -> PyResult<()> {
    match bits {
        Some(bits) if bits <= MAX_BITS => Ok(()),
        _ => Err(cx.raise_no_memory()),
    }
}

pub(super) fn add(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    Long::new(cx, &*a + &*b)
}

pub(super) fn sub(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    Long::new(cx, &*a - &*b)
}

pub(super) fn mul(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    check_bits(cx, Some(bits(&a) + bits(&b)))?;
    Long::new(cx, &*a * &*b)
}

/// Quotient rounded down and the rest with the divisor's sign.
///
/// # Errors
/// Raises `ZeroDivisionError`.
pub(crate) fn floor_divmod(cx: &Cx, a: &IBig, b: &IBig) -> PyResult<(IBig, IBig)> {
    if b.is_zero() {
        return Err(
            cx.raise(&table::ZERO_DIVISION_ERROR, format_args!("long division or modulo by zero"))
        );
    }
    let (mut quotient, mut rest) = a.div_rem(b);
    if !rest.is_zero() && is_negative(&rest) != is_negative(b) {
        rest += b;
        quotient -= IBig::ONE;
    }
    Ok((quotient, rest))
}

pub(super) fn div(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    Long::new(cx, floor_divmod(cx, &a, &b)?.0)
}

/// Returns whether the absolute value of `a` is less than that of `b`.
fn is_smaller(a: &IBig, b: &IBig) -> bool {
    let ((_, a), (_, b)) = (a.as_sign_words(), b.as_sign_words());
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev())).is_lt()
}

pub(super) fn rem(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((big, divisor)) = pair(a, b) else { return declined() };
    // A number that is its own rest is given back itself, whatever its class, as observed.
    if a.is_instance(&LONG)
        && is_smaller(&big, &divisor)
        && (big.is_zero() || is_negative(&big) == is_negative(&divisor))
    {
        return Ok(a.own());
    }
    Long::new(cx, floor_divmod(cx, &big, &divisor)?.1)
}

pub(super) fn divmod(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    let (quotient, rest) = floor_divmod(cx, &a, &b)?;
    Tuple::new(cx, vec![Long::new(cx, quotient)?, Long::new(cx, rest)?])
}

pub(super) fn true_div(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    true_divide(cx, &a, &b)
}

/// `a / b` as the nearest float.
///
/// # Errors
/// Raises `ZeroDivisionError`, or `OverflowError` if the result is too large.
pub(crate) fn true_divide(cx: &Cx, a: &IBig, b: &IBig) -> PyResult {
    if b.is_zero() {
        return Err(cx.raise(&table::ZERO_DIVISION_ERROR, format_args!("division by zero")));
    }
    let negative = is_negative(a) != is_negative(b);
    let signed = |value: f64| Owned::float(if negative { -value } else { value });
    let overflow = || {
        cx.raise(
            &table::OVERFLOW_ERROR,
            format_args!("integer division result too large for a float"),
        )
    };
    if a.is_zero() {
        return Ok(signed(0.0));
    }
    let distance = bits(a) as i64 - bits(b) as i64;
    if distance > 1024 {
        return Err(overflow());
    }
    if distance < -1080 {
        return Ok(signed(0.0));
    }
    let shift = distance.max(-1021) - 55;
    let (top, bottom) = (a.unsigned_abs(), b.unsigned_abs());
    let (top, bottom) = if shift <= 0 {
        (top << shift.unsigned_abs() as usize, bottom)
    } else {
        (top, bottom << shift as usize)
    };
    let (quotient, rest) = top.div_rem(&bottom);
    let mut quotient = u64::try_from(&quotient).map_err(|_| overflow())?;
    quotient |= u64::from(!rest.is_zero());
    let length = 64 - i64::from(quotient.leading_zeros());
    let extra = length.max(-1021 - shift) - 53;
    let half = 1u64 << (extra - 1);
    let low = quotient & ((half << 1) - 1);
    quotient -= low;
    if low > half || (low == half && quotient & (half << 1) != 0) {
        quotient += half << 1;
    }
    let value = float::ldexp(quotient as f64, shift as i32);
    if value.is_infinite() { Err(overflow()) } else { Ok(signed(value)) }
}

pub(super) fn pow(cx: &Cx, a: Ref<'_>, b: Ref<'_>, c: Ref<'_>) -> PyResult {
    let Some((base, exponent)) = pair(a, b) else { return declined() };
    if !c.is_none() {
        let Some(modulus) = to_big(c) else { return declined() };
        return pow_modulo(cx, &base, &exponent, &modulus);
    }
    if is_negative(&exponent) {
        let (base, exponent) = (to_f64(cx, &base)?, to_f64(cx, &exponent)?);
        return float::ops::power(cx, base, exponent);
    }
    power(cx, &base, &exponent)
}

/// `base ** exponent`, the exponent not negative.
///
/// # Errors
/// Raises `MemoryError` if the result is too large.
pub(crate) fn power(cx: &Cx, base: &IBig, exponent: &IBig) -> PyResult {
    if base.is_zero() || base.is_one() || *base == IBig::NEG_ONE {
        let odd = exponent.bit(0);
        let value = if exponent.is_zero() {
            IBig::ONE
        } else if odd || base.is_zero() {
            base.clone()
        } else {
            IBig::ONE
        };
        return Long::new(cx, value);
    }
    let Ok(exponent) = usize::try_from(exponent) else { return Err(cx.raise_no_memory()) };
    check_bits(cx, (bits(base) - 1).max(1).checked_mul(exponent))?;
    Long::new(cx, base.pow(exponent))
}

/// `base ** exponent % modulus`
///
/// # Errors
/// Raises `TypeError` for a negative exponent, `ValueError` for modulus 0.
pub(crate) fn pow_modulo(cx: &Cx, base: &IBig, exponent: &IBig, modulus: &IBig) -> PyResult {
    if is_negative(exponent) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("pow() 2nd argument cannot be negative when 3rd argument specified"),
        ));
    }
    if modulus.is_zero() {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("pow() 3rd argument cannot be 0")));
    }
    let size = modulus.unsigned_abs();
    let (_, reduced) = floor_divmod(cx, base, &IBig::from(size.clone()))?;
    let result: UBig = if size.is_one() {
        UBig::ZERO
    } else if exponent.is_zero() {
        UBig::ONE
    } else {
        let ring = ConstDivisor::new(size);
        ring.reduce(reduced.unsigned_abs()).pow(&exponent.unsigned_abs()).residue()
    };
    let mut result = IBig::from(result);
    if is_negative(modulus) && !result.is_zero() {
        result += modulus;
    }
    Long::new(cx, result)
}

/// The second operand of a shift.
fn shift_count(cx: &Cx, count: &IBig) -> PyResult<usize> {
    if is_negative(count) && i64::try_from(count).is_ok() {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("negative shift count")));
    }
    usize::try_from(count).ok().filter(|count| *count <= isize::MAX as usize).ok_or_else(|| {
        cx.raise(&table::OVERFLOW_ERROR, format_args!("long int too large to convert to int"))
    })
}

/// `value << count`.
///
/// # Errors
/// Raises `MemoryError` if the result is too large.
pub(crate) fn shift_left(cx: &Cx, value: &IBig, count: usize) -> PyResult {
    if value.is_zero() {
        return Long::new(cx, IBig::ZERO);
    }
    check_bits(cx, bits(value).checked_add(count))?;
    Long::new(cx, value << count)
}

pub(super) fn lshift(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    let count = shift_count(cx, &b)?;
    shift_left(cx, &a, count)
}

pub(super) fn rshift(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    let count = shift_count(cx, &b)?;
    if count > bits(&a) {
        let value = if is_negative(&a) { IBig::NEG_ONE } else { IBig::ZERO };
        return Long::new(cx, value);
    }
    Long::new(cx, &*a >> count)
}

pub(super) fn and(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    Long::new(cx, &*a & &*b)
}

pub(super) fn or(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    Long::new(cx, &*a | &*b)
}

pub(super) fn xor(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    Long::new(cx, &*a ^ &*b)
}

pub(super) fn neg(cx: &Cx, x: Ref<'_>) -> PyResult {
    Long::new(cx, -x.recv::<Long>().value.clone())
}

pub(super) fn plain(cx: &Cx, x: Ref<'_>) -> PyResult {
    if x.is_exact(&LONG) {
        return Ok(x.own());
    }
    Long::new(cx, x.recv::<Long>().value.clone())
}

pub(super) fn abs(cx: &Cx, x: Ref<'_>) -> PyResult {
    Long::new(cx, IBig::from(x.recv::<Long>().value.clone().unsigned_abs()))
}

pub(super) fn invert(cx: &Cx, x: Ref<'_>) -> PyResult {
    Long::new(cx, !x.recv::<Long>().value.clone())
}

pub(super) fn nonzero(_cx: &Cx, x: Ref<'_>) -> PyResult<bool> {
    Ok(!x.recv::<Long>().value.is_zero())
}

pub(super) fn coerce(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<Option<(Owned, Owned)>> {
    if b.is_instance(&LONG) {
        return Ok(Some((a.own(), b.own())));
    }
    match int::int_value(b) {
        Some(value) => Ok(Some((a.own(), Long::new(cx, value.into())?))),
        None => Ok(None),
    }
}

pub(super) fn to_int(cx: &Cx, x: Ref<'_>) -> PyResult {
    match i64::try_from(&x.recv::<Long>().value) {
        Ok(value) => Ok(Owned::int(value)),
        Err(_) => plain(cx, x),
    }
}

/// The nearest float.
///
/// # Errors
/// Raises `OverflowError` if the number is too large.
pub fn to_f64(cx: &Cx, value: &IBig) -> PyResult<f64> {
    let value = value.to_f64().value();
    if value.is_finite() { Ok(value) } else { Err(raise_too_large(cx)) }
}

#[cold]
fn raise_too_large(cx: &Cx) -> Raised {
    cx.raise(&table::OVERFLOW_ERROR, format_args!("long int too large to convert to float"))
}

pub(super) fn to_float(cx: &Cx, x: Ref<'_>) -> PyResult {
    to_f64(cx, &x.recv::<Long>().value).map(Owned::float)
}

pub(super) fn hash(_cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    Ok(hash_big(&x.recv::<Long>().value))
}

pub(super) fn compare(_cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    match pair(a, b) {
        Some((a, b)) => Ok(sign((*a).cmp(&*b))),
        None => Ok(crate::protocol::compare::default_order(a, b)),
    }
}

pub(super) fn bit_length(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(bits(&x.recv::<Long>().value) as i64))
}

pub(super) fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    let mut text = x.recv::<Long>().value.to_string();
    text.push('L');
    Str::new(cx, text.as_bytes())
}

pub(super) fn str(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, x.recv::<Long>().value.to_string().as_bytes())
}

pub(super) fn oct(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = &x.recv::<Long>().value;
    let sign = if is_negative(value) { "-" } else { "" };
    let text = if value.is_zero() {
        "0L".to_string()
    } else {
        format!("{sign}0{:o}L", value.unsigned_abs())
    };
    Str::new(cx, text.as_bytes())
}

pub(super) fn hex(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = &x.recv::<Long>().value;
    let sign = if is_negative(value) { "-" } else { "" };
    Str::new(cx, format!("{sign}0x{:x}L", value.unsigned_abs()).as_bytes())
}
