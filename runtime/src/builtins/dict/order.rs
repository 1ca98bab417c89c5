//! Comparing dicts: equality by entries, order by the smallest key that differs.

use super::Dict;
use crate::builtins::none::not_implemented;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised};
use crate::object::{Owned, Ref};
use crate::protocol::compare as comparing;
use crate::types::CompareOp;

pub(super) fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(left), Some(right)) = (a.cast::<Dict>(), b.cast::<Dict>()) else {
        return Ok(not_implemented().own());
    };
    match op {
        CompareOp::Eq => Ok(Owned::bool(is_equal(cx, left, right)?)),
        CompareOp::Ne => Ok(Owned::bool(!is_equal(cx, left, right)?)),
        CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
            Ok(not_implemented().own())
        }
    }
}

/// Finds the value of a key; errors of hashing and comparing count as missing.
pub(super) fn find(cx: &Cx, dict: &Dict, key: Ref<'_>) -> Option<Owned> {
    match dict.get(cx, key) {
        Ok(found) => found,
        Err(Raised) => {
            cx.clear_raised();
            None
        }
    }
}

fn is_equal(cx: &Cx, a: &Dict, b: &Dict) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((key, value)) = a.next_entry(&mut position) {
        let Some(other) = find(cx, b, key.borrow()) else { return Ok(false) };
        if !comparing::rich_compare_bool(cx, value.borrow(), other.borrow(), CompareOp::Eq)? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<i32> {
    let (left, right) = (a.recv::<Dict>(), b.recv::<Dict>());
    if left.len() != right.len() {
        return Ok(if left.len() < right.len() { -1 } else { 1 });
    }
    let Some((key_a, value_a)) = smallest_difference(cx, left, right)? else { return Ok(0) };
    let Some((key_b, value_b)) = smallest_difference(cx, right, left)? else { return Ok(0) };
    match comparing::compare(cx, key_a.borrow(), key_b.borrow())? {
        0 => comparing::compare(cx, value_a.borrow(), value_b.borrow()),
        order => Ok(order),
    }
}

/// Finds the smallest key of `a` that `b` lacks or has another value for.
fn smallest_difference(cx: &Cx, a: &Dict, b: &Dict) -> PyResult<Option<(Owned, Owned)>> {
    let mut smallest: Option<(Owned, Owned)> = None;
    let mut position = 0;
    while let Some((key, mut value)) = a.next_entry(&mut position) {
        if let Some((known, _)) = &smallest {
            if comparing::rich_compare_bool(cx, known.borrow(), key.borrow(), CompareOp::Lt)? {
                continue;
            }
            // The comparison may have removed the entry or changed its value.
            match a.value_at(position - 1) {
                Some(current) => value = current.own(),
                None => continue,
            }
        }
        let same = match find(cx, b, key.borrow()) {
            None => false,
            Some(other) => {
                comparing::rich_compare_bool(cx, value.borrow(), other.borrow(), CompareOp::Eq)?
            }
        };
        if !same {
            smallest = Some((key, value));
        }
    }
    Ok(smallest)
}
