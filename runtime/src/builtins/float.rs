//! The type `float`: immediates, heap objects for subclasses.

use crate::object::{Header, Ref};

/// Memory of a heap float.
#[repr(C)]
pub struct Float {
    pub(crate) head: Header,
    pub(crate) value: f64,
}

crate::py_type! {
    /// Floating-point numbers of double precision.
    pub static FLOAT: Float = "float" {
        flags: [BASE, FLOAT_SUBTYPE, CHECK_TYPES],
    }
}

/// Returns the value of a float (subclasses included), immediate or on the heap.
#[inline(always)]
pub fn float_value(value: Ref<'_>) -> Option<f64> {
    if value.word().is_float() {
        Some(value.word().float())
    } else {
        value.cast::<Float>().map(|float| float.value)
    }
}
