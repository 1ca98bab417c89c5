//! The type `dict`.
//!
//! To add a method: one row here, one function in `methods`.

pub(crate) mod entry;
pub(crate) mod iterators;
pub(crate) mod key;
mod methods;
mod order;
mod slots;
#[expect(unsafe_code, reason = "island: entries that own values")]
mod storage;
#[expect(unsafe_code, reason = "island: open-addressing table")]
pub(crate) mod table;
mod update;
mod views;

use crate::cx::Cx;
use crate::object::Ref;
pub use iterators::{ITEM_ITER, ItemIter, KEY_ITER, KeyIter, VALUE_ITER, ValueIter};
pub use key::raise_key_error;
pub use storage::{Dict, Merge};
pub use update::{update_from, update_from_keywords};
pub use views::{ITEMS_VIEW, ItemsView, KEYS_VIEW, KeysView, VALUES_VIEW, ValuesView};

crate::py_type! {
    /// dict() -> a dict without entries
    /// dict(mapping) -> a dict of the mapping's pairs of key and value
    /// dict(iterable) -> a dict of the pairs that the iterable gives
    /// dict(**kwargs) -> a dict of the keyword arguments
    pub static DICT: Dict = "dict" {
        flags: [BASE, GC, DICT_SUBTYPE],
        slots {
            new: slots::new, init: slots::init, traverse: traverse, clear: clear,
            repr: slots::repr, hash: crate::types::slots::hash_not_implemented, compare: order::compare,
            rich_compare: order::rich_compare, iter: iterators::iter_keys,
            contains: slots::contains, map_len: slots::len, subscript: slots::subscript,
            set_subscript: slots::set_subscript,
        }
        methods {
            /// Returns whether the key is there.
            "__contains__" => methods::has_key, (x) -> Bool;
            /// Returns the value of the key.
            "__getitem__" => slots::subscript, (x);
            /// Returns the size in memory, in bytes.
            "__sizeof__" => methods::size_of, () -> Int;
            /// Returns whether the key is there.
            "has_key" => methods::has_key, (x) -> Bool;
            /// Returns the value of the key, or the default (None) if it is missing.
            "get" => methods::get, (1..=2) [UNPACK];
            /// Returns the value of the key, after setting it to the default (None) if it is missing.
            "setdefault" => methods::set_default, (1..=2) [UNPACK];
            /// Takes out the key and returns its value, or the default if it is missing. Raises
            /// KeyError if there is no default either.
            "pop" => methods::pop, (1..=2) [UNPACK];
            /// Takes out some pair of key and value and returns it. Raises KeyError if there is none.
            "popitem" => methods::pop_item, () -> Tuple;
            /// Returns a list of the keys.
            "keys" => methods::keys, () -> List;
            /// Returns a list of the pairs of key and value.
            "items" => methods::items, () -> List;
            /// Returns a list of the values.
            "values" => methods::values, () -> List;
            /// Returns a view of the pairs of key and value, which behaves like a set.
            "viewitems" => views::view_items, ();
            /// Returns a view of the keys, which behaves like a set.
            "viewkeys" => views::view_keys, ();
            /// Returns a view of the values.
            "viewvalues" => views::view_values, ();
            /// Sets the pairs of a mapping or iterable, then the keyword arguments.
            "update" => methods::update, (raw) -> None;
            /// Makes a dict with the keys of an iterable, all with the same value (None).
            class "fromkeys" => methods::from_keys, (1..=2) [UNPACK];
            /// Takes all entries out.
            "clear" => methods::clear, () -> None;
            /// Returns a dict of the same entries.
            "copy" => methods::copy, () -> Dict;
            /// Returns an iterator over the keys.
            "iterkeys" => iterators::iter_keys, ();
            /// Returns an iterator over the values.
            "itervalues" => iterators::iter_values, ();
            /// Returns an iterator over the pairs of key and value.
            "iteritems" => iterators::iter_items, ();
        }
    }
}

fn traverse(dict: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    dict.recv::<Dict>().table.visit(visit);
}

fn clear(_cx: &Cx, dict: Ref<'_>) {
    dict.recv::<Dict>().clear();
}
