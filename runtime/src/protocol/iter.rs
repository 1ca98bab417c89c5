//! Iteration: `iter(x)`, `next(it)`, loops of natives, length hints.

use super::{number, sequence, special};
use crate::builtins::iterators::SequenceIter;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Owned, Ref, names};

/// Returns an iterator over `x`. May run Python code.
///
/// # Errors
/// `TypeError` if `x` is not iterable; what `__iter__` raises.
#[inline]
pub fn iter(cx: &Cx, x: Ref<'_>) -> PyResult {
    let Some(iter) = x.ty().slots.iter.get() else {
        if sequence::is_sequence(cx, x) {
            return SequenceIter::new(cx, x);
        }
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("'{}' object is not iterable", x.ty().name()),
        ));
    };
    let it = iter(cx, x)?;
    if it.borrow().ty().slots.next.get().is_none() {
        return Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("iter() returned non-iterator of type '{}'", it.borrow().ty().name()),
        ));
    }
    Ok(it)
}

/// Returns the next item of an iterator, None at its end. May run Python code.
///
/// # Errors
/// `TypeError` if `it` is no iterator; what its `next` raises, except `StopIteration`.
#[inline(always)]
pub fn next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    match it.ty().slots.next.get() {
        Some(next) if !cx.stack_low() => next(cx, it),
        Some(_) => Err(too_deep(cx)),
        None => Err(cx.raise(
            &table::TYPE_ERROR,
            format_args!("'{}' object is not an iterator", it.ty().name()),
        )),
    }
}

/// Calls `action` with every item of an iterable. May run Python code.
///
/// # Errors
/// `TypeError` if `x` is not iterable; what iterating or `action` raises.
pub fn for_each(
    cx: &Cx,
    x: Ref<'_>,
    mut action: impl FnMut(Owned) -> PyResult<()>,
) -> PyResult<()> {
    let it = iter(cx, x)?;
    while let Some(item) = next(cx, it.borrow())? {
        action(item)?;
    }
    Ok(())
}

/// Guesses how many items `x` will give: its length, else `__length_hint__`, else `default`. May run
/// Python code.
///
/// # Errors
/// What `__len__` or `__length_hint__` raise, except `TypeError` and `AttributeError`.
pub fn length_hint(cx: &Cx, x: Ref<'_>, default: isize) -> PyResult<isize> {
    let slots = &x.ty().slots;
    if slots.len.get().or(slots.map_len.get()).is_some() {
        match sequence::len(cx, x) {
            Ok(len) => return Ok(len),
            Err(raised) => forgive(cx, raised)?,
        }
    }
    if sequence::is_classic_instance(x) {
        return Ok(default);
    }
    let Some(method) = special::lookup_special(cx, x, names::LENGTH_HINT.as_ref())? else {
        return Ok(default);
    };
    let hint = match special::call(cx, method.borrow(), &[]) {
        Ok(hint) => hint,
        Err(raised) => {
            forgive(cx, raised)?;
            return Ok(default);
        }
    };
    if !number::is_number(hint.borrow()) {
        return Ok(default);
    }
    match number::as_c_long(cx, hint.borrow())? {
        // CPython takes it for an error, without having raised one.
        -1 => Err(cx.raise(
            &table::SYSTEM_ERROR,
            format_args!("NULL result without error in PyObject_Call"),
        )),
        hint if hint < 0 => Ok(default),
        hint => Ok(hint as isize),
    }
}

/// Iterators over iterators, nested too deep for the native stack.
#[cold]
fn too_deep(cx: &Cx) -> Raised {
    cx.raise(&table::RUNTIME_ERROR, format_args!("maximum recursion depth exceeded"))
}

fn forgive(cx: &Cx, raised: Raised) -> PyResult<()> {
    if cx.raised_matches(&table::TYPE_ERROR) || cx.raised_matches(&table::ATTRIBUTE_ERROR) {
        cx.clear_raised();
        return Ok(());
    }
    Err(raised)
}
