//! `__format__` of numbers and strings.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::Ref;

/// The `__format__` method.
///
/// # Errors
/// Raises `ValueError` for a format that does not fit.
pub(crate) fn format_method(cx: &Cx, _x: Ref<'_>, _spec: Ref<'_>) -> PyResult {
    Err(cx.raise(&table::NOT_IMPLEMENTED_ERROR, format_args!("format")))
}
