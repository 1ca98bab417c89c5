//! The native slots and methods of `tuple`.

use super::{TUPLE, Tuple};
use crate::builtins::list::search_bounds;
use crate::builtins::none::not_implemented;
use crate::builtins::slice::Slice;
use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref};
use crate::protocol::{args, compare, hash as hashing, number, repr as representation, sequence};
use crate::types::{CallArgs, CompareOp, Type};

pub(super) fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [items] = args::bind(cx, "tuple", args, 0, ["sequence"])?;
    match items {
        Some(items) if std::ptr::eq(ty, &TUPLE) => from_iterable(cx, items),
        Some(items) => Tuple::with_type(cx, ty, sequence::to_vec(cx, items)?),
        None => Tuple::with_type(cx, ty, Vec::new()),
    }
}

/// Returns a tuple of the items of an iterable; an exact tuple is returned itself.
///
/// # Errors
/// `TypeError` if `items` is not iterable; what iterating raises.
pub(crate) fn from_iterable(cx: &Cx, items: Ref<'_>) -> PyResult {
    if items.is_exact(&TUPLE) {
        return Ok(items.own());
    }
    Tuple::new(cx, sequence::to_vec(cx, items)?)
}

pub(super) fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let tuple = recv.recv::<Tuple>();
    if tuple.is_empty() {
        return Str::new(cx, b"()");
    }
    if !representation::enter_repr(cx, recv) {
        return Str::new(cx, b"(...)");
    }
    let result = repr_items(cx, tuple);
    representation::leave_repr(cx, recv);
    Str::new(cx, &result?)
}

fn repr_items(cx: &Cx, tuple: &Tuple) -> PyResult<Vec<u8>> {
    let mut text = vec![b'('];
    for (index, item) in tuple.as_slice().iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(b", ");
        }
        let item = representation::repr(cx, *item)?;
        text.extend_from_slice(item.borrow().recv::<Str>().as_bytes());
    }
    text.extend_from_slice(if tuple.len() == 1 { b",)" } else { b")" });
    Ok(text)
}

pub(super) fn hash(cx: &Cx, recv: Ref<'_>) -> PyResult<i64> {
    if cx.stack_low() {
        return Err(
            cx.raise(&table::RUNTIME_ERROR, format_args!("maximum recursion depth exceeded"))
        );
    }
    let items = recv.recv::<Tuple>().as_slice();
    let mut hash = 0x34_5678_i64;
    let mut factor = 1_000_003_i64;
    let mut left = items.len() as i64;
    for item in items {
        left -= 1;
        hash = (hash ^ hashing::hash(cx, *item)?).wrapping_mul(factor);
        factor = factor.wrapping_add(82_520 + 2 * left);
    }
    Ok(hashing::avoid_error(hash.wrapping_add(97_531)))
}

pub(super) fn rich_compare(cx: &Cx, a: Ref<'_>, b: Ref<'_>, op: CompareOp) -> PyResult {
    let (Some(left), Some(right)) = (a.cast::<Tuple>(), b.cast::<Tuple>()) else {
        return Ok(not_implemented().own());
    };
    for (x, y) in left.as_slice().iter().zip(right.as_slice()) {
        if !compare::rich_compare_bool(cx, *x, *y, CompareOp::Eq)? {
            return match op {
                CompareOp::Eq => Ok(Owned::bool(false)),
                CompareOp::Ne => Ok(Owned::bool(true)),
                CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
                    compare::rich_compare(cx, *x, *y, op)
                }
            };
        }
    }
    Ok(Owned::bool(op.of(left.len().cmp(&right.len()))))
}

pub(super) fn len(_cx: &Cx, recv: Ref<'_>) -> PyResult<isize> {
    Ok(recv.recv::<Tuple>().len() as isize)
}

pub(super) fn concat(cx: &Cx, recv: Ref<'_>, other: Ref<'_>) -> PyResult {
    let left = recv.recv::<Tuple>().as_slice();
    let Some(right) = other.cast::<Tuple>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("can only concatenate tuple (not \"{}\") to tuple", other.ty().name()),
        ));
    };
    let mut items = crate::builtins::list::try_vec(cx, left.len() + right.len())?;
    items.extend(left.iter().chain(right.as_slice()).map(|item| item.own()));
    Tuple::new(cx, items)
}

