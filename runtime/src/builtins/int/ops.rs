//! The slots of `int`. Results that do not fit 64 bits become longs.

use super::int_value;
use crate::builtins::long::{self, LONG, Long};
use crate::builtins::none::not_implemented;
use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::compare::sign;
use crate::protocol::hash::hash_int;

/// The value of a receiver that is an int.
#[inline(always)]
pub(crate) fn value_of(x: Ref<'_>) -> i64 {
    int_value(x).expect("the receiver is an int")
}

#[inline(always)]
fn pair(a: Ref<'_>, b: Ref<'_>) -> Option<(i64, i64)> {
    Some((int_value(a)?, int_value(b)?))
}

fn declined() -> PyResult {
    Ok(not_implemented().own())
}

/// `a // b`, rounding down; `b` is not 0 and the quotient fits (not MIN / -1).
#[inline(always)]
pub fn floor_div(a: i64, b: i64) -> i64 {
    let quotient = a.wrapping_div(b);
    if (a ^ b) < 0 && quotient.wrapping_mul(b) != a { quotient - 1 } else { quotient }
}

/// `a % b` with the sign of `b`; `b` is not 0.
#[inline(always)]
pub fn floor_rem(a: i64, b: i64) -> i64 {
    let rest = a.wrapping_rem(b);
    if rest != 0 && (rest ^ b) < 0 { rest + b } else { rest }
}

pub(super) fn add(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    match a.checked_add(b) {
        Some(value) => Ok(Owned::int(value)),
        None => Long::new(cx, (i128::from(a) + i128::from(b)).into()),
    }
}

pub(super) fn sub(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    match a.checked_sub(b) {
        Some(value) => Ok(Owned::int(value)),
        None => Long::new(cx, (i128::from(a) - i128::from(b)).into()),
    }
}

pub(super) fn mul(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    match a.checked_mul(b) {
        Some(value) => Ok(Owned::int(value)),
        None => Long::new(cx, (i128::from(a) * i128::from(b)).into()),
    }
}

#[cold]
fn raise_zero(cx: &Cx) -> Raised {
    cx.raise(&table::ZERO_DIVISION_ERROR, format_args!("integer division or modulo by zero"))
}

/// The quotient; a long for MIN / -1.
fn quotient(cx: &Cx, a: i64, b: i64) -> PyResult {
    if b == -1 && a == i64::MIN {
        return Long::new(cx, (-i128::from(a)).into());
    }
    Ok(Owned::int(floor_div(a, b)))
}

/// The rest; a long for MIN % -1, whose quotient is one.
fn rest(cx: &Cx, a: i64, b: i64) -> PyResult {
    if b == -1 && a == i64::MIN {
        return Long::new(cx, dashu_int::IBig::ZERO);
    }
    Ok(Owned::int(floor_rem(a, b)))
}

pub(super) fn div(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    if b == 0 {
        return Err(raise_zero(cx));
    }
    quotient(cx, a, b)
}

pub(super) fn rem(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    if b == 0 {
        return Err(raise_zero(cx));
    }
    rest(cx, a, b)
}

pub(super) fn divmod(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((a, b)) = pair(a, b) else { return declined() };
    if b == 0 {
        return Err(raise_zero(cx));
    }
    Tuple::new(cx, vec![quotient(cx, a, b)?, rest(cx, a, b)?])
}

pub(super) fn true_div(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    const EXACT: u64 = 1 << 53;
    let Some((x, y)) = pair(a, b) else { return declined() };
    if y == 0 {
        return Err(cx.raise(&table::ZERO_DIVISION_ERROR, format_args!("division by zero")));
    }
    if x.unsigned_abs() <= EXACT && y.unsigned_abs() <= EXACT {
        return Ok(Owned::float(x as f64 / y as f64));
    }
    long::ops::true_divide(cx, &x.into(), &y.into())
}

pub(super) fn pow(cx: &Cx, a: Ref<'_>, b: Ref<'_>, c: Ref<'_>) -> PyResult {
    let Some((base, exponent)) = pair(a, b) else { return declined() };
    if !c.is_none() {
        let Some(modulus) = int_value(c) else { return declined() };
        return pow_modulo(cx, base, exponent, modulus);
    }
    if exponent < 0 {
        return crate::builtins::float::ops::power(cx, base as f64, exponent as f64);
    }
    match u32::try_from(exponent).ok().and_then(|exponent| base.checked_pow(exponent)) {
        Some(value) => Ok(Owned::int(value)),
        None if base == 0 || base == 1 => Ok(Owned::int(base)),
        None if base == -1 => Ok(Owned::int(if exponent & 1 == 0 { 1 } else { -1 })),
        None => long::ops::power(cx, &base.into(), &exponent.into()),
    }
}

fn pow_modulo(cx: &Cx, base: i64, exponent: i64, modulus: i64) -> PyResult {
    if exponent < 0 {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("pow() 2nd argument cannot be negative when 3rd argument specified"),
        ));
    }
    if modulus == 0 {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("pow() 3rd argument cannot be 0")));
    }
    match narrow_pow_modulo(base, exponent, modulus) {
        Some(value) => Ok(Owned::int(floor_rem(value, modulus))),
        None => long::ops::pow_modulo(cx, &base.into(), &exponent.into(), &modulus.into()),
    }
}

