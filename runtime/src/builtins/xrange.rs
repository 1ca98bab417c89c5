//! The type `xrange` and its iterator.

use crate::builtins::str::Str;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Header, Owned, Ref, allocate};
use crate::protocol::number;
use crate::types::{CallArgs, Type};
use std::cell::Cell;

/// Memory of an xrange. `start + len * step` never leaves the range of machine integers by more
/// than one step.
#[repr(C)]
pub struct XRange {
    pub(crate) head: Header,
    /// First number.
    pub start: i64,
    /// Distance of two numbers, not 0.
    pub step: i64,
    /// How many numbers.
    pub len: i64,
}

crate::py_type! {
    /// xrange(stop)
    /// xrange(start, stop[, step])
    ///
    /// Gives numbers like range(), one at a time.
    pub static XRANGE: XRange = "xrange" {
        slots { new: new, repr: repr, iter: iter, len: len, item: item }
        methods {
            /// Returns an iterator over the numbers, last one first.
            "__reversed__" => reversed, ();
            /// Helps pickle.
            "__reduce__" => reduce, () -> Tuple;
        }
    }
}

/// Memory of an iterator over an xrange.
#[repr(C)]
pub struct XRangeIter {
    pub(crate) head: Header,
    /// Place of the next number.
    pub index: Cell<i64>,
    /// First number.
    pub start: i64,
    /// Distance of two numbers.
    pub step: i64,
    /// How many numbers.
    pub len: i64,
}

crate::py_type! {
    /// An iterator over an xrange.
    pub static XRANGE_ITER: XRangeIter = "rangeiterator" {
        slots { iter: super::iterators::itself, next: next }
        methods {
            /// Returns how many numbers are left.
            "__length_hint__" => length_hint, () -> Int [LEAF];
        }
    }
}

/// Returns how many numbers `start..stop` by `step` gives; None if more than a machine integer holds.
pub fn count_numbers(start: i64, stop: i64, step: i64) -> Option<i64> {
    let distance = if step > 0 {
        i128::from(stop) - i128::from(start)
    } else {
        i128::from(start) - i128::from(stop)
    };
    if distance <= 0 {
        return Some(0);
    }
    i64::try_from((distance - 1) / i128::from(step.unsigned_abs()) + 1).ok()
}

fn new(cx: &Cx, _ty: &Type, args: CallArgs<'_>) -> PyResult {
    let raise = |text: &str| cx.raise(&table::TYPE_ERROR, format_args!("{text}"));
    if !args.names.is_empty() {
        return Err(raise("xrange() does not take keyword arguments"));
    }
    let number = |index: usize| number::as_i64(cx, args.args[index]);
    let (start, stop, step) = match args.args.len() {
        1 => (0, number(0)?, 1),
        2 => (number(0)?, number(1)?, 1),
        3 => (number(0)?, number(1)?, number(2)?),
        _ => return Err(raise("xrange() requires 1-3 int arguments")),
    };
    if step == 0 {
        return Err(cx.raise(&table::VALUE_ERROR, format_args!("xrange() arg 3 must not be zero")));
    }
    let Some(len) = count_numbers(start, stop, step) else {
        return Err(
            cx.raise(&table::OVERFLOW_ERROR, format_args!("xrange() result has too many items"))
        );
    };
    allocate(cx, &XRANGE, XRange { head: Header::new(&XRANGE), start, step, len })
}

/// The number at some place; the place is below the length.
fn number_at(start: i64, step: i64, index: i64) -> i64 {
    start.wrapping_add(index.wrapping_mul(step))
}

/// The end as it is shown: the first number that is not reached, as far as there is one.
fn stop_of(start: i64, step: i64, len: i64) -> i64 {
    if len == 0 { start } else { number_at(start, step, len - 1).saturating_add(step) }
}

fn repr(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let XRange { start, step, len, .. } = *recv.recv::<XRange>();
    let stop = stop_of(start, step, len);
    let text = if start == 0 && step == 1 {
        format!("xrange({stop})")
    } else if step == 1 {
        format!("xrange({start}, {stop})")
    } else {
        format!("xrange({start}, {stop}, {step})")
    };
    Str::new(cx, text.as_bytes())
}

fn len(_cx: &Cx, recv: Ref<'_>) -> PyResult<isize> {
    Ok(recv.recv::<XRange>().len as isize)
}

fn item(cx: &Cx, recv: Ref<'_>, index: isize) -> PyResult {
    let XRange { start, step, len, .. } = *recv.recv::<XRange>();
    if index < 0 || index as i64 >= len {
        return Err(cx.raise(&table::INDEX_ERROR, format_args!("xrange object index out of range")));
    }
    Ok(Owned::int(number_at(start, step, index as i64)))
}

fn new_iter(cx: &Cx, start: i64, step: i64, len: i64) -> PyResult {
    let it = XRangeIter { head: Header::new(&XRANGE_ITER), index: Cell::new(0), start, step, len };
    allocate(cx, &XRANGE_ITER, it)
}

fn iter(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let XRange { start, step, len, .. } = *recv.recv::<XRange>();
    new_iter(cx, start, step, len)
}

fn reversed(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let XRange { start, step, len, .. } = *recv.recv::<XRange>();
    new_iter(cx, number_at(start, step, len - 1), step.wrapping_neg(), len)
}

fn reduce(cx: &Cx, recv: Ref<'_>) -> PyResult {
    let XRange { start, step, len, .. } = *recv.recv::<XRange>();
    let parts = [start, stop_of(start, step, len), step];
    let parts = Tuple::new(cx, parts.iter().map(|part| Owned::int(*part)).collect())?;
    Tuple::from_refs(cx, &[XRANGE.as_ref(), parts.borrow()])
}

fn next(_cx: &Cx, recv: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = recv.recv::<XRangeIter>();
    let index = it.index.get();
    if index >= it.len {
        return Ok(None);
    }
    it.index.set(index + 1);
    Ok(Some(Owned::int(number_at(it.start, it.step, index))))
}

fn length_hint(_cx: &Cx, recv: Ref<'_>) -> PyResult {
    let it = recv.recv::<XRangeIter>();
    Ok(Owned::int(it.len - it.index.get()))
}
