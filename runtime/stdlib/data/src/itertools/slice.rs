//! `islice`.

use crate::support::{iterator_type, positional};
use runtime::api::{
    CallArgs, Cx, Field, Header, Owned, PyResult, Raised, Ref, Type, allocate, exc,
};
use runtime::protocol::{iter, number};
use std::cell::Cell;

iterator_type! {
    /// islice(iterable, [start,] stop[, step]) -> iterator over the items a slice would give
    SLICE: Slice = "itertools.islice" {
        fields { source }
        cells { following: Cell<i64>, stop: Cell<i64>, step: i64, count: Cell<i64> }
        slots { new: new, next: next, }
    }
}

const BOUNDS: &str = "must be None or an integer: 0 <= x <= maxint.";

fn value_error(cx: &Cx, text: &str) -> Raised {
    cx.raise(&exc::VALUE_ERROR, format_args!("{text}"))
}

/// Reads a bound that may be None; None if it is no number that fits.
fn bound(cx: &Cx, arg: Ref<'_>, missing: i64) -> Option<i64> {
    if arg.is_none() {
        return Some(missing);
    }
    let value = number::as_c_long(cx, arg);
    if value.is_err() {
        cx.clear_raised();
    }
    value.ok().filter(|value| *value >= 0)
}

fn new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let args = positional(cx, "islice", args, 2, 4)?;
    let (start, stop) = match args {
        [_, stop] => {
            let stop = bound(cx, *stop, -1);
            (
                0,
                stop.ok_or_else(|| {
                    value_error(cx, &format!("Stop argument for islice() {BOUNDS}"))
                })?,
            )
        }
        _ => {
            let (start, stop) = (bound(cx, args[1], 0), bound(cx, args[2], -1));
            let stop = stop
                .ok_or_else(|| value_error(cx, &format!("Stop argument for islice() {BOUNDS}")))?;
            let start =
                start.ok_or_else(|| value_error(cx, &format!("Indices for islice() {BOUNDS}")))?;
            (start, stop)
        }
    };
    let step = match args.get(3) {
        Some(step) => bound(cx, *step, 1).filter(|step| *step > 0).ok_or_else(|| {
            value_error(cx, "Step for islice() must be a positive integer or None.")
        })?,
        None => 1,
    };
    let it = Slice {
        head: Header::new(ty),
        source: Field::new(iter::iter(cx, args[0])?),
        following: Cell::new(start),
        stop: Cell::new(stop),
        step,
        count: Cell::new(0),
    };
    allocate(cx, ty, it)
}

fn next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Slice>();
    let Some(source) = it.source.get() else { return Ok(None) };
    let stop = it.stop.get();
    while it.count.get() < it.following.get() {
        if stop >= 0 && it.count.get() >= stop {
            break;
        }
        if iter::next(cx, source.borrow())?.is_none() {
            it.source.set(None);
            return Ok(None);
        }
        it.count.set(it.count.get() + 1);
    }
    if stop >= 0 && it.count.get() >= stop {
        it.source.set(None);
        return Ok(None);
    }
    let Some(item) = iter::next(cx, source.borrow())? else {
        it.source.set(None);
        return Ok(None);
    };
    it.count.set(it.count.get() + 1);
    let following = it.following.get().saturating_add(it.step);
    it.following.set(if stop >= 0 { following.min(stop) } else { following });
    Ok(Some(item))
}
