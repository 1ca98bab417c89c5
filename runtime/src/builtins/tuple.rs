//! The type `tuple`.

mod slots;
#[expect(unsafe_code, reason = "island: items stored behind the tuple header")]
mod storage;

use crate::builtins::iterators;
use crate::object::Ref;
pub use storage::Tuple;

crate::py_type! {
    /// tuple() -> the tuple without items
    /// tuple(iterable) -> a tuple of the items that the iterable gives
    pub static TUPLE: Tuple = "tuple" {
        flags: [BASE, GC, TUPLE_SUBTYPE, VARIABLE_SIZE],
        slots {
            new: slots::new, traverse: traverse, repr: slots::repr, hash: slots::hash,
            rich_compare: slots::rich_compare, iter: iterators::tuple_iter,
            len: slots::len, concat: slots::concat, repeat: slots::repeat, item: slots::item,
            slice: slots::slice, contains: slots::contains,
            map_len: slots::len, subscript: slots::subscript,
        }
        methods {
            /// Helps pickle.
            "__getnewargs__" => slots::new_args, () -> Tuple;
            /// Returns how many items equal the value.
            "count" => slots::count, (x) -> Int;
            /// Returns the index of the first item, within the bounds, that equals the value. Raises
            /// ValueError if there is none.
            "index" => slots::index, (1..=3) -> Int;
            /// Returns the size in memory, in bytes.
            "__sizeof__" => slots::size_of, () -> Int;
        }
    }
}

fn traverse(tuple: Ref<'_>, visit: &mut dyn FnMut(Ref<'_>)) {
    tuple.recv::<Tuple>().as_slice().iter().for_each(|item| visit(*item));
}
