//! Coercion of a pair of numbers, as old-style classes and `coerce()` use it.

use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use crate::types::TypeFlags;

/// Brings `a` and `b` to a common type; None if neither side can. May run Python code.
///
/// # Errors
/// Whatever `__coerce__` raises.
pub fn coerce(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult<Option<(Owned, Owned)>> {
    if std::ptr::eq(a.ty(), b.ty()) && !a.ty().has_flag(TypeFlags::CHECK_TYPES) {
        return Ok(Some((a.own(), b.own())));
    }
    if let Some(coerce) = a.ty().slots.coerce.get()
        && let Some(pair) = coerce(cx, a, b)?
    {
        return Ok(Some(pair));
    }
    if let Some(coerce) = b.ty().slots.coerce.get()
        && let Some((b, a)) = coerce(cx, b, a)?
    {
        return Ok(Some((a, b)));
    }
    Ok(None)
}
