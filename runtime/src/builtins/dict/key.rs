//! Hashing and comparing keys of dicts and sets: numbers and strs without any call.

use crate::builtins::str::{STR, Str};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;
use crate::types::CompareOp;

/// Returns the hash of a str; runs no Python code.
#[inline(always)]
pub(crate) fn str_hash(name: Ref<'_>) -> i64 {
    let text = name.recv::<Str>();
    let cached = text.hash.get();
    if cached != -1 { cached } else { compute_str_hash(text) }
}

#[inline(never)]
fn compute_str_hash(text: &Str) -> i64 {
    let bytes = text.as_bytes();
    let mut hash = u64::from(*bytes.first().unwrap_or(&0)) << 7;
    for byte in bytes {
        hash = hash.wrapping_mul(1_000_003) ^ u64::from(*byte);
    }
    hash ^= bytes.len() as u64;
    let hash = if hash == u64::MAX { -2 } else { hash as i64 };
    text.hash.set(hash);
    hash
}

/// Returns the hash of any key. May run Python code.
///
/// # Errors
/// `TypeError` for unhashable values, or what `__hash__` raises.
#[inline(always)]
pub(crate) fn key_hash(cx: &Cx, key: Ref<'_>) -> PyResult<i64> {
    if key.word().is_int() {
        let value = key.word().int();
        return Ok(if value == -1 { -2 } else { value });
    }
    if key.is_exact(&STR) {
        return Ok(str_hash(key));
    }
    other_hash(cx, key)
}

#[inline(never)]
fn other_hash(cx: &Cx, key: Ref<'_>) -> PyResult<i64> {
    match key.ty().slots.hash.get() {
        Some(hash) => hash(cx, key),
        None => {
            Err(cx
                .raise(&table::TYPE_ERROR, format_args!("unhashable type: '{}'", key.ty().name())))
        }
    }
}

/// Returns whether two keys with equal hashes are equal. May run Python code.
///
/// # Errors
/// What comparing raises.
pub(crate) fn keys_equal(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<bool> {
    if a.is(b) {
        return Ok(true);
    }
    match a.ty().slots.rich_compare.get() {
        Some(compare) => {
            let result = compare(cx, a, b, CompareOp::Eq)?;
            Ok(result.borrow().is(crate::builtins::bool::bool_ref(true)))
        }
        None => Ok(false),
    }
}
