//! Plain keys: ints, strs and shallow tuples of them, which hash and compare without Python code.
//!
//! Always true: nothing here raises or reaches a safepoint; what might is declined with `None`.

use crate::builtins::dict::key::key_hash;
use crate::builtins::str::{STR, Str};
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::object::Ref;

/// Tuples in tuples that a key may consist of.
const MOST_NESTED: u32 = 3;

/// Whether hashing and comparing `key` with its like runs no Python code.
pub(crate) fn is_plain(key: Ref<'_>, nested: u32) -> bool {
    if key.word().is_int() || key.is_exact(&STR) {
        return true;
    }
    nested < MOST_NESTED
        && key
            .cast_exact::<Tuple>()
            .is_some_and(|items| items.as_slice().iter().all(|item| is_plain(*item, nested + 1)))
}

/// The hash of a plain key.
pub(crate) fn plain_hash(cx: &Cx, key: Ref<'_>) -> Option<i64> {
    if is_plain(key, 0) { key_hash(cx, key).ok() } else { None }
}

/// Equality of two objects, if finding out runs no Python code.
pub(crate) fn plain_equal(a: Ref<'_>, b: Ref<'_>) -> Option<bool> {
    if a.word() == b.word() && !a.word().is_float() {
        return Some(true);
    }
    if a.word().is_int() && b.word().is_int() {
        return Some(false);
    }
    let (is_str_a, is_str_b) = (a.is_exact(&STR), b.is_exact(&STR));
    if is_str_a && is_str_b {
        return Some(a.recv::<Str>().as_bytes() == b.recv::<Str>().as_bytes());
    }
    if (is_str_a && b.word().is_int()) || (a.word().is_int() && is_str_b) {
        return Some(false);
    }
    if let (Some(x), Some(y)) = (a.cast_exact::<Tuple>(), b.cast_exact::<Tuple>()) {
        if !is_plain(a, 0) || !is_plain(b, 0) {
            return None;
        }
        let (x, y) = (x.as_slice(), y.as_slice());
        if x.len() != y.len() {
            return Some(false);
        }
        for (p, q) in x.iter().zip(y) {
            if !plain_equal(*p, *q)? {
                return Some(false);
            }
        }
        return Some(true);
    }
    None
}
