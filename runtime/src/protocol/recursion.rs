//! The bound on nested calls of natives that may run Python.
//!
//! Entering counts against `sys.getrecursionlimit()` as a Python call does, and also checks the
//! native stack, so that no nesting of objects overflows it.

use crate::cx::Cx;
use crate::exceptions::{PyResult, table};

/// Runs `body` one level deeper. `place` completes the error text (" in cmp").
///
/// # Errors
/// Raises `RuntimeError` when the limit is reached.
#[inline]
pub fn nested<T>(cx: &Cx, place: &str, body: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    let depth = cx.head.depth.get() + 1;
    if depth > cx.head.depth_limit.get() || cx.stack_low() {
        return Err(cx.raise(
            &table::RUNTIME_ERROR,
            format_args!("maximum recursion depth exceeded{place}"),
        ));
    }
    cx.head.depth.set(depth);
    let result = body();
    cx.head.depth.set(depth - 1);
    result
}
