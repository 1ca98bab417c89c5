//! Operations of sets with iterables. The order in which tables are filled is CPython 2.7's, because
//! it shows when the results are iterated.

use super::slots::{new_empty, new_set};
use super::{SET, SetBody, body, exact_body, own_body};
use crate::builtins::dict::Dict;
use crate::builtins::dict::key::key_hash;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Owned, Ref};
use crate::protocol::iter;

/// Adds the items of an iterable.
///
/// # Errors
/// What iterating, hashing or comparing raises.
pub(super) fn update(cx: &Cx, target: &SetBody, items: Ref<'_>) -> PyResult<()> {
    if let Some(other) = body(items) {
        return target.merge(cx, other);
    }
    if let Some(dict) = items.cast_exact::<Dict>() {
        target.table.reserve_for_merge(cx, dict.len())?;
        let mut position = 0;
        while let Some((hash, key)) = next_dict_key(dict, &mut position) {
            target.add_hashed(cx, key.borrow(), hash)?;
        }
        return Ok(());
    }
    iter::for_each(cx, items, |item| target.add(cx, item.borrow()))
}

/// `recv |= items`
pub(crate) fn add_items(cx: &Cx, recv: Ref<'_>, items: Ref<'_>) -> PyResult<()> {
    update(cx, own_body(recv), items)
}

/// Returns the next key of a dict with its hash.
fn next_dict_key(dict: &Dict, position: &mut usize) -> Option<(i64, Owned)> {
    let index = dict.table.next_active(*position)?;
    *position = index + 1;
    dict.table.peek_at(index).map(|(hash, key, _)| (hash, key.own()))
}

/// A new set of the receiver's type with its members.
pub(super) fn copy(cx: &Cx, recv: Ref<'_>) -> PyResult {
    new_set(cx, recv.ty(), Some(recv))
}

/// `recv | others`
pub(super) fn union(cx: &Cx, recv: Ref<'_>, others: &[Ref<'_>]) -> PyResult {
    let result = copy(cx, recv)?;
    for other in others {
        if !other.is(recv) {
            update(cx, own_body(result.borrow()), *other)?;
        }
    }
    Ok(result)
}

/// `recv & other`
pub(super) fn intersection(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    if recv.is(other) {
        return copy(cx, recv);
    }
    let result = new_empty(cx, recv.ty())?;
    let target = own_body(result.borrow());
    let own = own_body(recv);
    if let Some(other) = body(other) {
        let (searched, walked) = if other.len() > own.len() { (other, own) } else { (own, other) };
        let mut position = 0;
        while let Some((hash, key)) = walked.next_hashed(&mut position) {
            if searched.contains_hashed(cx, key.borrow(), hash)? {
                target.add_hashed(cx, key.borrow(), hash)?;
            }
        }
        return Ok(result);
    }
    iter::for_each(cx, other, |item| {
        let hash = key_hash(cx, item.borrow())?;
        if own.contains_hashed(cx, item.borrow(), hash)? {
            target.add_hashed(cx, item.borrow(), hash)?;
        }
        Ok(())
    })?;
    Ok(result)
}

/// `recv & others`
pub(super) fn intersection_of_all(cx: &Cx, recv: Ref<'_>, others: &[Ref<'_>]) -> PyResult {
    let [first, rest @ ..] = others else { return copy(cx, recv) };
    let mut result = intersection(cx, recv, *first)?;
    for other in rest {
        result = intersection(cx, result.borrow(), *other)?;
    }
    Ok(result)
}

/// `recv &= others`
pub(crate) fn keep_intersection(cx: &Cx, recv: Ref<'_>, others: &[Ref<'_>]) -> PyResult<()> {
    let result = intersection_of_all(cx, recv, others)?;
    own_body(recv).table.swap(&own_body(result.borrow()).table);
    Ok(())
}

