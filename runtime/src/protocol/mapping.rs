//! Subscripts by any key: `x[k]`, `x[k] = v`, `del x[k]`.
//!
//! The mapping slots are asked first, then the sequence slots, as CPython 2.7 does.

use super::{number, sequence};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::Ref;

/// Returns `x[key]`. May run Python code.
///
/// # Errors
/// `TypeError` if `x` has no items; what its methods raise.
#[inline]
pub fn get_item(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult {
    let slots = &x.ty().slots;
    if let Some(subscript) = slots.subscript.get() {
        return subscript(cx, x, key);
    }
    if sequence::has_sequence_slots(x.ty()) {
        if number::has_index(key) {
            let index = number::as_index_or(cx, key, &table::INDEX_ERROR)?;
            return sequence::get_item(cx, x, index);
        }
        if slots.item.get().is_some() {
            return Err(raise_not_an_index(cx, key));
        }
    }
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("'{}' object has no attribute '__getitem__'", x.ty().name()),
    ))
}

/// Does `x[key] = value`. May run Python code.
///
/// # Errors
/// `TypeError` if `x` does not support it; what its methods raise.
#[inline]
pub fn set_item(cx: &Cx, x: Ref<'_>, key: Ref<'_>, value: Ref<'_>) -> PyResult<()> {
    set_or_delete(cx, x, key, Some(value))
}

/// Does `del x[key]`. May run Python code.
///
/// # Errors
/// `TypeError` if `x` does not support it; what its methods raise.
#[inline]
pub fn del_item(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult<()> {
    set_or_delete(cx, x, key, None)
}

fn set_or_delete(cx: &Cx, x: Ref<'_>, key: Ref<'_>, value: Option<Ref<'_>>) -> PyResult<()> {
    let slots = &x.ty().slots;
    if let Some(set_subscript) = slots.set_subscript.get() {
        return set_subscript(cx, x, key, value);
    }
    if sequence::has_sequence_slots(x.ty()) {
        if number::has_index(key) {
            let index = number::as_index_or(cx, key, &table::INDEX_ERROR)?;
            return match value {
                Some(value) => sequence::set_item(cx, x, index, value),
                None => sequence::del_item(cx, x, index),
            };
        }
        if slots.set_item.get().is_some() {
            return Err(raise_not_an_index(cx, key));
        }
    }
    let what = if value.is_some() { "assignment" } else { "deletion" };
    Err(cx.raise(
        &table::TYPE_ERROR,
        format_args!("'{}' object does not support item {what}", x.ty().name()),
    ))
}

#[cold]
fn raise_not_an_index(cx: &Cx, key: Ref<'_>) -> Raised {
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("sequence index must be integer, not '{}'", key.ty().name()),
    )
}
