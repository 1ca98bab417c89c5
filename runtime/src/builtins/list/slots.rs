//! The native slots of `list`.

use super::{LIST, List, release_backwards, try_vec};
use crate::builtins::none::not_implemented;
use crate::builtins::slice::{Slice, Span};
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::{args, compare, number, repr as representation, sequence};
use crate::types::{CallArgs, CompareOp, Type};

pub(super) fn new(cx: &Cx, ty: &Type, _args: CallArgs<'_>) -> PyResult {
    List::with_type(cx, ty, Vec::new())
}

pub(super) fn init(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult<()> {
    let [items] = args::bind(cx, "list", args, 0, ["sequence"])?;
    let list = recv.recv::<List>();
    release_backwards(list.take());
    match items {
        Some(items) => extend(cx, recv, items),
        None => Ok(()),
    }
}

/// Appends the items of an iterable, one by one: those before an error stay.
pub(super) fn extend(cx: &Cx, recv: Ref<'_>, items: Ref<'_>) -> PyResult<()> {
    let list = recv.recv::<List>();
    if let Some(items) = exact_items(recv, items) {
        list.splice(cx, list.len()..list.len(), items)?;
        return Ok(());
    }
    let it = crate::protocol::iter::iter(cx, items)?;
    let hint = crate::protocol::iter::length_hint(cx, items, 8)?;
    if list.is_empty() && list.capacity() == 0 {
        // A fresh list takes exactly what the hint promises.
        drop(list.put(try_vec(cx, hint.max(0) as usize)?));
    } else {
        list.reserve(cx, hint.max(0) as usize)?;
    }
    let next = it.borrow().ty().slots.next.get();
    let next = next.expect("iter() has checked that it is an iterator");
    while let Some(item) = next(cx, it.borrow())? {
        list.push(cx, item)?;
    }
    list.trim();
    Ok(())
}

/// Items that may be copied at once: of an exact list or tuple, or the list itself.
fn exact_items(recv: Ref<'_>, items: Ref<'_>) -> Option<Vec<Owned>> {
    let exact = items.is_exact(&LIST) || items.is_exact(&crate::builtins::tuple::TUPLE);
    if exact || items.is(recv) { sequence::items_of(items) } else { None }
}

pub(super) fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    if recv.recv::<List>().is_empty() {
        return Str::new(cx, b"[]");
    }
    if !representation::enter_repr(cx, recv) {
        return Str::new(cx, b"[...]");
    }
    let result = repr_items(cx, recv.recv::<List>());
    representation::leave_repr(cx, recv);
    Str::new(cx, &result?)
}

fn repr_items(cx: &Cx, list: &List) -> PyResult<Vec<u8>> {
    let mut text = vec![b'['];
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if index > 0 {
            text.extend_from_slice(b", ");
        }
        let item = representation::repr(cx, item.borrow())?;
        text.extend_from_slice(item.borrow().recv::<Str>().as_bytes());
        index += 1;
    }
    text.push(b']');
    Ok(text)
}

pub(super) fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(left), Some(right)) = (a.cast::<List>(), b.cast::<List>()) else {
        return Ok(not_implemented().own());
    };
    if left.len() != right.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Owned::bool(op == CompareOp::Ne));
    }
    let mut index = 0;
    while let (Some(x), Some(y)) = (left.get(index), right.get(index)) {
        if !compare::rich_compare_bool(cx, x.borrow(), y.borrow(), CompareOp::Eq)? {
            return match op {
                CompareOp::Eq => Ok(Owned::bool(false)),
                CompareOp::Ne => Ok(Owned::bool(true)),
                CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
                    // The comparison may have changed the lists.
                    match (left.get(index), right.get(index)) {
                        (Some(x), Some(y)) => compare::rich_compare(cx, x.borrow(), y.borrow(), op),
                        _ => Ok(Owned::bool(op.of(left.len().cmp(&right.len())))),
                    }
                }
            };
        }
        index += 1;
    }
    Ok(Owned::bool(op.of(left.len().cmp(&right.len()))))
}

pub(super) fn len(_cx: &Cx, recv: Ref<'_>) -> PyResult<isize> {
    Ok(recv.recv::<List>().len() as isize)
}

pub(super) fn concat(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    let list = recv.recv::<List>();
    let Some(other) = other.cast::<List>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("can only concatenate list (not \"{}\") to list", other.ty().name()),
        ));
    };
    let mut items = try_vec(cx, list.len() + other.len())?;
    items.extend(list.peek_slice().iter().map(|item| item.own()));
    items.extend(other.peek_slice().iter().map(|item| item.own()));
    List::new(cx, items)
}

pub(super) fn inplace_concat(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    extend(cx, recv, other)?;
    Ok(recv.own())
}

/// Returns the items `count` times over.
fn repeated(cx: &Cx, list: &List, count: isize) -> PyResult<Vec<Owned>> {
    let count = count.max(0) as usize;
    let total = list.len().checked_mul(count).ok_or_else(|| cx.raise_no_memory())?;
    let mut items = try_vec(cx, total)?;
    if let [item] = list.peek_slice() {
        items.extend(std::iter::repeat_with(|| item.own()).take(count));
    } else if total > 0 {
        for _ in 0..count {
            items.extend(list.peek_slice().iter().map(|item| item.own()));
        }
    }
    Ok(items)
}