/// `recv -= other`
pub(crate) fn remove_items(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult<()> {
    let own = own_body(recv);
    if recv.is(other) {
        own.clear();
        return Ok(());
    }
    if let Some(other) = body(other) {
        let mut position = 0;
        while let Some((hash, key)) = other.next_hashed(&mut position) {
            own.discard_hashed(cx, key.borrow(), hash)?;
        }
    } else {
        iter::for_each(cx, other, |item| own.discard(cx, item.borrow()).map(|_| ()))?;
    }
    own.compact(cx)
}

/// `recv - other`
pub(super) fn difference(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    let dict = other.cast_exact::<Dict>();
    let set = body(other);
    if dict.is_none() && set.is_none() {
        let result = copy(cx, recv)?;
        remove_items(cx, result.borrow(), other)?;
        return Ok(result);
    }
    let result = new_empty(cx, recv.ty())?;
    let target = own_body(result.borrow());
    let mut position = 0;
    while let Some((hash, key)) = own_body(recv).next_hashed(&mut position) {
        let found = match (dict, set) {
            (Some(dict), _) => {
                let index = dict.table.lookup(cx, key.borrow(), hash)?;
                dict.table.is_active_at(index)
            }
            (None, Some(set)) => set.contains_hashed(cx, key.borrow(), hash)?,
            (None, None) => false,
        };
        if !found {
            target.add_hashed(cx, key.borrow(), hash)?;
        }
    }
    Ok(result)
}

/// `recv - others`
pub(super) fn difference_of_all(cx: &Cx, recv: Ref<'_>, others: &[Ref<'_>]) -> PyResult {
    let [first, rest @ ..] = others else { return copy(cx, recv) };
    let result = difference(cx, recv, *first)?;
    for other in rest {
        remove_items(cx, result.borrow(), *other)?;
    }
    Ok(result)
}

/// `recv ^= other`
pub(crate) fn toggle_items(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult<()> {
    let own = own_body(recv);
    if recv.is(other) {
        own.clear();
        return Ok(());
    }
    let toggle = |hash: i64, key: Owned| {
        if own.discard_hashed(cx, key.borrow(), hash)? {
            return Ok(());
        }
        own.add_hashed(cx, key.borrow(), hash)
    };
    let mut position = 0;
    if let Some(dict) = other.cast_exact::<Dict>() {
        while let Some((hash, key)) = next_dict_key(dict, &mut position) {
            toggle(hash, key)?;
        }
        return Ok(());
    }
    let other =
        if body(other).is_some() { other.own() } else { new_set(cx, recv.ty(), Some(other))? };
    while let Some((hash, key)) = own_body(other.borrow()).next_hashed(&mut position) {
        toggle(hash, key)?;
    }
    Ok(())
}

/// `recv ^ other`
pub(super) fn symmetric_difference(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    let result = new_set(cx, recv.ty(), Some(other))?;
    toggle_items(cx, result.borrow(), recv)?;
    Ok(result)
}

/// Whether there is no common member.
pub(super) fn is_disjoint(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult<bool> {
    let own = own_body(recv);
    if recv.is(other) {
        return Ok(own.is_empty());
    }
    if let Some(other) = exact_body(other) {
        let (searched, walked) = if other.len() > own.len() { (other, own) } else { (own, other) };
        let mut position = 0;
        while let Some((hash, key)) = walked.next_hashed(&mut position) {
            if searched.contains_hashed(cx, key.borrow(), hash)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    let it = iter::iter(cx, other)?;
    while let Some(item) = iter::next(cx, it.borrow())? {
        if own.contains(cx, item.borrow())? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns `other` itself if it is a set, else a set of its items.
pub(super) fn as_set(cx: &Cx, other: Ref<'_>) -> PyResult {
    if body(other).is_some() { Ok(other.own()) } else { new_set(cx, &SET, Some(other)) }
}

/// Whether all members of `a` are in `b`.
pub(super) fn is_subset(cx: &Cx, a: &SetBody, b: &SetBody) -> PyResult<bool> {
    if a.len() > b.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((hash, key)) = a.next_hashed(&mut position) {
        if !b.contains_hashed(cx, key.borrow(), hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}
