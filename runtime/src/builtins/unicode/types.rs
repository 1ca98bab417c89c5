//! The declarations of `basestring` and `unicode`.

use super::{Unicode, ops};
use crate::builtins::object::Object;
use crate::cx::Cx;
use crate::exceptions::{PyResult, table};
use crate::types::{CallArgs, Type};

/// Memory of a basestring, which has no instances.
#[repr(C)]
pub struct BaseString {
    pub(crate) head: crate::object::Header,
}

const _: () = assert!(size_of::<BaseString>() == size_of::<Object>());

crate::py_type! {
    /// The common base of `str` and `unicode`.
    pub static BASESTRING: BaseString = "basestring" {
        flags: [BASE],
        slots { new: abstract_new }
    }
}

crate::py_type! {
    /// Immutable strings of code points.
    pub static UNICODE: Unicode = "unicode" {
        base: crate::builtins::unicode::BASESTRING,
        flags: [BASE, UNICODE_SUBTYPE, CHECK_TYPES],
        slots {
            new: ops::new, repr: ops::repr, str: ops::str, hash: ops::hash,
            rich_compare: ops::rich_compare,
            len: ops::len, concat: ops::concat, repeat: ops::repeat, item: ops::item,
            slice: ops::slice, contains: ops::contains,
            map_len: ops::len, subscript: ops::subscript,
        }
    }
}

fn abstract_new(cx: &Cx, _ty: &Type, _args: CallArgs<'_>) -> PyResult {
    Err(cx.raise(&table::TYPE_ERROR, format_args!("The basestring type cannot be instantiated")))
}
