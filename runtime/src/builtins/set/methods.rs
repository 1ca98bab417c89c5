//! The methods of `set` and `frozenset`.

use super::{FROZENSET, algebra, own_body, slots};
use crate::builtins::dict::raise_key_error;
use crate::builtins::list::List;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref, names};
use crate::protocol::{args, special};
use crate::types::CallArgs;

/// The arguments of a method that takes any number of iterables.
fn iterables<'a>(cx: &Cx, name: &str, args: CallArgs<'a>) -> PyResult<&'a [Ref<'a>]> {
    if !args.names.is_empty() {
        return Err(
            cx.raise(&table::TYPE_ERROR, format_args!("{name}() takes no keyword arguments"))
        );
    }
    args::positional(cx, name, args, 0, usize::MAX)
}

pub(super) fn add(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    own_body(recv).add(cx, key)?;
    Ok(Owned::none())
}

pub(super) fn clear(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    own_body(recv).clear();
    Ok(Owned::none())
}

pub(super) fn contains(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    Ok(Owned::bool(slots::contains(cx, recv, key)?))
}

pub(super) fn copy(cx: &Cx, recv: Ref<'_>) -> PyResult {
    algebra::copy(cx, recv)
}

pub(super) fn frozen_copy(cx: &Cx, recv: Ref<'_>) -> PyResult {
    if recv.is_exact(&FROZENSET) { Ok(recv.own()) } else { algebra::copy(cx, recv) }
}

pub(super) fn discard(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    slots::with_hashable_key(cx, key, |key| own_body(recv).discard(cx, key))?;
    Ok(Owned::none())
}

pub(super) fn remove(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    if slots::with_hashable_key(cx, key, |key| own_body(recv).discard(cx, key))? {
        Ok(Owned::none())
    } else {
        Err(raise_key_error(cx, key))
    }
}

pub(super) fn pop(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let key = own_body(recv).pop();
    key.ok_or_else(|| cx.raise(&table::KEY_ERROR, format_args!("pop from an empty set")))
}

pub(super) fn difference(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    algebra::difference_of_all(cx, recv, iterables(cx, "difference", args)?)
}

pub(super) fn difference_update(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    for other in iterables(cx, "difference_update", args)? {
        algebra::remove_items(cx, recv, *other)?;
    }
    Ok(Owned::none())
}

pub(super) fn intersection(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    algebra::intersection_of_all(cx, recv, iterables(cx, "intersection", args)?)
}

pub(super) fn intersection_update(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    algebra::keep_intersection(cx, recv, iterables(cx, "intersection_update", args)?)?;
    Ok(Owned::none())
}

pub(super) fn union(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    algebra::union(cx, recv, iterables(cx, "union", args)?)
}

pub(super) fn update(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    for other in iterables(cx, "update", args)? {
        algebra::update(cx, own_body(recv), *other)?;
    }
    Ok(Owned::none())
}

pub(super) fn symmetric_difference(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    algebra::symmetric_difference(cx, recv, other)
}

pub(super) fn symmetric_difference_update(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    algebra::toggle_items(cx, recv, other)?;
    Ok(Owned::none())
}

pub(super) fn is_disjoint(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    Ok(Owned::bool(algebra::is_disjoint(cx, recv, other)?))
}

pub(super) fn is_subset(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    let other = algebra::as_set(cx, other)?;
    Ok(Owned::bool(algebra::is_subset(cx, own_body(recv), own_body(other.borrow()))?))
}

pub(super) fn is_superset(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    let other = algebra::as_set(cx, other)?;
    Ok(Owned::bool(algebra::is_subset(cx, own_body(other.borrow()), own_body(recv))?))
}

pub(super) fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let members = List::new(cx, own_body(recv).to_vec())?;
    let args = Tuple::from_refs(cx, &[members.borrow()])?;
    let state = special::find_attr(cx, recv, names::DICT.as_ref())?.unwrap_or_else(Owned::none);
    Tuple::from_refs(cx, &[recv.ty().as_ref(), args.borrow(), state.borrow()])
}

pub(super) fn size_of(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(200 + own_body(recv).table.size_bytes() as i64))
}
