//! Sequences by number: length, items, simple slices, concatenation, repetition, membership.

use super::{compare, iter, mapping, number};
use crate::builtins::list::{self, LIST, List};
use crate::builtins::none::not_implemented;
use crate::builtins::slice::Slice;
use crate::builtins::tuple::{TUPLE, Tuple};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, names};
use crate::types::{CompareOp, Type, TypeFlags};

/// Returns whether the type has sequence slots at all (user classes always do), which decides about
/// error texts.
pub fn has_sequence_slots(ty: &Type) -> bool {
    let slots = &ty.slots;
    ty.has_flag(TypeFlags::HEAP)
        || slots.item.get().is_some()
        || slots.len.get().is_some()
        || slots.concat.get().is_some()
        || slots.repeat.get().is_some()
        || slots.slice.get().is_some()
        || slots.contains.get().is_some()
        || slots.set_item.get().is_some()
        || slots.set_slice.get().is_some()
}

/// Returns whether `x` counts as a sequence: it has items by number and is no dict. Old-style
/// instances are asked for `__getitem__`.
pub fn is_sequence(cx: &Cx, x: Ref<'_>) -> bool {
    if is_classic_instance(x) {
        return match super::special::find_attr(cx, x, names::GETITEM.as_ref()) {
            Ok(found) => found.is_some(),
            Err(Raised) => {
                cx.clear_raised();
                false
            }
        };
    }
    !x.ty().has_flag(TypeFlags::DICT_SUBTYPE) && x.ty().slots.item.get().is_some()
}

/// Returns whether `x` is an instance of an old-style class.
pub fn is_classic_instance(x: Ref<'_>) -> bool {
    x.is_exact(&crate::builtins::instance::INSTANCE)
}

#[cold]
fn type_error(cx: &Cx, x: Ref<'_>, before: &str, after: &str) -> Raised {
    cx.raise(&table::TYPE_ERROR, format_args!("{before}'{}' {after}", x.ty().name()))
}

/// Returns `len(x)`. May run Python code.
///
/// # Errors
/// `TypeError` if `x` has no length; what `__len__` raises.
#[inline]
pub fn len(cx: &Cx, x: Ref<'_>) -> PyResult<isize> {
    let slots = &x.ty().slots;
    match slots.len.get().or(slots.map_len.get()) {
        Some(len) => len(cx, x),
        None => Err(type_error(cx, x, "object of type ", "has no len()")),
    }
}

