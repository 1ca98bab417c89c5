//! The type `bool` and its two values.

use crate::object::{Header, Ref};

/// Memory of True and False; begins like a heap int.
#[repr(C)]
pub struct Bool {
    pub(crate) head: Header,
    pub(crate) value: i64,
}

// SAFETY: touched only under the GIL.
#[expect(unsafe_code, reason = "singleton static")]
unsafe impl Sync for Bool {}

crate::py_type! {
    /// Truth values.
    pub static BOOL: Bool = "bool" {
        base: crate::builtins::int::INT,
        flags: [INT_SUBTYPE, CHECK_TYPES],
    }
}

/// False.
pub static FALSE: Bool = Bool { head: Header::immortal(&BOOL), value: 0 };
/// True.
pub static TRUE: Bool = Bool { head: Header::immortal(&BOOL), value: 1 };

/// Returns the bool object.
#[inline(always)]
pub fn bool_ref(value: bool) -> Ref<'static> {
    Ref::from_object(if value { &TRUE } else { &FALSE })
}
