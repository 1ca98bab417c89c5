//! Filling a dict from mappings, iterables of pairs, and keyword arguments.

use super::{Dict, Merge};
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Ref, names};
use crate::protocol::{call, iter, mapping, sequence, special};
use crate::types::{CallArgs, TypeFlags};

/// Does what `dict(...)` and `update(...)` do with their arguments.
///
/// # Errors
/// `TypeError` for the wrong number; what reading the arguments raises.
pub(super) fn update_from_call(
    cx: &Cx,
    recv: Ref<'_>,
    function: &str,
    args: CallArgs<'_>,
) -> PyResult<()> {
    let positional = args.positional();
    if positional.len() > 1 {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("{function} expected at most 1 arguments, got {}", positional.len()),
        ));
    }
    let dict = recv.recv::<Dict>();
    if let [source] = positional {
        update_from(cx, dict, *source)?;
    }
    update_from_keywords(cx, dict, args)
}

/// Sets the keyword arguments of a call.
///
/// # Errors
/// Raises `MemoryError`.
pub fn update_from_keywords(cx: &Cx, dict: &Dict, args: CallArgs<'_>) -> PyResult<()> {
    if args.names.is_empty() {
        return Ok(());
    }
    let pairs = args.names.iter().zip(args.keyword_values());
    if cx.ordered_keywords.get() == args.names.as_ptr() as usize {
        dict.reserve_for_merge(cx, args.names.len())?;
        for (name, value) in pairs {
            dict.set(cx, *name, *value)?;
        }
        return Ok(());
    }
    // CPython gathers the keywords in a dict of their own first, the last one first, which shows in
    // the order.
    let gathered = Dict::new(cx)?;
    let gathered = gathered.borrow().recv::<Dict>();
    for (name, value) in pairs.rev() {
        gathered.set(cx, *name, *value)?;
    }
    dict.merge_dict(cx, gathered, Merge::Override)
}

/// Takes over the entries of a mapping (anything with `keys`) or the pairs of an iterable. May run
/// Python code.
///
/// # Errors
/// What reading `source` raises; `TypeError` or `ValueError` for what are no pairs.
pub fn update_from(cx: &Cx, dict: &Dict, source: Ref<'_>) -> PyResult<()> {
    if source.word().is_heap() && source.ty().has_flag(TypeFlags::DICT_SUBTYPE) {
        return dict.merge_dict(cx, source.recv::<Dict>(), Merge::Override);
    }
    if let Some(method) = special::find_attr(cx, source, names::KEYS.as_ref())? {
        return update_from_mapping(cx, dict, source, method.borrow());
    }
    update_from_pairs(cx, dict, source)
}

fn update_from_mapping(
    cx: &Cx,
    dict: &Dict,
    source: Ref<'_>,
    keys_method: Ref<'_>,
) -> PyResult<()> {
    if !call::is_callable(keys_method) {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("attribute of type '{}' is not callable", keys_method.ty().name()),
        ));
    }
    let keys = special::call(cx, keys_method, &[])?;
    iter::for_each(cx, keys.borrow(), |key| {
        let value = mapping::get_item(cx, source, key.borrow())?;
        dict.set(cx, key.borrow(), value.borrow())
    })
}

fn update_from_pairs(cx: &Cx, dict: &Dict, source: Ref<'_>) -> PyResult<()> {
    let mut index = 0;
    iter::for_each(cx, source, |pair| {
        let parts = sequence::fast(cx, pair.borrow(), "")
            .map_err(|raised| not_a_pair(cx, raised, index))?;
        let [key, value] = parts.as_slice() else {
            return Err(cx.raise(
                &table::VALUE_ERROR,
                format_args!(
                    "dictionary update sequence element #{index} has length {}; 2 is required",
                    parts.len()
                ),
            ));
        };
        index += 1;
        dict.set(cx, key.borrow(), value.borrow())
    })
}

#[cold]
fn not_a_pair(cx: &Cx, raised: Raised, index: usize) -> Raised {
    if !cx.raised_matches(&table::TYPE_ERROR) {
        return raised;
    }
    cx.raise(
        &table::TYPE_ERROR,
        format_args!("cannot convert dictionary update sequence element #{index} to a sequence"),
    )
}
