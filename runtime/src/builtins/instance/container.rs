//! Classic instances as sequences, mappings and iterators.

use super::{call_required, call_special, find};
use crate::builtins::int::{INT, int_value};
use crate::builtins::iterators::SequenceIter;
use crate::builtins::slice::Slice;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::{sequence, truth};

pub(super) fn len(cx: &Cx, object: Ref<'_>) -> PyResult<isize> {
    let result = call_required(cx, object, names::LEN.as_ref(), &[])?;
    let value = result.borrow();
    if !value.is_instance(&INT) {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("__len__() should return an int")));
    }
    match int_value(value) {
        Some(len) if len >= 0 => Ok(len as isize),
        _ => Err(cx.raise(&table::VALUE_ERROR, format_args!("__len__() should return >= 0"))),
    }
}

pub(super) fn subscript(cx: &Cx, object: Ref<'_>, key: Ref<'_>) -> PyResult {
    call_required(cx, object, names::GETITEM.as_ref(), &[key])
}

pub(super) fn set_subscript(
    cx: &Cx,
    object: Ref<'_>,
    key: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    match value {
        Some(value) => call_required(cx, object, names::SETITEM.as_ref(), &[key, value])?,
        None => call_required(cx, object, names::DELITEM.as_ref(), &[key])?,
    };
    Ok(())
}

pub(super) fn item(cx: &Cx, object: Ref<'_>, index: isize) -> PyResult {
    subscript(cx, object, Owned::int(index as i64).borrow())
}

pub(super) fn set_item(
    cx: &Cx,
    object: Ref<'_>,
    index: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    set_subscript(cx, object, Owned::int(index as i64).borrow(), value)
}

fn slice_of(cx: &Cx, low: isize, high: isize) -> PyResult {
    let (low, high) = (Owned::int(low as i64), Owned::int(high as i64));
    Slice::new(cx, Some(low.borrow()), Some(high.borrow()), None)
}

pub(super) fn slice(cx: &Cx, object: Ref<'_>, low: isize, high: isize) -> PyResult {
    let args = [Owned::int(low as i64), Owned::int(high as i64)];
    let args = [args[0].borrow(), args[1].borrow()];
    match call_special(cx, object, names::GETSLICE.as_ref(), &args)? {
        Some(result) => Ok(result),
        None => subscript(cx, object, slice_of(cx, low, high)?.borrow()),
    }
}

pub(super) fn set_slice(
    cx: &Cx,
    object: Ref<'_>,
    low: isize,
    high: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let bounds = [Owned::int(low as i64), Owned::int(high as i64)];
    let (first, second) = (bounds[0].borrow(), bounds[1].borrow());
    let done = match value {
        Some(value) => call_special(cx, object, names::SETSLICE.as_ref(), &[first, second, value])?,
        None => call_special(cx, object, names::DELSLICE.as_ref(), &[first, second])?,
    };
    match done {
        Some(_) => Ok(()),
        None => set_subscript(cx, object, slice_of(cx, low, high)?.borrow(), value),
    }
}

pub(super) fn contains(cx: &Cx, object: Ref<'_>, item: Ref<'_>) -> PyResult<bool> {
    match call_special(cx, object, names::CONTAINS.as_ref(), &[item])? {
        Some(result) => truth::is_true(cx, result.borrow()),
        None => sequence::contains_by_iteration(cx, object, item),
    }
}

pub(super) fn iter(cx: &Cx, object: Ref<'_>) -> PyResult {
    if let Some(result) = call_special(cx, object, names::ITER.as_ref(), &[])? {
        if result.borrow().ty().slots.next.get().is_none() {
            let ty = result.borrow().ty().name();
            return Err(cx.raise(
                &table::TYPE_ERROR,
                format_args!("__iter__ returned non-iterator of type '{ty}'"),
            ));
        }
        return Ok(result);
    }
    if find(cx, object, names::GETITEM.as_ref())?.is_none() {
        return Err(cx.raise(&table::TYPE_ERROR, format_args!("iteration over non-sequence")));
    }
    SequenceIter::new(cx, object)
}

pub(super) fn next(cx: &Cx, object: Ref<'_>) -> PyResult<Option<Owned>> {
    let result = call_special(cx, object, names::NEXT.as_ref(), &[]);
    match cx.catch(result, &table::STOP_ITERATION)? {
        None => Ok(None),
        Some(Some(item)) => Ok(Some(item)),
        Some(None) => {
            Err(cx.raise(&table::TYPE_ERROR, format_args!("instance has no next() method")))
        }
    }
}
