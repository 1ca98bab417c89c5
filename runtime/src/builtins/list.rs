//! The type `list`.
//!
//! To add a method: one row here, one function in `methods`.

mod merge_sort;
mod methods;
mod slots;
mod sort;
#[expect(unsafe_code, reason = "island: growing array of values")]
mod storage;

use crate::builtins::iterators;
use crate::cx::Cx;
use crate::object::{Owned, Ref};
pub(crate) use methods::search_bounds;
pub use sort::sort_vec;
pub use storage::{List, try_vec};

crate::py_type! {
    /// list() -> a list without items
    /// list(iterable) -> a list of the items that the iterable gives
    pub static LIST: List = "list" {
        flags: [BASE, GC, LIST_SUBTYPE],
        slots {
            new: slots::new, init: slots::init, traverse: traverse, clear: clear,
            repr: slots::repr, hash: crate::types::slots::hash_not_implemented, rich_compare: slots::rich_compare,
            iter: iterators::list_iter,
            len: slots::len, concat: slots::concat, repeat: slots::repeat, item: slots::item,
            slice: slots::slice, set_item: slots::set_item, set_slice: slots::set_slice,
            contains: slots::contains, inplace_concat: slots::inplace_concat,
            inplace_repeat: slots::inplace_repeat,
            map_len: slots::len, subscript: slots::subscript, set_subscript: slots::set_subscript,
        }
        methods {
            /// Returns an iterator from the last item to the first.
            "__reversed__" => iterators::list_reversed, ();
            /// Returns the item with this index.
            "__getitem__" => slots::subscript, (x);
            /// Returns the size in memory, in bytes.
            "__sizeof__" => methods::size_of, ();
            /// Adds an item behind the last one.
            "append" => methods::append, (x) -> None;
            /// Puts an item before the one at the index.
            "insert" => methods::insert, (2..=2) -> None;
            /// Adds the items of an iterable behind the last one.
            "extend" => methods::extend, (x) -> None;
            /// Takes out the item at the index (default: the last) and returns it. Raises IndexError
            /// if there is none.
            "pop" => methods::pop, (0..=1);
            /// Takes out the first item that equals the value. Raises ValueError if there is none.
            "remove" => methods::remove, (x) -> None;
            /// Returns the index of the first item, within the bounds, that equals the value. Raises
            /// ValueError if there is none.
            "index" => methods::index, (1..=3) -> Int;
            /// Returns how many items equal the value.
            "count" => methods::count, (x) -> Int;
            /// Turns the order of the items around, in place.
            "reverse" => methods::reverse, () -> None [LEAF];
            /// Sorts in place, keeping the order of equal items; cmp(x, y) gives -1, 0 or 1.
            "sort" => methods::sort, (kw 0; "cmp", "key", "reverse") -> None;
        }
    }
}

fn traverse(list: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    list.recv::<List>().peek_slice().iter().for_each(|item| visit(*item));
}

fn clear(_cx: &Cx, list: Ref<'_>) {
    release_backwards(list.recv::<List>().take());
}

/// Gives up items from the last to the first, the order in which CPython does. May run Python code.
pub(crate) fn release_backwards(mut items: Vec<Owned>) {
    while let Some(item) = items.pop() {
        drop(item);
    }
}
