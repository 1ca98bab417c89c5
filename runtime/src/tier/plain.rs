//! Leaf helpers: operations on exact built-in containers with keys whose hash and comparison run no Python code.
//!
//! Always true: nothing here can reach a safepoint. What might (a key with a `__hash__` or `__eq__` of its own, an object
//! that dies) is declined before anything has changed, and compiled code asks the protocol.

use super::words::{borrow, take};
use super::world::address;
use crate::builtins::dict::{
    DICT, Dict, ITEM_ITER, ItemIter, KEY_ITER, KeyIter, VALUE_ITER, ValueIter,
};
use crate::builtins::enumerate::{ENUMERATE, Enumerate};
use crate::builtins::iterators::{
    LIST_ITER, ListIter, SEQUENCE_ITER, SequenceIter, TUPLE_ITER, TupleIter,
};
use crate::builtins::list::{LIST, List};
use crate::builtins::set;
use crate::builtins::str::{STR, Str};
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::builtins::xrange::{XRANGE_ITER, XRange, XRangeIter};
use crate::cx::Cx;
use crate::object::{Owned, Ref};
use crate::protocol;
use crate::protocol::plain::{plain_equal, plain_hash};
use abi::value::UNBOUND;

pub(super) extern "C" fn py_dict_get(cx: &Cx, dict: u64, key: u64) -> u64 {
    find(cx, borrow(dict), borrow(key)).flatten().unwrap_or(0)
}

pub(super) extern "C" fn py_dict_find(cx: &Cx, dict: u64, key: u64) -> u64 {
    find(cx, borrow(dict), borrow(key)).map_or(0, |found| found.unwrap_or(UNBOUND))
}

/// The word of a value in an exact dict; `Some(None)` if the key is not there.
#[expect(clippy::option_option, reason = "declined, missing, or a value")]
fn find(cx: &Cx, dict: Ref<'_>, key: Ref<'_>) -> Option<Option<u64>> {
    let dict = dict.cast_exact::<Dict>()?;
    let index = dict.table.lookup_plain(key, plain_hash(cx, key)?)?;
    Some(dict.value_at(index).map(|value| value.word().0))
}

pub(super) extern "C" fn py_dict_set(cx: &Cx, dict: u64, key: u64, value: u64) -> u64 {
    insert(cx, borrow(dict), borrow(key), borrow(value)).unwrap_or(0)
}

/// Sets a value in an exact dict; the old value's word is given away, or the unbound marker.
fn insert(cx: &Cx, dict: Ref<'_>, key: Ref<'_>, value: Ref<'_>) -> Option<u64> {
    let dict = dict.cast_exact::<Dict>()?;
    let hash = plain_hash(cx, key)?;
    dict.table.ensure_owned(cx).map_err(|_| cx.clear_raised()).ok()?;
    let index = dict.table.lookup_plain(key, hash)?;
    if dict.table.is_active_at(index) {
        let old = dict.replace_value_at(index, value.own());
        return Some(old.map_or(UNBOUND, |old| old.into_word().0));
    }
    dict.table.insert_at(index, hash, key.own(), value.own().into_word().0);
    // A table that could not grow is searched longer, and tries again.
    if dict.table.grow_if_full(cx).is_err() {
        cx.clear_raised();
    }
    Some(UNBOUND)
}

pub(super) extern "C" fn py_contains_plain(cx: &Cx, item: u64, container: u64) -> u64 {
    contains(cx, borrow(item), borrow(container)).map_or(2, u64::from)
}

/// Whether [`py_contains_plain`] may know what is in objects of this type.
pub(super) fn has_members(ty: u64) -> bool {
    [address(&DICT), address(&set::SET), address(&set::FROZENSET), address(&STR)].contains(&ty)
        || [address(&LIST), address(&TUPLE)].contains(&ty)
}

fn contains(cx: &Cx, item: Ref<'_>, container: Ref<'_>) -> Option<bool> {
    if let Some(dict) = container.cast_exact::<Dict>() {
        let index = dict.table.lookup_plain(item, plain_hash(cx, item)?)?;
        return Some(dict.table.is_active_at(index));
    }
    if let Some(body) = set::exact_body(container) {
        let index = body.table.lookup_plain(item, plain_hash(cx, item)?)?;
        return Some(body.table.is_active_at(index));
    }
    if let (Some(text), Some(part)) = (container.cast_exact::<Str>(), item.cast_exact::<Str>()) {
        let (text, part) = (text.as_bytes(), part.as_bytes());
        return match part {
            [] => Some(true),
            [byte] => Some(memchr::memchr(*byte, text).is_some()),
            _ => Some(memchr::memmem::find(text, part).is_some()),
        };
    }
    let items = match (container.cast_exact::<List>(), container.cast_exact::<Tuple>()) {
        (Some(list), _) => list.peek_slice(),
        (_, Some(tuple)) => tuple.as_slice(),
        _ => return None,
    };
    for candidate in items {
        if plain_equal(*candidate, item)? {
            return Some(true);
        }
    }
    Some(false)
}

