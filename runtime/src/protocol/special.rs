//! Small joints to the attribute, call and slice machinery.

use crate::builtins::slice::Slice;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
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
pub(crate) fn find_attr(_cx: &Cx, _x: Ref<'_>, _name: Ref<'_>) -> PyResult<Option<Owned>> {
    Ok(None)
}

/// Finds a special method on the type, bound to `x`.
///
/// # Errors
/// Whatever the lookup raises.
pub(crate) fn lookup_special(_cx: &Cx, _x: Ref<'_>, _name: Ref<'_>) -> PyResult<Option<Owned>> {
    Ok(None)
}

/// Calls with these arguments.
///
/// # Errors
/// Whatever the call raises.
pub(crate) fn call(cx: &Cx, f: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    match f.ty().slots.call.get() {
        Some(call) => call(cx, f, crate::types::CallArgs::positional_only(args)),
        None => Err(cx
            .raise(&table::TYPE_ERROR, format_args!("'{}' object is not callable", f.ty().name()))),
    }
}

/// Issues a warning.
///
/// # Errors
/// Raises it as an exception if the filters say so.
pub(crate) fn warn(_cx: &Cx, _category: &'static crate::types::Type, _text: &str) -> PyResult<()> {
    Ok(())
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
    match x.ty().slots.get_attr.get() {
        Some(get) => get(cx, x, name),
        None => Err(cx.raise(
            &table::ATTRIBUTE_ERROR,
            format_args!("'{}' object has no such attribute", x.ty().name()),
        )),
    }
}
