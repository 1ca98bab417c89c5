//! The declaration of the type `str`: its slots and methods.

use super::{Str, ops};

crate::py_type! {
    /// Immutable strings of bytes.
    pub static STR: Str = "str" {
        base: crate::builtins::unicode::BASESTRING,
        flags: [BASE, STR_SUBTYPE, CHECK_TYPES],
        slots {
            new: ops::new, repr: ops::repr, str: ops::str, hash: ops::hash,
            rich_compare: ops::rich_compare,
            len: ops::len, concat: ops::concat, repeat: ops::repeat, item: ops::item,
            slice: ops::slice, contains: ops::contains,
            map_len: ops::len, subscript: ops::subscript,
        }
    }
}
