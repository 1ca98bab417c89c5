//! The iterator over a bytearray.

use super::ByteArray;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Field, Header, Owned, Ref, allocate};
use std::cell::Cell;

/// Memory of the iterator; `source` is empty when it is exhausted.
#[repr(C)]
pub(crate) struct ByteArrayIterator {
    pub(crate) head: Header,
    source: Field,
    at: Cell<usize>,
}

crate::py_type! {
    /// Iterates over the bytes of a bytearray.
    pub(crate) static BYTEARRAY_ITERATOR: ByteArrayIterator = "bytearray_iterator" {
        slots { iter: itself, next: next }
        methods {
            /// Returns how many bytes are left.
            "__length_hint__" => length_hint, ();
        }
    }
}

pub(super) fn iter(cx: &Cx, x: Ref<'_>) -> PyResult {
    let iterator = ByteArrayIterator {
        head: Header::new(&BYTEARRAY_ITERATOR),
        source: Field::new(x.own()),
        at: Cell::new(0),
    };
    allocate(cx, &BYTEARRAY_ITERATOR, iterator)
}

fn itself(_cx: &Cx, x: Ref<'_>) -> PyResult {
    Ok(x.own())
}

fn next(_cx: &Cx, x: Ref<'_>) -> PyResult<Option<Owned>> {
    let iterator = x.recv::<ByteArrayIterator>();
    let Some(source) = iterator.source.get() else { return Ok(None) };
    let at = iterator.at.get();
    let byte = source.borrow().recv::<ByteArray>().bytes().get(at).copied();
    match byte {
        Some(byte) => {
            iterator.at.set(at + 1);
            Ok(Some(Owned::int(i64::from(byte))))
        }
        None => {
            drop(iterator.source.take());
            Ok(None)
        }
    }
}

fn length_hint(_cx: &Cx, x: Ref<'_>) -> PyResult {
    let iterator = x.recv::<ByteArrayIterator>();
    let len = iterator.source.get().map_or(0, |source| source.borrow().recv::<ByteArray>().len());
    Ok(Owned::int(len.saturating_sub(iterator.at.get()) as i64))
}
