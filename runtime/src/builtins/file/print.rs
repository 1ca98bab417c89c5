//! What `print` writes to a file for containers: their items one after the other.
//!
//! An error in the middle leaves what stands before it written, and a tuple that holds itself is not
//! noticed at the tuple, both as observed.

use super::File;
use crate::builtins::dict::{DICT, Dict};
use crate::builtins::list::{LIST, List};
use crate::builtins::set::{self, FROZENSET, SET};
use crate::builtins::str::Str;
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use crate::protocol::recursion::nested;
use crate::protocol::repr;
use crate::types::Type;

/// Returns whether `x` is shown the way its native base `ty` shows itself.
fn shows_as(x: Ref<'_>, ty: &'static Type) -> bool {
    if x.is_exact(ty) {
        return true;
    }
    let same = |a: Option<usize>, b: Option<usize>| a == b;
    let (own, base) = (&x.ty().slots, &ty.slots);
    x.is_instance(ty)
        && same(own.repr.get().map(|f| f as usize), base.repr.get().map(|f| f as usize))
        && same(own.str.get().map(|f| f as usize), base.str.get().map(|f| f as usize))
}

/// Writes a container; false if `x` is none.
///
/// # Errors
/// Whatever the repr of an item or writing raises.
pub(super) fn write_container(cx: &Cx, file: &File, x: Ref<'_>) -> PyResult<bool> {
    if !x.word().is_heap() {
        return Ok(false);
    }
    if shows_as(x, &LIST) {
        guarded(cx, file, x, b"[...]", || write_list(cx, file, x.recv::<List>()))?;
    } else if shows_as(x, &TUPLE) {
        nested(cx, "", || write_tuple(cx, file, x.recv::<Tuple>()).map(|()| Owned::none()))?;
    } else if shows_as(x, &DICT) {
        guarded(cx, file, x, b"{...}", || write_dict(cx, file, x.recv::<Dict>()))?;
    } else if shows_as(x, &SET) || shows_as(x, &FROZENSET) {
        let name = x.ty().name();
        let again = format!("{name}(...)");
        guarded(cx, file, x, again.as_bytes(), || write_set(cx, file, x, &name))?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn guarded(
    cx: &Cx,
    file: &File,
    x: Ref<'_>,
    again: &[u8],
    write: impl FnOnce() -> PyResult<()>,
) -> PyResult<()> {
    if !repr::enter_repr(cx, x) {
        return file.write_bytes(cx, again);
    }
    let result = nested(cx, "", || write().map(|()| Owned::none()));
    repr::leave_repr(cx, x);
    result.map(drop)
}

fn write_item(cx: &Cx, file: &File, item: Ref<'_>) -> PyResult<()> {
    if write_container(cx, file, item)? {
        return Ok(());
    }
    let text = repr::repr(cx, item)?;
    file.write_bytes(cx, text.borrow().recv::<Str>().as_bytes())
}

fn write_list(cx: &Cx, file: &File, list: &List) -> PyResult<()> {
    file.write_bytes(cx, b"[")?;
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if index > 0 {
            file.write_bytes(cx, b", ")?;
        }
        write_item(cx, file, item.borrow())?;
        index += 1;
    }
    file.write_bytes(cx, b"]")
}

fn write_tuple(cx: &Cx, file: &File, tuple: &Tuple) -> PyResult<()> {
    file.write_bytes(cx, b"(")?;
    for (index, item) in tuple.as_slice().iter().enumerate() {
        if index > 0 {
            file.write_bytes(cx, b", ")?;
        }
        write_item(cx, file, *item)?;
    }
    file.write_bytes(cx, if tuple.len() == 1 { b",)" } else { b")" })
}

fn write_dict(cx: &Cx, file: &File, dict: &Dict) -> PyResult<()> {
    file.write_bytes(cx, b"{")?;
    let mut position = 0;
    let mut is_first = true;
    while let Some((key, value)) = dict.next_entry(&mut position) {
        if !is_first {
            file.write_bytes(cx, b", ")?;
        }
        is_first = false;
        write_item(cx, file, key.borrow())?;
        file.write_bytes(cx, b": ")?;
        write_item(cx, file, value.borrow())?;
    }
    file.write_bytes(cx, b"}")
}

fn write_set(cx: &Cx, file: &File, set: Ref<'_>, name: &str) -> PyResult<()> {
    file.write_bytes(cx, format!("{name}([").as_bytes())?;
    for (index, item) in
        set::body(set).map(|body| body.to_vec()).unwrap_or_default().iter().enumerate()
    {
        if index > 0 {
            file.write_bytes(cx, b", ")?;
        }
        write_item(cx, file, item.borrow())?;
    }
    file.write_bytes(cx, b"])")
}
