//! Hashes, equal to CPython 2.7's, so that dicts and sets iterate in its order.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;
use dashu_int::IBig;
use std::sync::OnceLock;

/// What the hashes of text begin and end with; set once, before the first text is hashed.
static SECRET: OnceLock<(u64, u64)> = OnceLock::new();

/// Makes the hashes of text depend on a seed, as CPython 2.7 does: its generator fills the two secrets byte by byte.
pub(crate) fn seed(seed: Option<u32>) {
    let Some(mut state) = seed.filter(|seed| *seed != 0) else { return };
    let mut bytes = [0; 16];
    for byte in &mut bytes {
        state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
        *byte = (state >> 16) as u8;
    }
    let word = |part: &[u8]| part.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    let _ = SECRET.set((word(&bytes[..8]), word(&bytes[8..])));
}

#[inline(always)]
fn secret() -> (u64, u64) {
    SECRET.get().copied().unwrap_or((0, 0))
}

/// Returns `hash(x)`. May run Python code.
///
/// # Errors
/// Raises `TypeError` for unhashable types, and whatever `__hash__` raises.
#[inline]
pub fn hash(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    let word = x.word();
    if word.is_int() {
        return Ok(hash_int(word.int()));
    }
    let ty = x.ty();
    if let Some(hash) = ty.slots.hash.get() {
        return hash(cx, x);
    }
    if ty.slots.compare.get().is_none() && ty.slots.rich_compare.get().is_none() {
        return Ok(hash_address(x));
    }
    Err(raise_unhashable(cx, x))
}

/// Raises the error of a type without a hash.
#[cold]
pub fn raise_unhashable(cx: &Cx, x: Ref<'_>) -> crate::exceptions::Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("unhashable type: '{}'", x.ty().name()))
}

/// Makes a hash of what a `__hash__` method gave: the hash of a long, the value of an int.
///
/// # Errors
/// Raises `TypeError` for other values.
pub fn hash_of_result(cx: &Cx, x: Ref<'_>) -> PyResult<i64> {
    // Of a long the value counts, even where its class has a hash of its own.
    if let Some(long) = x.cast::<crate::builtins::long::Long>() {
        return Ok(hash_big(long.value()));
    }
    super::number::as_c_long(cx, x).map(avoid_error)
}

/// The hash of an int.
#[inline(always)]
pub fn hash_int(value: i64) -> i64 {
    if value == -1 { -2 } else { value }
}

/// The hash of an object that goes by identity.
pub fn hash_address(x: Ref<'_>) -> i64 {
    avoid_error(x.address().rotate_right(4) as i64)
}

/// -1 is not a hash.
#[inline(always)]
pub fn avoid_error(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

/// The hash of a float: that of the equal int, if there is one.
pub fn hash_f64(value: f64) -> i64 {
    if value.is_nan() {
        return 0;
    }
    if value.is_infinite() {
        return if value < 0.0 { -271_828 } else { 314_159 };
    }
    if value.trunc() == value {
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        if (-LIMIT..LIMIT).contains(&value) {
            return hash_int(value as i64);
        }
        return IBig::try_from(value).map_or(0, |big| hash_big(&big));
    }
    let (mantissa, exponent) = crate::builtins::float::frexp(value);
    let scaled = mantissa * 2_147_483_648.0;
    let high = scaled as i64;
    let low = (scaled - high as f64) * 2_147_483_648.0;
    avoid_error(high.wrapping_add(low as i64).wrapping_add(i64::from(exponent) << 15))
}

/// The hash of a long: its absolute value modulo 2^64 - 1, with the sign put back.
pub fn hash_big(value: &IBig) -> i64 {
    let (sign, words) = value.as_sign_words();
    let sum = words.iter().rev().fold(0u64, |sum, word| {
        let (sum, carry) = sum.overflowing_add(*word);
        sum + u64::from(carry)
    });
    let signed = if sign == dashu_int::Sign::Negative { sum.wrapping_neg() } else { sum };
    avoid_error(signed as i64)
}

/// The hash of a str or of the code points of a unicode.
pub fn hash_units(units: impl ExactSizeIterator<Item = u64>) -> i64 {
    let len = units.len();
    let (prefix, suffix) = secret();
    let mut hash = prefix;
    for (index, unit) in units.enumerate() {
        if index == 0 {
            hash ^= unit << 7;
        }
        hash = hash.wrapping_mul(1_000_003) ^ unit;
    }
    if len == 0 {
        return 0;
    }
    avoid_error((hash ^ len as u64 ^ suffix) as i64)
}

/// The hash of bytes.
#[inline]
pub fn hash_bytes(bytes: &[u8]) -> i64 {
    let Some(first) = bytes.first() else { return 0 };
    let (prefix, suffix) = secret();
    let mut hash = prefix ^ u64::from(*first) << 7;
    for byte in bytes {
        hash = hash.wrapping_mul(1_000_003) ^ u64::from(*byte);
    }
    avoid_error((hash ^ bytes.len() as u64 ^ suffix) as i64)
}