/// Makes a negative index of a sequence with a length count from its start.
fn from_start(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult<isize> {
    match x.ty().slots.len.get() {
        Some(len) if index < 0 => Ok(index.wrapping_add(len(cx, x)?)),
        _ => Ok(index),
    }
}

/// Returns item `index`. May run Python code.
///
/// # Errors
/// `TypeError` if there are no items by number; what the methods of `x` raise.
pub fn get_item(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult {
    match x.ty().slots.item.get() {
        Some(item) => item(cx, x, from_start(cx, x, index)?),
        None => Err(type_error(cx, x, "", "object does not support indexing")),
    }
}

/// Sets item `index`. May run Python code.
///
/// # Errors
/// `TypeError` if that is not supported; what the methods of `x` raise.
pub fn set_item(cx: &Cx, x: Ref<'_>, index: isize, value: Ref<'_>) -> PyResult<()> {
    match x.ty().slots.set_item.get() {
        Some(set_item) => set_item(cx, x, from_start(cx, x, index)?, Some(value)),
        None => Err(type_error(cx, x, "", "object does not support item assignment")),
    }
}

/// Deletes item `index`. May run Python code.
///
/// # Errors
/// `TypeError` if that is not supported; what the methods of `x` raise.
pub fn del_item(cx: &Cx, x: Ref<'_>, index: isize) -> PyResult<()> {
    match x.ty().slots.set_item.get() {
        Some(set_item) => set_item(cx, x, from_start(cx, x, index)?, None),
        None => Err(type_error(cx, x, "", "object doesn't support item deletion")),
    }
}

/// Returns `x[low:high]` with indices as numbers. May run Python code.
///
/// # Errors
/// `TypeError` if `x` cannot be sliced; what its methods raise.
pub fn get_slice(cx: &Cx, x: Ref<'_>, low: isize, high: isize) -> PyResult {
    let slots = &x.ty().slots;
    if let Some(slice) = slots.slice.get() {
        let (low, high) = (from_start(cx, x, low)?, from_start(cx, x, high)?);
        return slice(cx, x, low, high);
    }
    if slots.subscript.get().is_some() {
        let slice = Slice::from_indices(cx, low, high)?;
        return mapping::get_item(cx, x, slice.borrow());
    }
    Err(type_error(cx, x, "", "object is unsliceable"))
}

/// Does `x[low:high] = value`, or deletes the slice, with indices as numbers. May run Python code.
///
/// # Errors
/// `TypeError` if that is not supported; what the methods of `x` raise.
pub fn set_slice(
    cx: &Cx,
    x: Ref<'_>,
    low: isize,
    high: isize,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    let slots = &x.ty().slots;
    if let Some(set_slice) = slots.set_slice.get() {
        let (low, high) = (from_start(cx, x, low)?, from_start(cx, x, high)?);
        return set_slice(cx, x, low, high, value);
    }
    if let Some(set_subscript) = slots.set_subscript.get() {
        let slice = Slice::from_indices(cx, low, high)?;
        return set_subscript(cx, x, slice.borrow(), value);
    }
    let after = if value.is_some() {
        "object doesn't support slice assignment"
    } else {
        "object doesn't support slice deletion"
    };
    Err(type_error(cx, x, "", after))
}

/// Returns `x[low:high]` as the expression does it: by `__getslice__` where the bounds are numbers
/// and there is one, else with a slice object. May run Python code.
///
/// # Errors
/// What slicing raises.
pub fn apply_slice(cx: &Cx, x: Ref<'_>, low: Option<Ref<'_>>, high: Option<Ref<'_>>) -> PyResult {
    if x.ty().slots.slice.get().is_some() && is_bound(low) && is_bound(high) {
        let low = slice_bound(cx, low, 0)?;
        let high = slice_bound(cx, high, isize::MAX)?;
        return get_slice(cx, x, low, high);
    }
    let slice = Slice::new(cx, low, high, None)?;
    mapping::get_item(cx, x, slice.borrow())
}

/// Does `x[low:high] = value` or `del x[low:high]` as the statement does it. May run Python code.
///
/// # Errors
/// What slicing raises.
pub fn assign_slice(
    cx: &Cx,
    x: Ref<'_>,
    low: Option<Ref<'_>>,
    high: Option<Ref<'_>>,
    value: Option<Ref<'_>>,
) -> PyResult<()> {
    if x.ty().slots.set_slice.get().is_some() && is_bound(low) && is_bound(high) {
        let low = slice_bound(cx, low, 0)?;
        let high = slice_bound(cx, high, isize::MAX)?;
        return set_slice(cx, x, low, high, value);
    }
    let slice = Slice::new(cx, low, high, None)?;
    match value {
        Some(value) => mapping::set_item(cx, x, slice.borrow(), value),
        None => mapping::del_item(cx, x, slice.borrow()),
    }
}

/// Returns whether a bound of a simple slice is missing or a number (None is neither).
fn is_bound(bound: Option<Ref<'_>>) -> bool {
    bound.is_none_or(number::has_index)
}

/// Returns a bound of a simple slice as a number.
///
/// # Errors
/// `TypeError` if it is no number.
pub fn slice_bound(cx: &Cx, bound: Option<Ref<'_>>, missing: isize) -> PyResult<isize> {
    let Some(bound) = bound else { return Ok(missing) };
    if !number::has_index(bound) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("slice indices must be integers or None or have an __index__ method"),
        ));
    }
    number::as_index_clamped(cx, bound)
}