pub(super) extern "C" fn py_iter_plain(cx: &Cx, value: u64) -> u64 {
    let value = borrow(value);
    let is_plain = value.cast_exact::<List>().is_some()
        || value.cast_exact::<Tuple>().is_some()
        || value.cast_exact::<XRange>().is_some()
        || value.cast_exact::<Dict>().is_some()
        || value.cast_exact::<Str>().is_some();
    if !is_plain {
        return 0;
    }
    match protocol::iter::iter(cx, value) {
        Ok(iterator) => iterator.into_word().0,
        Err(_) => {
            cx.clear_raised();
            0
        }
    }
}

/// Addresses of the types of iterators that [`py_next_plain`] knows.
pub(super) fn iterators() -> [u64; 5] {
    let (keys, values, items) = (address(&KEY_ITER), address(&VALUE_ITER), address(&ITEM_ITER));
    [keys, values, items, address(&ENUMERATE), address(&SEQUENCE_ITER)]
}

/// Whether [`py_iter_plain`] makes iterators of this type.
pub(super) fn made_by_container(ty: u64) -> bool {
    [address(&XRANGE_ITER), address(&LIST_ITER), address(&TUPLE_ITER)].contains(&ty)
        || [address(&KEY_ITER), address(&SEQUENCE_ITER)].contains(&ty)
}

pub(super) extern "C" fn py_next_plain(cx: &Cx, iterator: u64) -> u64 {
    let iterator = borrow(iterator);
    if let Some(it) = iterator.cast_exact::<SequenceIter>() {
        // The bytes of a str; other sequences are asked by the protocol.
        let Some(text) = it.source.peek().and_then(|source| source.cast_exact::<Str>()) else {
            return 0;
        };
        let index = it.index.get();
        let Some(byte) = text.as_bytes().get(index as usize) else { return 0 };
        it.index.set(index + 1);
        return crate::builtins::str::single(*byte).word().0;
    }
    if !is_ready(iterator) {
        return 0;
    }
    match protocol::iter::next(cx, iterator) {
        Ok(item) => item.map_or(0, |item| item.into_word().0),
        Err(_) => {
            cx.clear_raised();
            0
        }
    }
}

pub(super) extern "C" fn py_next_pair(_cx: &Cx, iterator: u64, place: u64) -> u64 {
    let iterator = borrow(iterator);
    let pair = if let Some(enumerate) = iterator.cast_exact::<Enumerate>() {
        next_enumerated(enumerate)
    } else {
        iterator.cast_exact::<ItemIter>().and_then(ItemIter::next_plain)
    };
    match pair {
        None => 0,
        Some(None) => 2,
        Some(Some((first, second))) => {
            super::words::write(place, first.into_word().0);
            super::words::write(place + 8, second.into_word().0);
            1
        }
    }
}

/// The next pair of an enumerate over a list, tuple or xrange; `Some(None)` at its end.
#[expect(clippy::option_option, reason = "declined, ended, or a pair")]
fn next_enumerated(enumerate: &Enumerate) -> Option<Option<(Owned, Owned)>> {
    let number = enumerate.small_number()?;
    let source = enumerate.source()?;
    let item = if let Some(it) = source.cast_exact::<ListIter>() {
        let Some(list) = it.source.peek() else { return Some(None) };
        let items = list.cast_exact::<List>()?;
        let Some(item) = items.get(it.index.get() as usize) else {
            if !ends_quietly(list, items.peek_slice()) {
                return None;
            }
            it.source.set(None);
            return Some(None);
        };
        it.index.set(it.index.get() + 1);
        item
    } else if let Some(it) = source.cast_exact::<TupleIter>() {
        let Some(tuple) = it.source.peek() else { return Some(None) };
        let items = tuple.cast_exact::<Tuple>()?.as_slice();
        let Some(item) = items.get(it.index.get() as usize) else {
            if !ends_quietly(tuple, items) {
                return None;
            }
            it.source.set(None);
            return Some(None);
        };
        it.index.set(it.index.get() + 1);
        item.own()
    } else {
        let it = source.cast_exact::<XRangeIter>()?;
        let index = it.index.get();
        if index >= it.len {
            return Some(None);
        }
        it.index.set(index + 1);
        Owned::int(it.start.wrapping_add(index.wrapping_mul(it.step)))
    };
    enumerate.set_number(number + 1);
    Some(Some((Owned::int(number), item)))
}

