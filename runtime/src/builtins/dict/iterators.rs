//! Iterators over dicts: keys, values, pairs.
//!
//! They walk the table by position and notice when its size has changed, as CPython does.
//!
//! ```text
//! 0  header   16  the dict, 0 when ended   24  number of entries at the start, -1 once changed
//! 32 position of the next entry   40  entries left, for the length hint
//! ```

use super::Dict;
use crate::builtins::iterators::itself;
use crate::builtins::tuple::Tuple;
use crate::cx::Cx;
use crate::exceptions::{PyResult, Raised, table};
use crate::object::{Field, Header, Owned, Ref, allocate};
use std::cell::Cell;

/// Declares an iterator over a dict.
macro_rules! dict_iterator {
    ($(#[doc = $doc:literal])+ $NAME:ident: $object:ident = $pyname:literal, $make:ident, $take:path) => {
        $(#[doc = $doc])+
        #[repr(C)]
        pub struct $object {
            pub(crate) head: Header,
            dict: Field,
            expected: Cell<usize>,
            position: Cell<usize>,
            left: Cell<usize>,
        }

        impl $object {
            fn traverse(it: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
                it.recv::<$object>().dict.peek().into_iter().for_each(visit);
            }

            fn next(cx: &Cx, it: Ref<'_>) -> PyResult<Option<Owned>> {
                let it = it.recv::<$object>();
                let Some(source) = it.dict.peek() else { return Ok(None) };
                let dict = source.recv::<Dict>();
                if dict.len() != it.expected.get() {
                    it.expected.set(usize::MAX);
                    return Err(changed(cx));
                }
                let Some(index) = dict.table.next_active(it.position.get()) else {
                    it.dict.set(None);
                    return Ok(None);
                };
                it.position.set(index + 1);
                it.left.set(it.left.get().saturating_sub(1));
                $take(cx, dict, index).map(Some)
            }

            /// Whether there is a next item, so that asking for it runs no Python code and frees nothing.
            pub(crate) fn is_ready(&self) -> bool {
                self.dict.peek().is_some_and(|source| {
                    let dict = source.recv::<Dict>();
                    let more = || dict.table.next_active(self.position.get()).is_some();
                    dict.len() == self.expected.get() && more()
                })
            }

            fn length_hint(_cx: &Cx, it: Ref<'_>) -> PyResult {
                let it = it.recv::<$object>();
                let len = it.dict.peek().map(|dict| dict.recv::<Dict>().len());
                let same = len == Some(it.expected.get());
                Ok(Owned::int(if same { it.left.get() as i64 } else { 0 }))
            }
        }

        crate::py_type! {
            $(#[doc = $doc])+
            pub static $NAME: $object = $pyname {
                flags: [GC],
                slots { traverse: $object::traverse, iter: itself, next: $object::next }
                methods {
                    /// Returns a guess of how many items are left.
                    "__length_hint__" => $object::length_hint, () -> Int [LEAF];
                }
            }
        }

        /// Makes the iterator.
        pub(super) fn $make(cx: &Cx, source: Ref<'_>) -> PyResult {
            let len = source.recv::<Dict>().len();
            let it = $object {
                head: Header::new(&$NAME),
                dict: Field::new(source.own()),
                expected: Cell::new(len),
                position: Cell::new(0),
                left: Cell::new(len),
            };
            allocate(cx, &$NAME, it)
        }
    };
}

dict_iterator! {
    /// An iterator over the keys of a dict.
    KEY_ITER: KeyIter = "dictionary-keyiterator", iter_keys, take_key
}

dict_iterator! {
    /// An iterator over the values of a dict.
    VALUE_ITER: ValueIter = "dictionary-valueiterator", iter_values, take_value
}

dict_iterator! {
    /// An iterator over the pairs of key and value of a dict.
    ITEM_ITER: ItemIter = "dictionary-itemiterator", iter_items, take_item
}

/// Returns the dict that an iterator over a dict goes through.
pub(crate) fn source_of(it: Ref<'_>) -> Option<&Field> {
    let keys = it.cast_exact::<KeyIter>().map(|it| &it.dict);
    let values = || it.cast_exact::<ValueIter>().map(|it| &it.dict);
    let items = || it.cast_exact::<ItemIter>().map(|it| &it.dict);
    keys.or_else(values).or_else(items)
}

impl ItemIter {
    /// The next key and value, given away; `Some(None)` at the end. `None`: the dict has changed, or would die.
    #[expect(clippy::option_option, reason = "declined, ended, or a pair")]
    pub(crate) fn next_plain(&self) -> Option<Option<(Owned, Owned)>> {
        let Some(source) = self.dict.peek() else { return Some(None) };
        let dict = source.recv::<Dict>();
        if dict.len() != self.expected.get() {
            return None;
        }
        let Some(index) = dict.table.next_active(self.position.get()) else {
            if dict.head.count() < 2 {
                return None;
            }
            self.dict.set(None);
            return Some(None);
        };
        self.position.set(index + 1);
        self.left.set(self.left.get().saturating_sub(1));
        let (key, value) = entry(dict, index);
        Some(Some((key.own(), value.own())))
    }
}

#[cold]
fn changed(cx: &Cx) -> Raised {
    cx.raise(&table::RUNTIME_ERROR, format_args!("dictionary changed size during iteration"))
}

fn entry(dict: &Dict, index: usize) -> (Ref<'_>, Ref<'_>) {
    let (_, key, value) = dict.entry_at(index).expect("the position of an entry");
    (key, value)
}

fn take_key(_cx: &Cx, dict: &Dict, index: usize) -> PyResult {
    Ok(entry(dict, index).0.own())
}

fn take_value(_cx: &Cx, dict: &Dict, index: usize) -> PyResult {
    Ok(entry(dict, index).1.own())
}

fn take_item(cx: &Cx, dict: &Dict, index: usize) -> PyResult {
    let (key, value) = entry(dict, index);
    Tuple::pair(cx, key.own(), value.own())
}