/// Returns a bound of a search (`index`) as a number; None is not one.
///
/// # Errors
/// `TypeError` if it is no number.
pub fn search_bound(cx: &Cx, bound: Option<Ref<'_>>, missing: isize) -> PyResult<isize> {
    let Some(bound) = bound else { return Ok(missing) };
    if !number::has_index(bound) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("slice indices must be integers or have an __index__ method"),
        ));
    }
    number::as_index_clamped(cx, bound)
}

/// Returns whether `item in x`. May run Python code.
///
/// # Errors
/// `TypeError` if `x` cannot be searched; what the methods of either raise.
#[inline]
pub fn contains(cx: &Cx, x: Ref<'_>, item: Ref<'_>) -> PyResult<bool> {
    match x.ty().slots.contains.get() {
        Some(contains) => contains(cx, x, item),
        None => contains_by_iteration(cx, x, item),
    }
}

/// Membership by looking at one item after the other.
///
/// # Errors
/// `TypeError` if `x` is not iterable; what the methods of either raise.
pub fn contains_by_iteration(cx: &Cx, x: Ref<'_>, item: Ref<'_>) -> PyResult<bool> {
    let it = iter_for_search(cx, x)?;
    while let Some(found) = iter::next(cx, it.borrow())? {
        if compare::rich_compare_bool(cx, item, found.borrow(), CompareOp::Eq)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn iter_for_search(cx: &Cx, x: Ref<'_>) -> PyResult {
    iter::iter(cx, x).map_err(|raised| {
        if cx.raised_matches(&table::TYPE_ERROR) {
            cx.clear_raised();
            return type_error(cx, x, "argument of type ", "is not iterable");
        }
        raised
    })
}

/// Number of items of `x` that equal `item` (`operator.countOf`). May run Python code.
///
/// # Errors
/// As [`contains_by_iteration`].
pub fn count(cx: &Cx, x: Ref<'_>, item: Ref<'_>) -> PyResult<isize> {
    let it = iter_for_search(cx, x)?;
    let mut count = 0;
    while let Some(found) = iter::next(cx, it.borrow())? {
        if compare::rich_compare_bool(cx, item, found.borrow(), CompareOp::Eq)? {
            count += 1;
        }
    }
    Ok(count)
}

/// Place of the first item of `x` that equals `item` (`operator.indexOf`). May run Python code.
///
/// # Errors
/// As [`contains_by_iteration`]; `ValueError` if there is none.
pub fn index_of(cx: &Cx, x: Ref<'_>, item: Ref<'_>) -> PyResult<isize> {
    let it = iter_for_search(cx, x)?;
    let mut index = 0;
    while let Some(found) = iter::next(cx, it.borrow())? {
        if compare::rich_compare_bool(cx, item, found.borrow(), CompareOp::Eq)? {
            return Ok(index);
        }
        index += 1;
    }
    Err(cx.raise(&table::VALUE_ERROR, format_args!("sequence.index(x): x not in sequence")))
}

/// Returns `a + b` of sequences only (`operator.concat`). May run Python code.
///
/// # Errors
/// `TypeError` if they cannot be concatenated.
pub fn concat(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    if let Some(concat) = a.ty().slots.concat.get() {
        return concat(cx, a, b);
    }
    if is_sequence(cx, a) && is_sequence(cx, b) {
        for add in [a.ty().slots.add.get(), b.ty().slots.add.get()].into_iter().flatten() {
            let result = add(cx, a, b)?;
            if !result.borrow().is(not_implemented()) {
                return Ok(result);
            }
        }
    }
    Err(type_error(cx, a, "", "object can't be concatenated"))
}

/// Returns what `a += b` of sequences leaves in `a` (`operator.iconcat`). May run Python code.
///
/// # Errors
/// `TypeError` if they cannot be concatenated.
pub fn inplace_concat(cx: &Cx, a: Ref<'_>, b: Ref<'_>) -> PyResult {
    let slots = &a.ty().slots;
    if let Some(concat) = slots.inplace_concat.get().or(slots.concat.get()) {
        return concat(cx, a, b);
    }
    if is_sequence(cx, a) && is_sequence(cx, b) {
        return number::inplace_add(cx, a, b);
    }
    Err(type_error(cx, a, "", "object can't be concatenated"))
}

/// Returns what `x *= count` leaves in the sequence `x` (`operator.irepeat`). May run Python code.
///
/// # Errors
/// `TypeError` if it cannot be repeated.
pub fn inplace_repeat(cx: &Cx, x: Ref<'_>, count: isize) -> PyResult {
    let slots = &x.ty().slots;
    if let Some(repeat) = slots.inplace_repeat.get().or(slots.repeat.get()) {
        return repeat(cx, x, count);
    }
    if is_sequence(cx, x) {
        return number::inplace_mul(cx, x, Owned::int(count as i64).borrow());
    }
    Err(type_error(cx, x, "", "object can't be repeated"))
}

/// Returns `x * count` of a sequence (`operator.repeat`). May run Python code.
///
/// # Errors
/// `TypeError` if it cannot be repeated.
pub fn repeat(cx: &Cx, x: Ref<'_>, count: isize) -> PyResult {
    if let Some(repeat) = x.ty().slots.repeat.get() {
        return repeat(cx, x, count);
    }
    if is_sequence(cx, x)
        && let Some(mul) = x.ty().slots.mul.get()
    {
        let count = Owned::int(count as i64);
        let result = mul(cx, x, count.borrow())?;
        if !result.borrow().is(not_implemented()) {
            return Ok(result);
        }
    }
    Err(type_error(cx, x, "", "object can't be repeated"))
}

/// Returns the items of a list or tuple (subclasses included) without iterating.
#[inline]
pub fn items_of(x: Ref<'_>) -> Option<Vec<Owned>> {
    if x.word().is_heap() && x.ty().has_flag(TypeFlags::LIST_SUBTYPE) {
        return Some(x.recv::<List>().to_vec());
    }
    if x.word().is_heap() && x.ty().has_flag(TypeFlags::TUPLE_SUBTYPE) {
        return Some(x.recv::<Tuple>().as_slice().iter().map(|item| item.own()).collect());
    }
    None
}

/// Returns all items of an iterable. May run Python code.
///
/// # Errors
/// `TypeError` if `x` is not iterable; what iterating raises.
pub fn to_vec(cx: &Cx, x: Ref<'_>) -> PyResult<Vec<Owned>> {
    if x.is_exact(&LIST) || x.is_exact(&TUPLE) {
        return Ok(items_of(x).unwrap_or_default());
    }
    let it = iter::iter(cx, x)?;
    let hint = iter::length_hint(cx, x, 8)?;
    let mut items = list::try_vec(cx, hint.max(0) as usize)?;
    while let Some(item) = iter::next(cx, it.borrow())? {
        push(cx, &mut items, item)?;
    }
    Ok(items)
}

/// Returns all items: those of a list or tuple as they are, else by iteration with `message` as the
/// error of things that are not iterable. May run Python code.
///
/// # Errors
/// `TypeError` with `message`; what iterating raises.
pub fn fast(cx: &Cx, x: Ref<'_>, message: &str) -> PyResult<Vec<Owned>> {
    if let Some(items) = items_of(x) {
        return Ok(items);
    }
    let it = iter::iter(cx, x).map_err(|raised| {
        if cx.raised_matches(&table::TYPE_ERROR) {
            return cx.raise(&table::TYPE_ERROR, format_args!("{message}"));
        }
        raised
    })?;
    to_vec(cx, it.borrow())
}

/// Appends to a Vec.
///
/// # Errors
/// Raises `MemoryError`.
#[inline]
pub fn push(cx: &Cx, items: &mut Vec<Owned>, item: Owned) -> PyResult<()> {
    if items.len() == items.capacity() {
        items.try_reserve(1).map_err(|_| cx.raise_no_memory())?;
    }
    items.push(item);
    Ok(())
}
