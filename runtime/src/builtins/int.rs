//! The type `int`: immediates of 51 bits, heap objects beyond and for subclasses.

use crate::cx::Cx;
use crate::object::{Header, Owned, Ref, allocate};

/// Memory of a heap int.
#[repr(C)]
pub struct Int {
    pub(crate) head: Header,
    pub(crate) value: i64,
}

crate::py_type! {
    /// Whole numbers of the machine's word size.
    pub static INT: Int = "int" {
        flags: [BASE, INT_SUBTYPE, CHECK_TYPES],
    }
}

/// Makes a heap int.
#[cold]
pub fn new_heap(value: i64) -> Owned {
    let int = Int { head: Header::new(&INT), value };
    allocate(Cx::current(), &INT, int).unwrap_or_else(|_| Owned::none())
}

/// Returns the value of an int (subclasses and bool included), immediate or on the heap.
#[inline(always)]
pub fn int_value(value: Ref<'_>) -> Option<i64> {
    if value.word().is_int() {
        Some(value.word().int())
    } else {
        value.cast::<Int>().map(|int| int.value)
    }
}

/// Python's `is` between an immediate and a heap number: same type, same value.
pub fn same_number(a: Ref<'_>, b: Ref<'_>) -> bool {
    a.is_exact(&INT) && b.is_exact(&INT) && int_value(a) == int_value(b)
}
