//! The methods of `list`.

use super::{List, slots, sort as sorting};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::{compare, number, repr, sequence};
use crate::types::CompareOp;

pub(super) fn size_of(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(40 + 8 * recv.recv::<List>().capacity() as i64))
}

pub(super) fn append(cx: &Cx, recv: Ref<'_>, item: Ref<'_>) -> PyResult {
    recv.recv::<List>().push(cx, item.own())?;
    Ok(Owned::none())
}

pub(super) fn insert(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let index = number::as_i64(cx, args[0])? as isize;
    let list = recv.recv::<List>();
    let len = list.len() as isize;
    let index = if index < 0 { index.saturating_add(len).max(0) } else { index.min(len) };
    list.insert(cx, index as usize, args[1].own())?;
    Ok(Owned::none())
}

pub(super) fn extend(cx: &Cx, recv: Ref<'_>, items: Ref<'_>) -> PyResult {
    slots::extend(cx, recv, items)?;
    Ok(Owned::none())
}

pub(super) fn pop(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let index = match args {
        [] => -1,
        [index, ..] => number::as_i64(cx, *index)? as isize,
    };
    let list = recv.recv::<List>();
    if index == -1
        && let Some(item) = list.pop()
    {
        return Ok(item);
    }
    if list.is_empty() {
        return Err(cx.raise(&table::INDEX_ERROR, format_args!("pop from empty list")));
    }
    let index = if index < 0 { index.wrapping_add(list.len() as isize) } else { index };
    let item = usize::try_from(index).ok().and_then(|index| list.remove_at(index));
    item.ok_or_else(|| cx.raise(&table::INDEX_ERROR, format_args!("pop index out of range")))
}

/// Finds the first item of `low..high` that equals `value`; the list may change meanwhile.
fn find(cx: &Cx, list: &List, value: Ref<'_>, low: usize, high: usize) -> PyResult<Option<usize>> {
    let mut index = low;
    while index < high
        && let Some(item) = list.get(index)
    {
        if compare::rich_compare_bool(cx, item.borrow(), value, CompareOp::Eq)? {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}

pub(super) fn remove(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let list = recv.recv::<List>();
    match find(cx, list, value, 0, usize::MAX)? {
        Some(index) => {
            drop(list.remove_at(index));
            Ok(Owned::none())
        }
        None => Err(cx.raise(&table::VALUE_ERROR, format_args!("list.remove(x): x not in list"))),
    }
}

/// Reads the bounds of `index`: negative ones count from the end.
pub(crate) fn search_bounds(cx: &Cx, args: &[Ref<'_>], len: usize) -> PyResult<(usize, usize)> {
    let low = sequence::search_bound(cx, args.first().copied(), 0)?;
    let high = sequence::search_bound(cx, args.get(1).copied(), isize::MAX)?;
    let from_start = |bound: isize| {
        if bound < 0 { bound.saturating_add(len as isize).max(0) as usize } else { bound as usize }
    };
    Ok((from_start(low), from_start(high)))
}

pub(super) fn index(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let list = recv.recv::<List>();
    let (low, high) = search_bounds(cx, &args[1..], list.len())?;
    if let Some(index) = find(cx, list, args[0], low, high)? {
        return Ok(Owned::int(index as i64));
    }
    let mut text =
        repr::repr(cx, args[0])?.borrow().recv::<crate::builtins::str::Str>().as_bytes().to_vec();
    text.extend_from_slice(b" is not in list");
    Err(cx.raise_bytes(&table::VALUE_ERROR, &text))
}

pub(super) fn count(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let list = recv.recv::<List>();
    let (mut index, mut count) = (0, 0);
    while let Some(item) = list.get(index) {
        if compare::rich_compare_bool(cx, item.borrow(), value, CompareOp::Eq)? {
            count += 1;
        }
        index += 1;
    }
    Ok(Owned::int(count))
}

pub(super) fn reverse(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    recv.recv::<List>().reverse();
    Ok(Owned::none())
}

pub(super) fn sort(cx: &Cx, recv: Ref<'_>, args: &[Option<Ref<'_>>]) -> PyResult {
    let given = |index: usize| args[index].filter(|value| !value.is_none());
    let reverse = match args[2] {
        None => false,
        Some(value) => crate::protocol::args::c_int(cx, value)? != 0,
    };
    sorting::sort(cx, recv, given(0), given(1), reverse)?;
    Ok(Owned::none())
}
