//! The native slots of `dict`.

use super::{DICT, Dict, update};
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Ref, names};
use crate::protocol::{repr as representation, special};
use crate::types::{CallArgs, Type};

pub(super) fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    Dict::with_type(cx, ty)
}

pub(super) fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    update::update_from_call(cx, recv, "dict", args)
}

pub(super) fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    if recv.recv::<Dict>().is_empty() {
        return Str::new(cx, b"{}");
    }
    if !representation::enter_repr(cx, recv) {
        return Str::new(cx, b"{...}");
    }
    let result = repr_entries(cx, recv.recv::<Dict>());
    representation::leave_repr(cx, recv);
    Str::new(cx, &result?)
}

fn repr_entries(cx: &Cx, dict: &Dict) -> PyResult<Vec<u8>> {
    let mut text = vec![b'{'];
    let mut position = 0;
    while let Some((key, value)) = dict.next_entry(&mut position) {
        if text.len() > 1 {
            text.extend_from_slice(b", ");
        }
        let key = representation::repr(cx, key.borrow())?;
        text.extend_from_slice(key.borrow().recv::<Str>().as_bytes());
        text.extend_from_slice(b": ");
        let value = representation::repr(cx, value.borrow())?;
        text.extend_from_slice(value.borrow().recv::<Str>().as_bytes());
    }
    text.push(b'}');
    Ok(text)
}

pub(super) fn contains(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult<bool> {
    recv.recv::<Dict>().contains(cx, key)
}

pub(super) fn len(_cx: &Cx, recv: Ref<'_>) -> PyResult<isize> {
    Ok(recv.recv::<Dict>().len() as isize)
}

pub(super) fn subscript(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    match recv.recv::<Dict>().get(cx, key)? {
        Some(value) => Ok(value),
        None => missing(cx, recv, key),
    }
}

/// Asks `__missing__` of a subclass, else raises.
#[cold]
fn missing(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    if !recv.is_exact(&DICT)
        && let Some(method) = special::lookup_special(cx, recv, names::MISSING.as_ref())?
    {
        return special::call(cx, method.borrow(), &[key]);
    }
    Err(super::raise_key_error(cx, key))
}

pub(super) fn set_subscript(
    cx: &Cx,
    recv: Ref<'_>,
    key: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let dict = recv.recv::<Dict>();
    match value {
        Some(value) => dict.set(cx, key, value),
        None => match dict.remove(cx, key)? {
            Some(_) => Ok(()),
            None => Err(super::raise_key_error(cx, key)),
        },
    }
}
