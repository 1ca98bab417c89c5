//! The iterator over sets and frozensets.

use super::own_body;
use crate::builtins::iterators::itself;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use std::cell::Cell;

/// Memory of an iterator over a set.
#[repr(C)]
pub struct SetIter {
    pub(crate) head: Header,
    /// The set; empty when ended.
    pub(crate) set: Field,
    /// Number of members at the start; no number once it has changed.
    expected: Cell<usize>,
    position: Cell<usize>,
    left: Cell<usize>,
}

crate::py_type! {
    /// An iterator over a set.
    pub static SET_ITER: SetIter = "setiterator" {
        flags: [GC],
        slots { traverse: traverse, iter: itself, next: next }
        methods {
            /// Returns a guess of how many items are left.
            "__length_hint__" => length_hint, () -> Int [LEAF];
        }
    }
}

pub(super) fn iter(cx: &Cx, set: Ref<'_>) -> PyResult {
    let len = own_body(set).len();
    let it = SetIter {
        head: Header::new(&SET_ITER),
        set: Field::new(set.own()),
        expected: Cell::new(len),
        position: Cell::new(0),
        left: Cell::new(len),
    };
    allocate(cx, &SET_ITER, it)
}

fn traverse(it: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    it.recv::<SetIter>().set.peek().into_iter().for_each(visit);
}

fn next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
    let it = it.recv::<SetIter>();
    let Some(set) = it.set.peek() else { return Ok(None) };
    let body = own_body(set);
    if body.len() != it.expected.get() {
        it.expected.set(usize::MAX);
        return Err(
            cx.raise(&table::RUNTIME_ERROR, format_args!("Set changed size during iteration"))
        );
    }
    let mut position = it.position.get();
    let key = body.next_key(&mut position);
    it.position.set(position);
    it.left.set(it.left.get().saturating_sub(1));
    if key.is_none() {
        it.set.set(None);
    }
    Ok(key)
}

fn length_hint(_cx: &Cx, it: Ref<'_>) -> PyResult {
    let it = it.recv::<SetIter>();
    let same = it.set.peek().map(|set| own_body(set).len()) == Some(it.expected.get());
    Ok(Owned::int(if same { it.left.get() as i64 } else { 0 }))
}