/// The power, reduced after each step; None where a product does not fit 64 bits, in which case the
/// result is a long.
fn narrow_pow_modulo(base: i64, exponent: i64, modulus: i64) -> Option<i64> {
    let (mut result, mut square, mut rest) = (1i64, base, exponent);
    while rest > 0 {
        if rest & 1 == 1 {
            result = result.checked_mul(square)?;
            if square == 0 {
                break;
            }
        }
        rest >>= 1;
        if rest == 0 {
            break;
        }
        square = square.checked_mul(square)?.wrapping_rem(modulus);
        result = result.wrapping_rem(modulus);
    }
    Some(result)
}

pub(super) fn lshift(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((value, count)) = pair(a, b) else { return declined() };
    if count < 0 {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("negative shift count")));
    }
    if count < 64 {
        let shifted = value << count;
        if shifted >> count == value {
            return Ok(Owned::int(shifted));
        }
    }
    if value == 0 {
        return Ok(Owned::int(0));
    }
    long::ops::shift_left(cx, &value.into(), count as usize)
}

pub(super) fn rshift(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let Some((value, count)) = pair(a, b) else { return declined() };
    if count < 0 {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("negative shift count")));
    }
    Ok(Owned::int(value >> count.min(63)))
}

pub(crate) fn and(_cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    pair(a, b).map_or_else(declined, |(a, b)| Ok(Owned::int(a & b)))
}

pub(crate) fn or(_cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    pair(a, b).map_or_else(declined, |(a, b)| Ok(Owned::int(a | b)))
}

pub(crate) fn xor(_cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    pair(a, b).map_or_else(declined, |(a, b)| Ok(Owned::int(a ^ b)))
}

pub(super) fn neg(cx: &Cx, x: Ref<'_>) -> PyResult {
    super::from_i128(cx, -i128::from(value_of(x)))
}

pub(super) fn plain(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(value_of(x)))
}

pub(super) fn abs(cx: &Cx, x: Ref<'_>) -> PyResult {
    super::from_i128(cx, i128::from(value_of(x)).abs())
}

pub(super) fn invert(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::int(!value_of(x)))
}

pub(super) fn nonzero(_cx: &Cx, x: Ref<'_>) -> PyResult<bool> {
    Ok(value_of(x) != 0)
}

pub(super) fn coerce(_cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<Option<(Owned, Owned)>> {
    Ok(int_value(b).map(|_| (a.own(), b.own())))
}

pub(super) fn to_long(cx: &Cx, x: Ref<'_>) -> PyResult {
    Long::new(cx, value_of(x).into())
}

pub(super) fn to_float(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(Owned::float(value_of(x) as f64))
}

pub(super) fn hash(_cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    Ok(hash_int(value_of(x)))
}

pub(super) fn compare(_cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    match pair(a, b) {
        Some((a, b)) => Ok(sign(a.cmp(&b))),
        None => Ok(if b.is_instance(&LONG) && long::is_negative(b) { 1 } else { -1 }),
    }
}

pub(super) fn repr(cx: &Cx, x: Ref<'_>) -> PyResult {
    let mut room = [0; 20];
    Str::new(cx, format_decimal(value_of(x), &mut room))
}

pub(super) fn oct(cx: &Cx, x: Ref<'_>) -> PyResult {
    let value = value_of(x);
    let prefix: &[u8] = if value == 0 { b"" } else { b"0" };
    Str::new(cx, format_bits(value, 3, prefix, &mut [0; 68]))
}

pub(super) fn hex(cx: &Cx, x: Ref<'_>) -> PyResult {
    Str::new(cx, format_bits(value_of(x), 4, b"0x", &mut [0; 68]))
}

/// Writes a number in base 2, 8 or 16 (so many bits a digit) into `room` and returns the text.
pub fn format_bits<'a>(value: i64, bits: u32, prefix: &[u8], room: &'a mut [u8; 68]) -> &'a [u8] {
    let mut rest = value.unsigned_abs();
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] = b"0123456789abcdef"[(rest & ((1 << bits) - 1)) as usize];
        rest >>= bits;
        if rest == 0 {
            break;
        }
    }
    at -= prefix.len();
    room[at..at + prefix.len()].copy_from_slice(prefix);
    if value < 0 {
        at -= 1;
        room[at] = b'-';
    }
    &room[at..]
}

/// Writes a number in decimal into `room` and returns the text.
pub fn format_decimal(value: i64, room: &mut [u8; 20]) -> &[u8] {
    const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
        2021222324252627282930313233343536373839\
        4041424344454647484950515253545556575859\
        6061626364656667686970717273747576777879\
        8081828384858687888990919293949596979899";
    let mut rest = value.unsigned_abs();
    let mut at = room.len();
    while rest >= 100 {
        let pair = (rest % 100) as usize * 2;
        rest /= 100;
        at -= 2;
        room[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    }
    if rest >= 10 {
        let pair = rest as usize * 2;
        at -= 2;
        room[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    } else {
        at -= 1;
        room[at] = b'0' + rest as u8;
    }
    if value < 0 {
        at -= 1;
        room[at] = b'-';
    }
    &room[at..]
}
