//! The type `type`.

use crate::types::Type;

crate::py_type! {
    /// The type of types.
    pub static TYPE: Type = "type" {
        flags: [BASE, GC, TYPE_SUBTYPE],
    }
}
