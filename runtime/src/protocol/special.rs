//! Small joints to the attribute, call and slice machinery.

use crate::builtins::slice::Slice;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};

/// Start, step and count of a slice object over `len` items; None for other values.
///
/// # Errors
/// Raises `TypeError` or `ValueError` for unfit members.
pub(crate) fn slice_range(
    cx: &Cx,
    key: Ref<'_>,
    len: usize,
) -> PyResult<Option<(isize, isize, isize)>> {
    let Some(slice) = key.cast::<Slice>() else { return Ok(None) };
    let span = slice.span(cx, len)?;
    Ok(Some((span.start, span.step, span.count as isize)))
}

/// Finds an attribute, None if there is none.
///
/// # Errors
/// Whatever the lookup raises, except `AttributeError`.
pub(crate) fn find_attr(cx: &Cx, x: Ref<'_>, name: Ref<'_>) -> PyResult<Option<Owned>> {
    super::attr::find_attr(cx, x, name)
}

/// Finds a special method on the type, bound to `x`.
///
/// # Errors
/// Whatever the lookup raises.
pub(crate) fn lookup_special(cx: &Cx, x: Ref<'_>, name: Ref<'_>) -> PyResult<Option<Owned>> {
    super::attr::lookup_special(cx, x, name)
}

/// Calls with these arguments.
///
/// # Errors
/// Whatever the call raises.
pub(crate) fn call(cx: &Cx, f: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    super::call::call_positional(cx, f, args)
}

/// Issues a warning.
///
/// # Errors
/// Raises it as an exception if the filters say so.
pub(crate) fn warn(cx: &Cx, category: &'static crate::types::Type, text: &str) -> PyResult<()> {
    cx.warn(category, text)
}

/// The items of an iterable; `message` is the text if it is none.
///
/// # Errors
/// Raises `TypeError` if it is no iterable, and whatever the iteration raises.
pub(crate) fn items(cx: &Cx, x: Ref<'_>, message: &str) -> PyResult<Vec<Owned>> {
    super::sequence::fast(cx, x, message)
}

/// `x[key]`
///
/// # Errors
/// Whatever the access raises.
pub(crate) fn get_item(cx: &Cx, x: Ref<'_>, key: Ref<'_>) -> PyResult {
    super::mapping::get_item(cx, x, key)
}

/// `iter(x)`
///
/// # Errors
/// Raises `TypeError` if `x` is no iterable.
pub(crate) fn iter(cx: &Cx, x: Ref<'_>) -> PyResult {
    super::iter::iter(cx, x)
}

/// `getattr(x, name)`
///
/// # Errors
/// Whatever the access raises.
pub(crate) fn get_attr(cx: &Cx, x: Ref<'_>, name: Ref<'_>) -> PyResult {
    super::attr::get_attr(cx, x, name)
}
