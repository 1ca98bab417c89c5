//! The type `object`, root of all new-style classes.

use crate::object::Header;

/// Memory of a bare object.
#[repr(C)]
pub struct Object {
    pub(crate) head: Header,
}

crate::py_type! {
    /// The most basic type.
    pub static OBJECT: Object = "object" {
        flags: [BASE],
    }
}
