//! `count` and `repeat`.

use crate::support::iterator_type;
use runtime::api::{CallArgs, Cx, Field, Header, Owned, PyResult, Ref, Type, allocate, exc};
use runtime::builtins::int::int_value;
use runtime::builtins::str::Str;
use runtime::builtins::tuple::Tuple;
use runtime::protocol::{args, number, repr as representation};
use std::cell::Cell;

iterator_type! {
    /// count(start=0, step=1) -> iterator over start, start + step, ...
    COUNT: Count = "itertools.count" {
        fields { current, step }
        cells {}
        slots { new: count_new, next: count_next, repr: count_repr, }
        methods {
            /// Helps pickle.
            "__reduce__" => count_reduce, () -> Tuple;
        }
    }
}

fn count_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [start, step] = args::bind(cx, "count", args, 0, ["start", "step"])?;
    for part in [start, step].into_iter().flatten() {
        if !number::is_number(part) {
            return Err(cx.raise(&exc::TYPE_ERROR, format_args!("a number is required")));
        }
    }
    let start = start.map_or_else(|| Owned::int(0), Ref::own);
    let step = step.map_or_else(|| Owned::int(1), Ref::own);
    let count = Count { head: Header::new(ty), current: Field::new(start), step: Field::new(step) };
    allocate(cx, ty, count)
}

fn part(field: &Field) -> Owned {
    field.get().unwrap_or_else(Owned::none)
}

fn count_next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Count>();
    let current = part(&it.current);
    it.current.set(Some(number::add(cx, current.borrow(), part(&it.step).borrow())?));
    Ok(Some(current))
}

/// Whether the step is the int 1, which is not shown.
fn is_plain(step: Ref<'_>) -> bool {
    !step.word().is_float() && int_value(step) == Some(1)
}

fn text(cx: &Cx, value: Ref<'_>) -> PyResult<Vec<u8>> {
    Ok(representation::repr(cx, value)?.borrow().recv::<Str>().as_bytes().to_vec())
}

fn count_repr(cx: &Cx, it: Ref<'_>) -> PyResult {
    let count = it.recv::<Count>();
    let mut result = b"count(".to_vec();
    result.extend(text(cx, part(&count.current).borrow())?);
    let step = part(&count.step);
    if !is_plain(step.borrow()) {
        result.extend_from_slice(b", ");
        result.extend(text(cx, step.borrow())?);
    }
    result.push(b')');
    Str::new(cx, &result)
}

fn count_reduce(cx: &Cx, it: Ref<'_>) -> PyResult {
    let count = it.recv::<Count>();
    let mut parts = vec![part(&count.current)];
    let step = part(&count.step);
    if !is_plain(step.borrow()) {
        parts.push(step);
    }
    let parts = Tuple::new(cx, parts)?;
    Tuple::from_refs(cx, &[it.ty().as_ref(), parts.borrow()])
}

iterator_type! {
    /// repeat(object[, times]) -> iterator that gives the object that many times, or without end
    REPEAT: Repeat = "itertools.repeat" {
        fields { object }
        cells { left: Cell<i64> }
        slots { new: repeat_new, next: repeat_next, repr: repeat_repr, }
        methods {
            /// Returns how many items are left.
            "__length_hint__" => repeat_hint, () -> Int;
        }
    }
}

fn repeat_new(cx: &Cx, ty: &Type, args: CallArgs<'_>) -> PyResult {
    let [object, times] = args::bind(cx, "repeat", args, 1, ["object", "times"])?;
    let left = match times {
        Some(times) => number::as_i64(cx, times)?.max(0),
        None => -1,
    };
    let repeat = Repeat {
        head: Header::new(ty),
        object: Field::from_option(object.map(Ref::own)),
        left: Cell::new(left),
    };
    allocate(cx, ty, repeat)
}

fn repeat_next(_cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<Repeat>();
    match it.left.get() {
        0 => return Ok(None),
        left if left > 0 => it.left.set(left - 1),
        _ => {}
    }
    Ok(it.object.get())
}

fn repeat_repr(cx: &Cx, it: Ref<'_>) -> PyResult {
    let it = it.recv::<Repeat>();
    let mut result = b"repeat(".to_vec();
    result.extend(text(cx, part(&it.object).borrow())?);
    if it.left.get() >= 0 {
        result.extend_from_slice(format!(", {}", it.left.get()).as_bytes());
    }
    result.push(b')');
    Str::new(cx, &result)
}

fn repeat_hint(cx: &Cx, it: Ref<'_>) -> PyResult {
    let left = it.recv::<Repeat>().left.get();
    if left < 0 {
        return Err(cx.raise(&exc::TYPE_ERROR, format_args!("len() of unsized object")));
    }
    Ok(Owned::int(left))
}
