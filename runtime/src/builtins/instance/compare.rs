//! Comparison of classic instances.

use super::{INSTANCE, call_special};
use crate::builtins::none::not_implemented;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::{coerce, compare as protocol, number};
use crate::types::CompareOp;
use crate::types::dunder::compare_name;

/// What the compare slot gives back when neither side knows.
pub(crate) const DECLINED: i32 = 2;

/// Three-way comparison after coercion; [`DECLINED`] if no `__cmp__` decides.
pub(super) fn compare(cx: &Cx, left: Ref<'_>, right: Ref<'_>) -> PyResult<i32> {
    let coerced = coerce::coerce(cx, left, right)?;
    let (left, right) = match &coerced {
        Some((left, right)) => (left.borrow(), right.borrow()),
        None => (left, right),
    };
    if !left.is_exact(&INSTANCE) && !right.is_exact(&INSTANCE) {
        return protocol::compare(cx, left, right);
    }
    if left.is_exact(&INSTANCE)
        && let Some(result) = half_compare(cx, left, right)?
    {
        return Ok(result);
    }
    if right.is_exact(&INSTANCE)
        && let Some(result) = half_compare(cx, right, left)?
    {
        return Ok(-result);
    }
    Ok(DECLINED)
}

fn half_compare(cx: &Cx, object: Ref<'_>, other: Ref<'_>) -> PyResult<Option<i32>> {
    let Some(result) = call_special(cx, object, names::CMP.as_ref(), &[other])? else {
        return Ok(None);
    };
    if result.borrow().is(not_implemented()) {
        return Ok(None);
    }
    match number::as_c_long(cx, result.borrow()) {
        Ok(value) => Ok(Some(value.signum() as i32)),
        Err(_) => {
            Err(cx.raise(&table::TYPE_ERROR, format_args!("comparison did not return an int")))
        }
    }
}

pub(super) fn rich_compare(cx: &Cx, left: Ref<'_>, right: Ref<'_>, op: CompareOp) -> PyResult {
    for (object, other, op) in [(left, right, op), (right, left, op.swapped())] {
        if !object.is_exact(&INSTANCE) {
            continue;
        }
        let result: Option<Owned> = call_special(cx, object, compare_name(op), &[other])?;
        if let Some(result) = result
            && !result.borrow().is(not_implemented())
        {
            return Ok(result);
        }
    }
    Ok(not_implemented().own())
}
