//! None.

use crate::builtins::str::Str;
use crate::cx::Cx;
use crate::exceptions::PyResult;
use crate::object::{Header, Ref};

/// Memory of None and of the other singletons without content.
#[repr(C)]
pub struct NoneObject {
    pub(crate) head: Header,
}

// SAFETY: touched only under the GIL.
#[expect(unsafe_code, reason = "singleton static")]
unsafe impl Sync for NoneObject {}

crate::py_type! {
    /// The type of None.
    pub static NONE_TYPE: NoneObject = "NoneType" {
        slots { repr: none_repr }
    }
}

/// The None object.
pub static NONE: NoneObject = NoneObject { head: Header::immortal(&NONE_TYPE) };

/// Memory of NotImplemented.
#[repr(C)]
pub struct NotImplementedObject {
    pub(crate) head: Header,
}

// SAFETY: touched only under the GIL.
#[expect(unsafe_code, reason = "singleton static")]
unsafe impl Sync for NotImplementedObject {}

crate::py_type! {
    /// The type of NotImplemented.
    pub static NOT_IMPLEMENTED_TYPE: NotImplementedObject = "NotImplementedType" {
        slots { repr: not_implemented_repr }
    }
}

/// The NotImplemented object.
pub static NOT_IMPLEMENTED: NotImplementedObject =
    NotImplementedObject { head: Header::immortal(&NOT_IMPLEMENTED_TYPE) };

/// Memory of Ellipsis.
#[repr(C)]
pub struct EllipsisObject {
    pub(crate) head: Header,
}

// SAFETY: touched only under the GIL.
#[expect(unsafe_code, reason = "singleton static")]
unsafe impl Sync for EllipsisObject {}

crate::py_type! {
    /// The type of Ellipsis.
    pub static ELLIPSIS_TYPE: EllipsisObject = "ellipsis" {
        slots { repr: ellipsis_repr }
    }
}

/// The Ellipsis object.
pub static ELLIPSIS: EllipsisObject = EllipsisObject { head: Header::immortal(&ELLIPSIS_TYPE) };

/// Returns NotImplemented.
pub fn not_implemented() -> Ref<'static> {
    Ref::from_object(&NOT_IMPLEMENTED)
}

/// Returns Ellipsis.
pub fn ellipsis() -> Ref<'static> {
    Ref::from_object(&ELLIPSIS)
}

fn none_repr(cx: &Cx, _x: Ref<'_>) -> PyResult {
    Str::new(cx, b"None")
}

fn not_implemented_repr(cx: &Cx, _x: Ref<'_>) -> PyResult {
    Str::new(cx, b"NotImplemented")
}

fn ellipsis_repr(cx: &Cx, _x: Ref<'_>) -> PyResult {
    Str::new(cx, b"Ellipsis")
}
