//! Sorting a list: keys, comparison functions, and fast ways for items of one simple type.
//!
//! While it is being sorted the list is empty; a change of it is found out at the end. Fast ways are
//! taken only where no Python code could have run, so that nobody sees a difference.

use super::merge_sort::merge_sort;
use super::{List, release_backwards};
use crate::builtins::int::INT;
use crate::builtins::str::{STR, Str};
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Owned, Ref};
use crate::protocol::{compare, special};
use crate::types::{CompareOp, TypeFlags};

/// Sorts the list `recv` in place. May run Python code.
///
/// # Errors
/// What `key` and the comparisons raise; the list holds a permutation of its items then.
/// `ValueError` if it was changed meanwhile.
pub(super) fn sort(
    cx: &Cx,
    recv: Ref<'_>,
    cmp: Option<Ref<'_>>,
    key: Option<Ref<'_>>,
    reverse: bool,
) -> PyResult<()> {
    let list = recv.recv::<List>();
    let nested = list.is_sorting();
    let mut items = list.take_for_sorting();
    let result = sort_vec(cx, &mut items, cmp, key, reverse);
    let changed = !list.is_sorting();
    list.end_sorting();
    let intruders = list.put(items);
    release_backwards(intruders);
    if nested && list.capacity() == 0 {
        list.mark_sorting();
    }
    if changed && result.is_ok() {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("list modified during sort")));
    }
    result
}

/// Sorts values by CPython's rules. May run Python code.
///
/// # Errors
/// What `key` and the comparisons raise; `items` is a permutation of what it was then.
pub fn sort_vec(
    cx: &Cx,
    items: &mut Vec<Owned>,
    cmp: Option<Ref<'_>>,
    key: Option<Ref<'_>>,
    reverse: bool,
) -> PyResult<()> {
    let keys = match key {
        Some(key) => Some(keys_of(cx, items, key)?),
        None => None,
    };
    if reverse {
        items.reverse();
    }
    let result = match keys {
        None if cmp.is_none() && sort_simple(items) => Ok(()),
        None => {
            let keys: Vec<Owned> = items.to_vec();
            sort_by_keys(cx, items, &keys, cmp)
        }
        Some(mut keys) => {
            if reverse {
                keys.reverse();
            }
            sort_by_keys(cx, items, &keys, cmp)
        }
    };
    if reverse {
        items.reverse();
    }
    result
}

fn keys_of(cx: &Cx, items: &[Owned], key: Ref<'_>) -> PyResult<Vec<Owned>> {
    let mut keys = super::try_vec(cx, items.len())?;
    for item in items {
        keys.push(special::call(cx, key, &[item.borrow()])?);
    }
    Ok(keys)
}

/// What all values of a list are, if that makes comparing them simple.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Simple {
    /// Immediate ints: their words compare as they do.
    Int,
    /// Immediate floats without NaN.
    Float,
    /// Exact strs.
    Str,
}

fn simple_kind(values: &[Owned]) -> Option<Simple> {
    let kind_of = |value: &Owned| {
        let word = value.word();
        if word.is_int() {
            Some(Simple::Int)
        } else if word.is_float() {
            (!word.float().is_nan()).then_some(Simple::Float)
        } else {
            value.borrow().is_exact(&STR).then_some(Simple::Str)
        }
    };
    let first = kind_of(values.first()?)?;
    values.iter().all(|value| kind_of(value) == Some(first)).then_some(first)
}

fn text_of(value: &Owned) -> &[u8] {
    value.borrow().cast_exact::<Str>().map_or(&[], Str::as_bytes)
}

/// Sorts values of one simple type; false if they are not.
fn sort_simple(items: &mut [Owned]) -> bool {
    match simple_kind(items) {
        None => return items.len() < 2,
        Some(Simple::Int) => items.sort_by_key(|item| item.word().0),
        Some(Simple::Float) => {
            items.sort_by(|a, b| compare_floats(a.word().float(), b.word().float()));
        }
        Some(Simple::Str) => items.sort_by(|a, b| text_of(a).cmp(text_of(b))),
    }
    true
}

/// The order of two floats that are not NaN.
fn compare_floats(a: f64, b: f64) -> std::cmp::Ordering {
    a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal)
}

/// Sorts `items` by the keys beside them.
fn sort_by_keys(
    cx: &Cx,
    items: &mut Vec<Owned>,
    keys: &[Owned],
    cmp: Option<Ref<'_>>,
) -> PyResult<()> {
    let Ok(count) = u32::try_from(items.len()) else { return Err(cx.raise_no_memory()) };
    let mut order: Vec<u32> = (0..count).collect();
    let key = |index: u32| &keys[index as usize];
    let mut result = Ok(());
    match (cmp, simple_kind(keys)) {
        (None, Some(Simple::Int)) => order.sort_by_key(|index| key(*index).word().0),
        (None, Some(Simple::Float)) => {
            order.sort_by(|a, b| compare_floats(key(*a).word().float(), key(*b).word().float()))
        }
        (None, Some(Simple::Str)) => {
            order.sort_by(|a, b| text_of(key(*a)).cmp(text_of(key(*b))));
        }
        (None, None) => {
            result = merge_sort(&mut order, &mut |a, b| {
                compare::rich_compare_bool(cx, key(a).borrow(), key(b).borrow(), CompareOp::Lt)
            });
        }
        (Some(cmp), _) => {
            result = merge_sort(&mut order, &mut |a, b| {
                is_less_by(cx, cmp, key(a).borrow(), key(b).borrow())
            });
        }
    }
    permute(items, &order);
    result
}

/// Asks a comparison function whether `a` is below `b`.
fn is_less_by(cx: &Cx, cmp: Ref<'_>, a: Ref<'_>, b: Ref<'_>) -> PyResult<bool> {
    let result = special::call(cx, cmp, &[a, b])?;
    let result = result.borrow();
    if !result.is_exact(&INT) && !result.ty().has_flag(TypeFlags::INT_SUBTYPE) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("comparison function must return int, not {}", result.ty().name()),
        ));
    }
    Ok(crate::builtins::int::int_value(result).is_some_and(|value| value < 0))
}

/// Brings the items into the order of the numbers.
fn permute(items: &mut Vec<Owned>, order: &[u32]) {
    let mut old: Vec<Option<Owned>> = items.drain(..).map(Some).collect();
    items.extend(order.iter().filter_map(|index| old[*index as usize].take()));
}
