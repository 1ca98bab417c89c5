//! Hashing and comparing keys of dicts and sets: numbers and strs without any call.

use crate::builtins::str::{STR, Str};
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::Ref;
use crate::protocol::{compare, hash};
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
    let hash = hash::hash_bytes(text.as_bytes());
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
    hash::hash(cx, key)
}

/// Returns whether two keys with equal hashes are equal. May run Python code.
///
/// # Errors
/// What comparing raises.
#[inline(always)]
pub(crate) fn keys_equal(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<bool> {
    compare::rich_compare_bool(cx, a, b, CompareOp::Eq)
}

/// Raises `KeyError(key)`.
#[cold]
pub fn raise_key_error(cx: &Cx, key: Ref<'_>) -> Raised {
    match Tuple::from_refs(cx, &[key]) {
        // A tuple of arguments, so that a key that is a tuple stays one argument.
        Ok(args) => cx.raise_with(table::KEY_ERROR.as_ref(), Some(args)),
        Err(raised) => raised,
    }
}
