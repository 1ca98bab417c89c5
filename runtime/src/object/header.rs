//! UNSAFE ISLAND: the sixteen bytes every heap object begins with.
//!
//! ```text
//! 0   count   i64, owners of the object; immortal objects start at 2^62
//! 8   type    *const Type
//! ```
//!
//! Obligations: (1) a heap word points to a live `Header`; (2) a count is changed only by a thread
//! that holds the GIL; (3) the object is freed exactly when its count falls to zero.

use crate::types::Type;
use std::cell::Cell;

/// The head of every heap object; always the first field of a `#[repr(C)]` struct.
#[repr(C)]
pub struct Header {
    pub(crate) count: Cell<i64>,
    pub(crate) ty: Cell<*const Type>,
}

const _: () = assert!(std::mem::offset_of!(Header, count) == abi::layout::HEADER_COUNT);
const _: () = assert!(std::mem::offset_of!(Header, ty) == abi::layout::HEADER_TYPE);
const _: () = assert!(std::mem::size_of::<Header>() == abi::layout::HEADER_SIZE);

impl Header {
    /// A header with one owner.
    pub const fn new(ty: *const Type) -> Header {
        Header { count: Cell::new(1), ty: Cell::new(ty) }
    }

    /// A header of an object that is never freed.
    pub const fn immortal(ty: *const Type) -> Header {
        Header { count: Cell::new(abi::layout::IMMORTAL_COUNT), ty: Cell::new(ty) }
    }

    /// Returns the number of owners.
    pub fn count(&self) -> i64 {
        self.count.get()
    }

    /// Returns the object's type.
    #[inline(always)]
    pub fn ty(&self) -> &Type {
        // SAFETY: (1) the type word of a live header points to a type, which the object keeps alive.
        unsafe { &*self.ty.get() }
    }

    /// Returns whether the object is one that is never freed.
    pub fn is_immortal(&self) -> bool {
        self.count.get() >= abi::layout::IMMORTAL_COUNT / 2
    }
}
