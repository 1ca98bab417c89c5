//! The methods of `dict`.

use super::{DICT, Dict, raise_key_error, update};
use crate::builtins::list::{List, try_vec};
use crate::builtins::set;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::{iter, mapping, special};
use crate::types::CallArgs;

pub(super) fn has_key(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    Ok(Owned::bool(recv.recv::<Dict>().contains(cx, key)?))
}

pub(super) fn size_of(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(248 + recv.recv::<Dict>().table.size_bytes() as i64))
}

/// Returns the second argument, None if it was not given.
fn default_of(args: &[Ref<'_>]) -> Owned {
    args.get(1).map_or_else(Owned::none, |default| default.own())
}

pub(super) fn get(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    Ok(recv.recv::<Dict>().get(cx, args[0])?.unwrap_or_else(|| default_of(args)))
}

pub(super) fn set_default(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    recv.recv::<Dict>().set_default(cx, args[0], default_of(args).borrow())
}

pub(super) fn pop(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let dict = recv.recv::<Dict>();
    if dict.is_empty() {
        return match args.get(1) {
            Some(default) => Ok(default.own()),
            None => Err(raise_key_error(cx, args[0])),
        };
    }
    match (dict.remove(cx, args[0])?, args.get(1)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.own()),
        (None, None) => Err(raise_key_error(cx, args[0])),
    }
}

pub(super) fn pop_item(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let dict = recv.recv::<Dict>();
    let Some(index) = dict.table.pop_position() else {
        return Err(cx.raise(&table::KEY_ERROR, format_args!("popitem(): dictionary is empty")));
    };
    let (key, value) = dict.remove_at(index);
    dict.table.set_pop_position(index + 1);
    Tuple::pair(cx, key, value)
}

/// Makes a list of something about each entry.
fn collect(cx: &Cx, recv: Ref<'_>, mut part: impl FnMut(Ref<'_>, Ref<'_>) -> PyResult) -> PyResult {
    let dict = recv.recv::<Dict>();
    let mut items = try_vec(cx, dict.len())?;
    let mut position = 0;
    while let Some(index) = dict.table.next_active(position) {
        position = index + 1;
        if let Some((_, key, value)) = dict.entry_at(index) {
            items.push(part(key, value)?);
        }
    }
    List::new(cx, items)
}

pub(super) fn keys(cx: &Cx, recv: Ref<'_>) -> PyResult {
    collect(cx, recv, |key, _| Ok(key.own()))
}

pub(super) fn values(cx: &Cx, recv: Ref<'_>) -> PyResult {
    collect(cx, recv, |_, value| Ok(value.own()))
}

pub(super) fn items(cx: &Cx, recv: Ref<'_>) -> PyResult {
    // Making tuples may start a collection, which may run Python code: hold the entries.
    let entries = recv.recv::<Dict>().to_vec();
    let mut items = try_vec(cx, entries.len())?;
    for (key, value) in entries {
        items.push(Tuple::pair(cx, key, value)?);
    }
    List::new(cx, items)
}

pub(super) fn update(cx: &Cx, recv: Ref<'_>, args: CallArgs<'_>) -> PyResult {
    update::update_from_call(cx, recv, "update", args)?;
    Ok(Owned::none())
}

/// Keys of an exact dict or set with their hashes, which `fromkeys` copies without iterating.
fn known_keys(source: Ref<'_>) -> Option<Vec<(i64, Owned)>> {
    let mut keys = Vec::new();
    let mut position = 0;
    if let Some(dict) = source.cast_exact::<Dict>() {
        while let Some(index) = dict.table.next_active(position) {
            keys.extend(dict.table.peek_at(index).map(|(hash, key, _)| (hash, key.own())));
            position = index + 1;
        }
        return Some(keys);
    }
    let table = &set::exact_body(source)?.table;
    while let Some(index) = table.next_active(position) {
        keys.extend(table.peek_at(index).map(|(hash, key, _)| (hash, key.own())));
        position = index + 1;
    }
    Some(keys)
}

pub(super) fn from_keys(cx: &Cx, class: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let value = default_of(args);
    let made = special::call(cx, class, &[])?;
    let target = made.borrow();
    let Some(dict) = target.cast_exact::<Dict>() else {
        iter::for_each(cx, args[0], |key| {
            mapping::set_item(cx, target, key.borrow(), value.borrow())
        })?;
        return Ok(made);
    };
    debug_assert!(target.is_exact(&DICT));
    if dict.is_empty()
        && let Some(keys) = known_keys(args[0])
    {
        dict.table.resize(cx, keys.len() / 2 * 3)?;
        for (hash, key) in keys {
            dict.insert_hashed(cx, key.borrow(), hash, value.clone())?;
        }
        return Ok(made);
    }
    iter::for_each(cx, args[0], |key| dict.set(cx, key.borrow(), value.borrow()))?;
    Ok(made)
}

pub(super) fn clear(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    recv.recv::<Dict>().clear();
    Ok(Owned::none())
}

pub(super) fn copy(cx: &Cx, recv: Ref<'_>) -> PyResult {
    recv.recv::<Dict>().copy(cx)
}
