//! Truth of values: `True`, `False`, None, numbers, then length; everything else is true.

use crate::builtins::bool::{FALSE, TRUE};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::Ref;

/// Returns whether `x` is true. May run Python code.
///
/// # Errors
/// Whatever `__nonzero__` or `__len__` raise.
#[inline]
pub fn is_true(cx: &Cx, x: Ref<'_>) -> PyResult<bool> {
    let word = x.word();
    if word.is_int() {
        return Ok(word.int() != 0);
    }
    if word == Ref::from_object(&TRUE).word() {
        return Ok(true);
    }
    if word == Ref::from_object(&FALSE).word() || x.is_none() {
        return Ok(false);
    }
    is_true_by_slots(cx, x)
}

fn is_true_by_slots(cx: &Cx, x: Ref<'_>) -> PyResult<bool> {
    let slots = &x.ty().slots;
    if let Some(nonzero) = slots.nonzero.get() {
        nonzero(cx, x)
    } else if let Some(len) = slots.map_len.get() {
        Ok(len(cx, x)? > 0)
    } else if let Some(len) = slots.len.get() {
        Ok(len(cx, x)? > 0)
    } else {
        Ok(true)
    }
}