/// Whether a container with these items can lose a count here without running anything.
fn ends_quietly(container: Ref<'_>, items: &[Ref<'_>]) -> bool {
    container.header().is_some_and(|head| head.count() > 1)
        || items.iter().all(|item| !item.word().is_heap() || item.is_exact(&STR))
}

/// Whether an iterator of a built-in type has a next item. At its end it may free what it walks over.
fn is_ready(iterator: Ref<'_>) -> bool {
    if let Some(enumerate) = iterator.cast_exact::<Enumerate>() {
        let source = enumerate.source();
        return source
            .is_some_and(|source| source.cast_exact::<Enumerate>().is_none() && is_ready(source));
    }
    if let Some(list) = iterator.cast_exact::<ListIter>() {
        let source = list.source.peek().and_then(|source| source.cast_exact::<List>());
        return source.is_some_and(|source| (list.index.get() as usize) < source.len());
    }
    if let Some(tuple) = iterator.cast_exact::<TupleIter>() {
        let source = tuple.source.peek().and_then(|source| source.cast_exact::<Tuple>());
        return source.is_some_and(|source| (tuple.index.get() as usize) < source.len());
    }
    if let Some(range) = iterator.cast_exact::<XRangeIter>() {
        return range.index.get() < range.len;
    }
    if let Some(keys) = iterator.cast_exact::<KeyIter>() {
        return keys.is_ready();
    }
    if let Some(values) = iterator.cast_exact::<ValueIter>() {
        return values.is_ready();
    }
    iterator.cast_exact::<ItemIter>().is_some_and(ItemIter::is_ready)
}

pub(super) extern "C" fn py_list_reserve(cx: &Cx, list: u64) -> u64 {
    let reserved = borrow(list).recv::<List>().reserve_one(cx);
    if reserved.is_err() {
        // The interpreter tries again and raises.
        cx.clear_raised();
    }
    u64::from(reserved.is_ok())
}

pub(super) extern "C" fn py_list_pop(_cx: &Cx, list: u64) -> u64 {
    let item = borrow(list).recv::<List>().pop();
    item.expect("the caller has seen an item").into_word().0
}

pub(super) extern "C" fn py_len_plain(_cx: &Cx, object: u64) -> u64 {
    plain_len(borrow(object)).map_or(u64::MAX, |len| len as u64)
}

/// The length of an object of a built-in type, whose length runs no Python code.
fn plain_len(object: Ref<'_>) -> Option<usize> {
    if let Some(list) = object.cast_exact::<List>() {
        return Some(list.len());
    }
    if let Some(tuple) = object.cast_exact::<Tuple>() {
        return Some(tuple.as_slice().len());
    }
    if let Some(text) = object.cast_exact::<Str>() {
        return Some(text.as_bytes().len());
    }
    if let Some(dict) = object.cast_exact::<Dict>() {
        return Some(dict.len());
    }
    set::exact_body(object).map(|body| body.table.len())
}

/// `object[low:high]`: bounds that are not given are 0. All three are taken over as `owned` says.
pub(super) extern "C" fn py_get_slice(
    cx: &Cx,
    object: u64,
    low: u64,
    high: u64,
    owned: u64,
) -> u64 {
    let (object, low, high) = slice_operands(object, low, high, owned);
    super::words::give(crate::types::def::guard(cx, || {
        let (low, high) = (low.as_ref().map(Owned::borrow), high.as_ref().map(Owned::borrow));
        protocol::sequence::apply_slice(cx, object.borrow(), low, high)
    }))
}

/// `object[low:high] = value`, which is taken over in any case.
pub(super) extern "C" fn py_set_slice(
    cx: &Cx,
    object: u64,
    low: u64,
    high: u64,
    value: u64,
    owned: u64,
) -> u64 {
    let (object, low, high) = slice_operands(object, low, high, owned);
    let value = take(value);
    super::words::give(crate::types::def::guard(cx, || {
        let (low, high) = (low.as_ref().map(Owned::borrow), high.as_ref().map(Owned::borrow));
        let object = object.borrow();
        protocol::sequence::assign_slice(cx, object, low, high, Some(value.borrow()))?;
        Ok(Owned::none())
    }))
}

fn slice_operands(
    object: u64,
    low: u64,
    high: u64,
    owned: u64,
) -> (Owned, Option<Owned>, Option<Owned>) {
    let bound =
        |word: u64, bit: u64| (word != 0).then(|| super::words::operand(word, owned & bit != 0));
    (super::words::operand(object, owned & 1 != 0), bound(low, 2), bound(high, 4))
}