pub(super) fn repeat(cx: &Cx, recv: Ref<'_>, count: isize) -> PyResult {
    List::new(cx, repeated(cx, recv.recv::<List>(), count)?)
}

pub(super) fn inplace_repeat(cx: &Cx, recv: Ref<'_>, count: isize) -> PyResult {
    let list = recv.recv::<List>();
    if count <= 0 {
        release_backwards(list.take());
    } else if count > 1 {
        let items = repeated(cx, list, count - 1)?;
        list.splice(cx, list.len()..list.len(), items)?;
    }
    Ok(recv.own())
}

pub(super) fn item(cx: &Cx, recv: Ref<'_>, index: isize) -> PyResult {
    let item = usize::try_from(index).ok().and_then(|index| recv.recv::<List>().get(index));
    item.ok_or_else(|| out_of_range(cx, "list index out of range"))
}

#[cold]
fn out_of_range(cx: &Cx, message: &str) -> Raised {
    cx.raise(&table::INDEX_ERROR, format_args!("{message}"))
}

pub(super) fn set_item(
    cx: &Cx,
    recv: Ref<'_>,
    index: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let list = recv.recv::<List>();
    let old = match (usize::try_from(index), value) {
        (Err(_), _) => None,
        (Ok(index), Some(value)) => list.replace(index, value.own()).ok(),
        (Ok(index), None) => list.remove_at(index),
    };
    match old {
        Some(_) => Ok(()),
        None => Err(out_of_range(cx, "list assignment index out of range")),
    }
}

/// Clamps the bounds of a simple slice.
fn clamped(len: usize, low: isize, high: isize) -> std::ops::Range<usize> {
    let low = low.clamp(0, len as isize) as usize;
    low..(high.clamp(low as isize, len as isize) as usize)
}

pub(super) fn slice(cx: &Cx, recv: Ref<'_>, low: isize, high: isize) -> PyResult {
    let list = recv.recv::<List>();
    List::from_refs(cx, &list.peek_slice()[clamped(list.len(), low, high)])
}

pub(super) fn set_slice(
    cx: &Cx,
    recv: Ref<'_>,
    low: isize,
    high: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let list = recv.recv::<List>();
    if let Some(new) = value.and_then(|value| value.cast_exact::<List>())
        && !std::ptr::eq(list, new)
        && list.replace_numbers(clamped(list.len(), low, high), new.peek_slice())
    {
        return Ok(());
    }
    let new = match value {
        Some(value) => sequence::fast(cx, value, "can only assign an iterable")?,
        None => Vec::new(),
    };
    let removed = list.splice(cx, clamped(list.len(), low, high), new)?;
    release_backwards(removed);
    Ok(())
}

pub(super) fn contains(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult<bool> {
    let list = recv.recv::<List>();
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if compare::rich_compare_bool(cx, value, item.borrow(), CompareOp::Eq)? {
            return Ok(true);
        }
        index += 1;
    }
    Ok(false)
}

/// Turns a key into an index that may still be out of range; None if it is no index.
fn index_of(cx: &Cx, list: &List, key: Ref<'_>) -> PyResult<Option<isize>> {
    if !number::has_index(key) {
        return Ok(None);
    }
    let index = number::as_index(cx, key)?;
    Ok(Some(if index < 0 { index.wrapping_add(list.len() as isize) } else { index }))
}

#[cold]
fn not_an_index(cx: &Cx, key: Ref<'_>) -> Raised {
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("list indices must be integers, not {}", key.ty().name()),
    )
}

pub(super) fn subscript(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    let list = recv.recv::<List>();
    if let Some(index) = index_of(cx, list, key)? {
        return item(cx, recv, index);
    }
    let Some(slice) = key.cast::<Slice>() else { return Err(not_an_index(cx, key)) };
    let span = slice.span(cx, list.len())?;
    let all = list.peek_slice();
    if span.step == 1 {
        return List::from_refs(cx, &all[span.range()]);
    }
    let mut items = try_vec(cx, span.count)?;
    items.extend(span.indices().map(|index| all[index].own()));
    List::new(cx, items)
}

pub(super) fn set_subscript(
    cx: &Cx,
    recv: Ref<'_>,
    key: Ref<'_>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let list = recv.recv::<List>();
    if let Some(index) = index_of(cx, list, key)? {
        return set_item(cx, recv, index, value);
    }
    let Some(slice) = key.cast::<Slice>() else { return Err(not_an_index(cx, key)) };
    let span = slice.span(cx, list.len())?;
    if span.step == 1 {
        return set_slice(cx, recv, span.start, span.stop, value);
    }
    match value {
        None => {
            let (first, step) = span.ascending();
            release_backwards(list.remove_strided(cx, first, step, span.count)?);
            Ok(())
        }
        Some(value) => set_strided(cx, list, &span, value),
    }
}

fn set_strided(cx: &Cx, list: &List, span: &Span, value: Ref<'_>) -> PyResult<()> {
    let items = sequence::fast(cx, value, "must assign iterable to extended slice")?;
    if items.len() != span.count {
        return Err(cx.raise(
            &table::VALUE_ERROR,
            format_args!(
                "attempt to assign sequence of size {} to extended slice of size {}",
                items.len(),
                span.count
            ),
        ));
    }
    let mut replaced = try_vec(cx, span.count)?;
    for (index, item) in span.indices().zip(items) {
        if let Ok(old) = list.replace(index, item) {
            replaced.push(old);
        }
    }
    drop(replaced);
    Ok(())
}