pub(super) fn repeat(cx: &Cx, recv: Ref<'_>, count: isize) -> PyResult {
    let tuple = recv.recv::<Tuple>();
    if recv.is_exact(&TUPLE) && (count == 1 || tuple.is_empty()) {
        return Ok(recv.own());
    }
    let count = count.max(0) as usize;
    let total = tuple.len().checked_mul(count).ok_or_else(|| cx.raise_no_memory())?;
    let mut items = crate::builtins::list::try_vec(cx, total)?;
    for _ in 0..if total == 0 { 0 } else { count } {
        items.extend(tuple.as_slice().iter().map(|item| item.own()));
    }
    Tuple::new(cx, items)
}

pub(super) fn item(cx: &Cx, recv: Ref<'_>, index: isize) -> PyResult {
    let item = usize::try_from(index)
        .ok()
        .and_then(|index| recv.recv::<Tuple>().as_slice().get(index).copied());
    match item {
        Some(item) => Ok(item.own()),
        None => Err(out_of_range(cx)),
    }
}

#[cold]
fn out_of_range(cx: &Cx) -> Raised {
    cx.raise(&table::INDEX_ERROR, format_args!("tuple index out of range"))
}

pub(super) fn slice(cx: &Cx, recv: Ref<'_>, low: isize, high: isize) -> PyResult {
    let items = recv.recv::<Tuple>().as_slice();
    let low = low.clamp(0, items.len() as isize);
    let high = high.clamp(low, items.len() as isize);
    if low == 0 && high == items.len() as isize && recv.is_exact(&TUPLE) {
        return Ok(recv.own());
    }
    Tuple::from_refs(cx, &items[low as usize..high as usize])
}

pub(super) fn contains(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult<bool> {
    for item in recv.recv::<Tuple>().as_slice() {
        if compare::rich_compare_bool(cx, value, *item, CompareOp::Eq)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn subscript(cx: &Cx, recv: Ref<'_>, key: Ref<'_>) -> PyResult {
    let items = recv.recv::<Tuple>().as_slice();
    if number::has_index(key) {
        let index = number::as_index(cx, key)?;
        let from_start = if index < 0 { items.len() as isize } else { 0 };
        return item(cx, recv, index.wrapping_add(from_start));
    }
    let Some(slice) = key.cast::<Slice>() else {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("tuple indices must be integers, not {}", key.ty().name()),
        ));
    };
    let span = slice.span(cx, items.len())?;
    if span.count == items.len() && span.step == 1 && recv.is_exact(&TUPLE) {
        return Ok(recv.own());
    }
    Tuple::new(cx, span.indices().map(|index| items[index].own()).collect())
}

pub(super) fn new_args(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let copy = Tuple::from_refs(cx, recv.recv::<Tuple>().as_slice())?;
    Tuple::from_refs(cx, &[copy.borrow()])
}

pub(super) fn count(cx: &Cx, recv: Ref<'_>, value: Ref<'_>) -> PyResult {
    let mut count = 0;
    for item in recv.recv::<Tuple>().as_slice() {
        count += i64::from(compare::rich_compare_bool(cx, *item, value, CompareOp::Eq)?);
    }
    Ok(Owned::int(count))
}

pub(super) fn index(cx: &Cx, recv: Ref<'_>, args: &[Ref<'_>]) -> PyResult {
    let items = recv.recv::<Tuple>().as_slice();
    let (low, high) = search_bounds(cx, &args[1..], items.len())?;
    for (index, item) in items.iter().enumerate().take(high).skip(low) {
        if compare::rich_compare_bool(cx, *item, args[0], CompareOp::Eq)? {
            return Ok(Owned::int(index as i64));
        }
    }
    Err(cx.raise(&table::VALUE_ERROR, format_args!("tuple.index(x): x not in tuple")))
}

pub(super) fn size_of(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    Ok(Owned::int(24 + 8 * recv.recv::<Tuple>().len() as i64))
}
